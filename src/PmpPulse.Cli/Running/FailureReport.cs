namespace PmpPulse.Cli.Running;

/// <summary>Written by <c>--output json</c> if a command fails.</summary>
/// <param name="Error">The message on standard error.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record FailureReport(string Error, int ExitCode);
