namespace PmpPulse.Curation.Deduplicate;

/// <summary>What became of a snapshot.</summary>
internal enum WriteResult
{
    /// <summary>It is not known whether its rows are in the table: it must be redelivered.</summary>
    NotWritten,

    /// <summary>Its rows are in the table, by this write.</summary>
    Written,

    /// <summary>Its rows were in the table already.</summary>
    Duplicate,

    /// <summary>This write put none of its rows into the table; some were rejected, and their dead letters must be written first.</summary>
    RowsRejected,
}
