using System.Globalization;

namespace PmpPulse.ServiceDefaults.Settings;

/// <summary>The settings that services share.</summary>
public static class CommonSettings
{
    public static readonly Setting OidcAudience = new(
        "OIDC_AUDIENCE", "Audience that a caller's OIDC token must name: this service's own URL.", "https://collector-abc.a.run.app", Required: true);

    public static readonly Setting OidcEmail = new(
        "OIDC_EMAIL", "Service accounts that may call, comma separated.", "scheduler@my-project.iam.gserviceaccount.com", Required: true);

    public static readonly Setting OidcMetadata = new(
        "OIDC_METADATA", "OpenID discovery document of the tokens' issuer; plain http only on this machine or with an emulator host set.",
        "http://127.0.0.1:8085/.well-known/openid-configuration", Default: "https://accounts.google.com/.well-known/openid-configuration");

    public static readonly Setting OidcSignature = new(
        "OIDC_SIGNATURE",
        "verify: this service verifies the signature of a caller's token; platform: it also takes one that Cloud Run verified and then replaced by SIGNATURE_REMOVED_BY_GOOGLE. Allowed on Cloud Run only.",
        "platform", Default: "verify");

    /// <summary>Set by Cloud Run to the service's name.</summary>
    public static readonly Setting CloudRunService = new("K_SERVICE", "Set by Cloud Run.", "pmp-bq-writer");

    public static readonly Setting OidcDisabled = new(
        "OIDC_DISABLED", "true lets anybody call; allowed only when listening on a loopback address (BIND_ADDRESS=127.0.0.1).", "true", Default: "false");

    public static readonly Setting AllowedHosts = new(
        "ALLOWED_HOSTS",
        "Names that callers may use beside localhost, 127.0.0.1, [::1] and the address called, comma separated, each with or without a port: how containers and other machines call this one. A service on an address that is not loopback checks names only where this is set.",
        "host.docker.internal,192.168.1.5:8085");

    public static readonly Setting MaxConnections = new(
        "MAX_CONNECTIONS", "How many connections a port holds at once; further ones are answered 503. The process's limit of open files (ulimit -n) may allow less.",
        "200", Default: "512");

    public static readonly Setting OtlpEndpoint = new(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OpenTelemetry collector to send traces and metrics to; if unset, they are not sent. The other OTEL_* settings have their usual meaning.", "http://127.0.0.1:4317");

    public static readonly Setting LogLevel = new(
        "LOG_LEVEL", "Lowest severity logged: debug, information, warning or error.", "debug", Default: "information");

    internal static readonly IReadOnlyList<Setting> Oidc = [OidcAudience, OidcEmail, OidcMetadata, OidcSignature, OidcDisabled];

    internal static readonly IReadOnlyList<Setting> Observability = [LogLevel, OtlpEndpoint];

    internal static IReadOnlyList<Setting> Listening(ServiceDescription service) =>
        [.. service.ListensOnPort ? [Port(service)] : Array.Empty<Setting>(), .. service.DefaultBindAddress is null ? Array.Empty<Setting>() : [BindAddress(service), AllowedHosts, MaxConnections]];

    internal static Setting Port(ServiceDescription service) => new(
        "PORT", "TCP port to listen on; 0 takes a free one.", "8080", Default: service.DefaultPort.ToString(CultureInfo.InvariantCulture));

    /// <summary>The address a service listens on.</summary>
    public static Setting BindAddress(ServiceDescription service) => new(
        "BIND_ADDRESS", "IP address to listen on.", "127.0.0.1", Default: service.DefaultBindAddress);
}
