namespace PmpPulse.Cli.Collect;

/// <summary>The outcome of a requested poll.</summary>
/// <param name="Job">Scheduler job that polled.</param>
/// <param name="Failure">Why it failed; null when it succeeded.</param>
internal sealed record PollOutcome(string Job, string? Failure);
