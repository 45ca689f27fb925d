namespace PmpPulse.Curation.Pipeline;

/// <summary>The outcome of a delivery; every outcome but <see cref="Failed"/> is acknowledged.</summary>
internal enum MessageOutcome
{
    /// <summary>This delivery made its rows durable.</summary>
    Written,

    /// <summary>Its rows were already durable.</summary>
    Duplicate,

    /// <summary>It has no row; its dead letters, if any, are durable.</summary>
    Nothing,

    /// <summary>All of it is a dead letter, durable.</summary>
    DeadLettered,

    /// <summary>An event of a type that curation does not use.</summary>
    Skipped,

    /// <summary>Not everything is durable: it must be redelivered.</summary>
    Failed,
}
