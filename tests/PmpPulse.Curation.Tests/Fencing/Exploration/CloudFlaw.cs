namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>A guarantee of BigQuery that the fence relies on, broken: the exploration must find the consequence.</summary>
public enum CloudFlaw
{
    None,
    FinalizeDoesNothing,
    ETagsIgnored,
    OffsetsIgnored,
}
