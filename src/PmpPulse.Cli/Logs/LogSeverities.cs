namespace PmpPulse.Cli.Logs;

internal static class LogSeverities
{
    /// <summary>A severity as Cloud Logging spells it; one that is not known counts as the least.</summary>
    public static LogSeverity Parse(string? text) => Enum.TryParse<LogSeverity>(text, ignoreCase: true, out var severity) ? severity : LogSeverity.Default;
}
