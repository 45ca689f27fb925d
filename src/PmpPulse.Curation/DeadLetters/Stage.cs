namespace PmpPulse.Curation.DeadLetters;

/// <summary>The stages, by their names in counters and dead letters, in order.</summary>
internal static class Stage
{
    /// <summary>A message's bytes to an envelope. Counts messages.</summary>
    public const string ParseNormalize = "parse_normalize";

    /// <summary>
    /// An envelope to the elements of its feed's list. Counts messages in, elements out. The name is that of the first feed, and stays.
    /// </summary>
    public const string SnapshotToStationRows = "snapshot_to_station_rows";

    /// <summary>An element to a row. Counts elements.</summary>
    public const string ValidateRow = "validate_row";

    /// <summary>Drops rows of a snapshot that is already written. Counts rows.</summary>
    public const string Deduplicate = "deduplicate";

    /// <summary>Rows to the table. Counts rows.</summary>
    public const string BigQueryInsert = "bq_insert_curated";
}
