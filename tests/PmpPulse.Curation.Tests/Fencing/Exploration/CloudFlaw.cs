namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>A promise of BigQuery's that the fence leans on, broken: the exploration must find what comes of it.</summary>
public enum CloudFlaw
{
    None,
    FinalizeDoesNothing,
    ETagsIgnored,
    OffsetsIgnored,
}
