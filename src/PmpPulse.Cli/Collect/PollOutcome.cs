namespace PmpPulse.Cli.Collect;

/// <summary>How a poll that was asked for went.</summary>
/// <param name="Job">Scheduler job that polled.</param>
/// <param name="Failure">Why it failed; null when it went well.</param>
internal sealed record PollOutcome(string Job, string? Failure);
