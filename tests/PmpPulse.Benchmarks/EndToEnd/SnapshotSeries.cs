using System.Buffers.Text;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Benchmarks.Curation;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Benchmarks.EndToEnd;

/// <summary>
/// Snapshots like Vélib's, one after another: between two of them a tenth of the stations changes its counts. Messages are as the collector
/// publishes them, gzipped. Seeded; not thread-safe.
/// </summary>
internal sealed class SnapshotSeries
{
    private const int ChangedOf = 10;

    private static readonly byte[] Docks = "\"num_docks_available\":"u8.ToArray();

    private readonly Random _random = new(7);
    private readonly byte[] _payload = VelibLikeFeed.Payload();
    private readonly List<int> _counts = [];
    private readonly int _published;

    public SnapshotSeries()
    {
        _published = _payload.AsSpan().IndexOf("\"lastUpdatedOther\":"u8) + "\"lastUpdatedOther\":".Length;
        for (var at = 0; _payload.AsSpan(at).IndexOf(Docks) is >= 0 and var next;)
        {
            at += next + Docks.Length;
            if (_payload[at + 1] is >= (byte)'0' and <= (byte)'9') _counts.Add(at);
        }
    }

    /// <summary>The next snapshot, published and collected at the given time.</summary>
    public PubsubMessage Next(DateTimeOffset time)
    {
        Utf8Formatter.TryFormat(time.ToUnixTimeSeconds(), _payload.AsSpan(_published), out _);
        foreach (var at in _counts)
        {
            // two digits stay two digits
            if (_random.Next(ChangedOf) == 0) _payload[at + 1] = (byte)('0' + _random.Next(10));
        }

        var published = DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        var envelope = new EventEnvelope(time, published, "velib", "station_status_snapshot", EventTypes.Key("velib", "station_status_snapshot"), _payload);
        return new PubsubMessage
        {
            Data = ByteString.CopyFrom(EventEncoding.Pack(EventEnvelopeWriter.ToBytes(envelope)).Span),
            OrderingKey = envelope.Key,
            Attributes = { [MessageAttributes.ContentEncoding] = EventEncoding.Gzip },
        };
    }
}
