namespace PmpPulse.Cli.Logs;

/// <summary>A line of the logs.</summary>
/// <param name="Time">When it happened (UTC).</param>
/// <param name="Severity">Such as <c>WARNING</c>.</param>
/// <param name="Service">What wrote it.</param>
/// <param name="Message">What it says.</param>
/// <param name="Exception">The exception behind it; null if there is none.</param>
internal sealed record LogLine(DateTimeOffset Time, string Severity, string Service, string Message, string? Exception);

/// <summary>Selects lines.</summary>
/// <param name="Service">A part of the service's name; null selects all.</param>
/// <param name="Severity">The lowest.</param>
/// <param name="Since">From when on.</param>
internal sealed record LogQuery(string? Service, LogSeverity Severity, DateTimeOffset Since)
{
    /// <summary>Up to when; null has no end.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>How bad it is, as Cloud Logging orders it.</summary>
internal enum LogSeverity
{
    Default,
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
    Alert,
    Emergency,
}
