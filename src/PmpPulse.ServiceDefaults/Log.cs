using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Request to {Path} failed")]
    public static partial void UnhandledException(ILogger logger, Exception exception, string? path);

    [LoggerMessage(2, LogLevel.Warning, "Caller refused: {Reason}: {Detail}")]
    public static partial void CallerRefused(ILogger logger, string reason, string detail);

    [LoggerMessage(18, LogLevel.Warning, "A token is made out to {Audience}; this service is {Expected} (OIDC_AUDIENCE)")]
    public static partial void AudienceRefused(ILogger logger, string audience, string expected);

    [LoggerMessage(3, LogLevel.Error, "Callers can't be verified: the OpenID metadata at {Metadata} can't be fetched")]
    public static partial void MetadataUnavailable(ILogger logger, Exception exception, string metadata);

    [LoggerMessage(4, LogLevel.Warning, "OIDC_DISABLED: callers are not verified")]
    public static partial void CallersNotVerified(ILogger logger);

    [LoggerMessage(5, LogLevel.Error, "Background loop {Loop} failed; it restarts in {Seconds} s")]
    public static partial void BackgroundFault(ILogger logger, Exception exception, string loop, double seconds);

    [LoggerMessage(6, LogLevel.Warning, "{Method} {Path} refused: {Reason}: {Detail} ({Suppressed} more were refused since the last such line)")]
    public static partial void RequestRefused(ILogger logger, string method, string? path, string reason, string detail, long suppressed);

    [LoggerMessage(7, LogLevel.Warning, "BIND_ADDRESS={Address}: {Meaning}")]
    public static partial void OpenToTheNetwork(ILogger logger, string address, string meaning);

    [LoggerMessage(8, LogLevel.Warning, "Connection refused: {Reason} ({Suppressed} more were refused since the last such line)")]
    public static partial void ConnectionRefused(ILogger logger, string reason, long suppressed);

    [LoggerMessage(10, LogLevel.Information, "{Service} {Version} has started")]
    public static partial void Started(ILogger logger, string service, string version);

    [LoggerMessage(9, LogLevel.Debug, "A connection was closed without a reason, which could not be sent")]
    public static partial void RefusalFailed(ILogger logger, Exception exception);
}
