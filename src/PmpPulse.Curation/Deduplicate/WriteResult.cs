namespace PmpPulse.Curation.Deduplicate;

/// <summary>The outcome of a snapshot.</summary>
internal enum WriteResult
{
    /// <summary>It is unknown whether its rows are in the table: it must be redelivered.</summary>
    NotWritten,

    /// <summary>Its rows are in the table, by this write.</summary>
    Written,

    /// <summary>Its rows were in the table already.</summary>
    Duplicate,

    /// <summary>This write put none of its rows into the table; some were rejected, and their dead letters must be written first.</summary>
    RowsRejected,
}
