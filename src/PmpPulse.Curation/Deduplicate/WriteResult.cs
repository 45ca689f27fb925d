namespace PmpPulse.Curation.Deduplicate;

/// <summary>What became of a snapshot.</summary>
internal enum WriteResult
{
    /// <summary>Its rows are in the table, or not known to be: it must be delivered again.</summary>
    NotWritten,

    /// <summary>Its rows are in the table, by this write.</summary>
    Written,

    /// <summary>Its rows were in the table already.</summary>
    Duplicate,

    /// <summary>None of its rows is in the table by this write; some can't be, and are dead letters to be written first.</summary>
    RowsRejected,
}
