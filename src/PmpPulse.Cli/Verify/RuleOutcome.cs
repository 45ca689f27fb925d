namespace PmpPulse.Cli.Verify;

/// <summary>Whether a rule holds.</summary>
/// <param name="Name">Name of the assertion.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="BrokenBy">Rows that break it, the first hundred; each from column to value.</param>
internal sealed record RuleOutcome(string Name, string Rule, IReadOnlyList<IReadOnlyDictionary<string, string?>> BrokenBy);
