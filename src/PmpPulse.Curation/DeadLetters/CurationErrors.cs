namespace PmpPulse.Curation.DeadLetters;

/// <summary>Kinds of error of curation itself, besides <see cref="Contracts.Json.ReadErrors"/>.</summary>
internal static class CurationErrors
{
    /// <summary>More elements or bytes than one append takes: a snapshot is written whole or not at all.</summary>
    public const string SnapshotTooLarge = "snapshot_too_large";

    /// <summary>An attribute of the message is invalid.</summary>
    public const string InvalidAttribute = "invalid_attribute";

    /// <summary>BigQuery rejected the row.</summary>
    public const string RowRejected = "row_rejected";
}
