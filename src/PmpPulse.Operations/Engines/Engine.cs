namespace PmpPulse.Operations.Engines;

/// <summary>An engine of curation.</summary>
public enum Engine
{
    /// <summary>Pub/Sub pushes to the curation service, which scales to zero.</summary>
    Push,

    /// <summary>A worker pulls: on Google Cloud an instance of the worker pool, on this machine a part of <c>make up</c>.</summary>
    Worker,

    /// <summary>A Dataflow job pulls.</summary>
    Dataflow,
}
