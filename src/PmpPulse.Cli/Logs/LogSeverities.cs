namespace PmpPulse.Cli.Logs;

internal static class LogSeverities
{
    /// <summary>A severity as Cloud Logging spells it; an unknown one counts as the lowest.</summary>
    public static LogSeverity Parse(string? text) => Enum.TryParse<LogSeverity>(text, ignoreCase: true, out var severity) ? severity : LogSeverity.Default;
}
