namespace PmpPulse.Cli.Verify;

/// <summary>Whether a rule holds.</summary>
/// <param name="Name">Name of the assertion.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="BrokenBy">Rows that break it, the first hundred; each from column to value.</param>
/// <param name="Error">Why it could not be checked; null when it was.</param>
internal sealed record RuleOutcome(string Name, string Rule, IReadOnlyList<IReadOnlyDictionary<string, string?>> BrokenBy, string? Error)
{
    public bool Holds => BrokenBy.Count == 0 && Error is null;
}
