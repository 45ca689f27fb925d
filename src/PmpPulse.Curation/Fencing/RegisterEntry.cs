namespace PmpPulse.Curation.Fencing;

/// <summary>The register as it was read.</summary>
/// <param name="Value">What it says.</param>
/// <param name="ETag">The version a compare-and-set has to find.</param>
internal sealed record RegisterEntry(Register Value, string ETag);
