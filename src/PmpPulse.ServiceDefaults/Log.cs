using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Request to {Path} failed")]
    public static partial void UnhandledException(ILogger logger, Exception exception, string? path);

    [LoggerMessage(2, LogLevel.Warning, "Caller refused: {Reason}: {Detail}")]
    public static partial void CallerRefused(ILogger logger, string reason, string detail);

    [LoggerMessage(3, LogLevel.Error, "Callers can't be verified: the OpenID metadata at {Metadata} can't be had")]
    public static partial void MetadataUnavailable(ILogger logger, Exception exception, string metadata);

    [LoggerMessage(4, LogLevel.Warning, "OIDC_DISABLED: callers are not verified")]
    public static partial void CallersNotVerified(ILogger logger);

    [LoggerMessage(5, LogLevel.Error, "Background loop {Loop} failed; it is begun anew in {Seconds} s")]
    public static partial void BackgroundFault(ILogger logger, Exception exception, string loop, double seconds);
}
