namespace PmpPulse.Cli.Dlq;

/// <summary>GoogleSQL that tells a drill's dead letters from real ones: they were made deliberately and raise no alert.</summary>
internal static class DrillMark
{
    /// <summary>
    /// On the curated dead-letter table: a drill has its own keys, and a message that is not an envelope begins with the drill's id.
    /// </summary>
    public const string OfCurated = "(COALESCE(STARTS_WITH(JSON_VALUE(event_meta, '$.key'), 'drill-'), FALSE) OR COALESCE(STARTS_WITH(raw, 'drill-'), FALSE))";

    /// <summary>On the push dead-letter tables.</summary>
    public const string OfPush = "COALESCE(JSON_VALUE(attributes, '$.drill_id') IS NOT NULL, FALSE)";
}
