namespace PmpPulse.Curation.Fencing;

/// <summary>The register as it was read.</summary>
/// <param name="Value">Its value.</param>
/// <param name="ETag">The version that a compare-and-set must find.</param>
internal sealed record RegisterEntry(Register Value, string ETag);
