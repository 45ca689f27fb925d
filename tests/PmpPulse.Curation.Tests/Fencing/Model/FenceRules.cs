namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>BigQuery guarantees to drop, and mistakes a fence could make. No flags: the real fence, and BigQuery as assumed.</summary>
[Flags]
internal enum FenceRules
{
    AsBuilt = 0,

    /// <summary>
    /// BigQuery: a stream may be finalized, and the table read, while an append accepted before is still executing. Google's documentation
    /// doesn't rule it out.
    /// </summary>
    FinalizeOvertakesAppends = 1,

    /// <summary>The new owner doesn't finalize the old owner's stream.</summary>
    NoFinalize = 2,

    /// <summary>The new owner loads the written snapshots before it finalizes.</summary>
    LoadFirst = 4,

    /// <summary>The new owner loads the written snapshots after it finalizes and before the compare-and-set.</summary>
    LoadBeforeCompareAndSet = 8,

    /// <summary>The register is set unconditionally.</summary>
    NoCompare = 16,

    /// <summary>After giving up an append, a worker keeps its stream, offset and state.</summary>
    KeepOwnership = 32,

    /// <summary>ALREADY_EXISTS means written, even on a first attempt.</summary>
    TrustAlreadyExists = 64,

    /// <summary>Appends carry no offset.</summary>
    NoOffset = 128,

    /// <summary>A message is acknowledged before its rows are in.</summary>
    EarlyAcknowledgement = 256,

    /// <summary>A compare-and-set whose answer was lost counts as done.</summary>
    TrustLostCompareAndSet = 512,
}
