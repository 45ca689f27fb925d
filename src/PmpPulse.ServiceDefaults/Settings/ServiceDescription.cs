namespace PmpPulse.ServiceDefaults.Settings;

/// <summary>A service's name and settings; <c>--help</c> prints it.</summary>
/// <param name="Name">Name in logs and telemetry, such as <c>pmp-collector</c>.</param>
/// <param name="Summary">One or two sentences on what the service does.</param>
/// <param name="Settings">The service's own settings; the common ones are added to them.</param>
public sealed record ServiceDescription(string Name, string Summary, IReadOnlyList<Setting> Settings)
{
    /// <summary>Port to listen on if <c>PORT</c> is not set.</summary>
    public int DefaultPort { get; init; } = 8080;

    /// <summary>Whether it listens on <c>PORT</c>. A program with ports of its own opens them itself, on <c>BIND_ADDRESS</c>.</summary>
    public bool ListensOnPort { get; init; } = true;

    /// <summary>
    /// Address to listen on if <c>BIND_ADDRESS</c> is not set: all of them, as Cloud Run needs it. Null for a program without
    /// the setting.
    /// </summary>
    public string? DefaultBindAddress { get; init; } = "0.0.0.0";

    /// <summary>
    /// Whether every endpoint except <c>/healthz</c> requires an OIDC token. Off only for services that are public by nature.
    /// </summary>
    public bool RequiresCaller { get; init; } = true;

    /// <summary>
    /// What anonymous callers can do if callers aren't verified; shown when the service starts on a non-loopback address. Null if nothing.
    /// </summary>
    public string? AnonymousAccess { get; init; }

    /// <summary>Whether people open it in a browser, by links from elsewhere too.</summary>
    public bool ServesPages { get; init; }

    /// <summary>Whether gRPC is served beside JSON.</summary>
    public bool TakesGrpc { get; init; }

    /// <summary>Largest request body, bytes; a larger one is answered 413.</summary>
    public long MaxRequestBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Everything the service reads: its own settings, then the common ones.</summary>
    public IReadOnlyList<Setting> AllSettings =>
        [.. Settings, .. CommonSettings.Listening(this), .. RequiresCaller ? CommonSettings.Oidc : [], .. CommonSettings.Observability];
}
