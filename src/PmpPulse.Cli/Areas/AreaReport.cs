namespace PmpPulse.Cli.Areas;

/// <summary>What was loaded.</summary>
/// <param name="Source">The address or file.</param>
/// <param name="Attribution">Who is named where the areas are shown.</param>
/// <param name="Areas">How many.</param>
internal sealed record AreaReport(string Source, string Attribution, int Areas);
