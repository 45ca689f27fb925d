namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>What the model assumes BigQuery to guarantee, and mistakes that a fence could make. Without flags: the fence as it is, and BigQuery as assumed.</summary>
[Flags]
internal enum FenceRules
{
    AsBuilt = 0,

    /// <summary>BigQuery: a stream may be finalized, and the table read, while an append to it that was taken before is still being carried out. Google rules it out nowhere.</summary>
    FinalizeOvertakesAppends = 1,

    /// <summary>A taker does not finalize the stream of the one before.</summary>
    NoFinalize = 2,

    /// <summary>A taker loads what is written before it finalizes.</summary>
    LoadFirst = 4,

    /// <summary>A taker loads what is written after it finalized, and before the compare-and-set.</summary>
    LoadBeforeCompareAndSet = 8,

    /// <summary>The register is set unconditionally.</summary>
    NoCompare = 16,

    /// <summary>Out of patience with an append, a worker keeps its stream, its offset and what it knows.</summary>
    KeepOwnership = 32,

    /// <summary>ALREADY_EXISTS means written, also to a first try.</summary>
    TrustAlreadyExists = 64,

    /// <summary>Appends carry no offset.</summary>
    NoOffset = 128,

    /// <summary>A message is acknowledged before its rows are in.</summary>
    EarlyAcknowledgement = 256,

    /// <summary>A compare-and-set whose answer was lost counts as done.</summary>
    TrustLostCompareAndSet = 512,
}
