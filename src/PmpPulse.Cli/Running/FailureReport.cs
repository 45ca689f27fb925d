namespace PmpPulse.Cli.Running;

/// <summary>What <c>--output json</c> writes if the command could not do its work.</summary>
/// <param name="Error">What standard error says.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record FailureReport(string Error, int ExitCode);
