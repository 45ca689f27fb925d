using System.Collections.ObjectModel;

namespace PmpPulse.Chaos.Load;

/// <summary>A message to be published.</summary>
/// <param name="Topic">Short name.</param>
/// <param name="OrderingKey">Also the envelope's key, if there is an envelope.</param>
/// <param name="Data">The message's bytes.</param>
/// <param name="Kind">Why it is there.</param>
internal sealed record PlannedMessage(string Topic, string OrderingKey, ReadOnlyMemory<byte> Data, MessageKind Kind)
{
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>The kinds of messages.</summary>
internal enum MessageKind
{
    Good,

    /// <summary>The bytes of an earlier message.</summary>
    PublishedAgain,

    /// <summary>The snapshot of an earlier message with a later <c>ingest_ts</c>.</summary>
    PolledAgain,

    /// <summary>Stations of another message's snapshot, whose id is in the attributes. For curation only.</summary>
    RowReplay,

    /// <summary>Bytes that are not JSON.</summary>
    Garbage,

    /// <summary>Half a gzip member.</summary>
    CutGzip,

    /// <summary>JSON that isn't an envelope.</summary>
    WrongEnvelope,

    /// <summary>An event that belongs on the other topic.</summary>
    WrongType,

    /// <summary><c>data.stations</c> is an object.</summary>
    StationsNotAnArray,

    /// <summary>Three stations of the snapshot are bad, each in a different way.</summary>
    BadStations,

    /// <summary>Two stations repeat the id of an earlier one.</summary>
    DuplicateStations,
}
