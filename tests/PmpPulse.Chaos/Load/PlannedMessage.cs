using System.Collections.ObjectModel;

namespace PmpPulse.Chaos.Load;

/// <summary>A message to be published.</summary>
/// <param name="Topic">Short name.</param>
/// <param name="OrderingKey">Also the envelope's key, where there is one.</param>
/// <param name="Data">The message's bytes.</param>
/// <param name="Kind">Why it is there.</param>
internal sealed record PlannedMessage(string Topic, string OrderingKey, ReadOnlyMemory<byte> Data, MessageKind Kind)
{
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>What is special about a message.</summary>
internal enum MessageKind
{
    Good,

    /// <summary>The bytes of an earlier one.</summary>
    PublishedAgain,

    /// <summary>The snapshot of an earlier one under a later <c>ingest_ts</c>.</summary>
    PolledAgain,

    /// <summary>Stations of another message's snapshot, whose id is among the attributes: for curation only.</summary>
    RowReplay,

    /// <summary>Bytes that are not JSON.</summary>
    Garbage,

    /// <summary>Half of a gzip member.</summary>
    CutGzip,

    /// <summary>JSON without the envelope's properties.</summary>
    WrongEnvelope,

    /// <summary>An event of the other topic.</summary>
    WrongType,

    /// <summary><c>data.stations</c> is an object.</summary>
    StationsNotAnArray,

    /// <summary>Three stations of the snapshot are bad, each in its way.</summary>
    BadStations,

    /// <summary>Two stations have the id of an earlier one.</summary>
    DuplicateStations,
}
