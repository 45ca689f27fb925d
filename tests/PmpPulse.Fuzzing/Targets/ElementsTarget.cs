using System.Text;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// A kind's hot reader against its reference reader. The input replaces a feed's elements, so that no mutation is wasted on what surrounds
/// them.
/// </summary>
internal sealed class ElementsTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Published = DateTimeOffset.FromUnixTimeSeconds(1_760_778_556);

    private readonly CurationTarget _curation;
    private readonly FeedKind _kind;
    private readonly byte[] _before;

    public ElementsTarget(FeedTopology feed)
    {
        _curation = new CurationTarget(feed);
        _kind = Feed.Named(feed.Kind);
        Name = feed.Kind.Replace('_', '-');
        Dictionary = [.. FeedWords.All, .. _curation.Columns.Concat(_kind.List.Ids).Select(name => $"\"{name}\":")];
        _before = Encoding.UTF8.GetBytes(
            $$"""{"ingest_ts":"2025-10-18T09:09:30.25Z","event_ts":"2025-10-18T09:09:16Z","source":"{{feed.System}}","event_type":"{{feed.EventType}}","key":"k","payload":{"data":{"{{_kind.List.Name}}":[""");
    }

    public string Name { get; }

    public IReadOnlyList<string> Dictionary { get; }

    public long AllocationPerByte => _curation.AllocationPerByte;

    /// <summary>Elements of the simulated city.</summary>
    public IEnumerable<byte[]> Seeds => _kind.Simulated is { } simulated
        ? FeedElements.Split(FeedHeaderReader.Read(simulated.Document(1, Published), _kind.List).Header!.List).Take(5).Select(element => element.ToArray())
        : [];

    public void Check(byte[] input) => _curation.Check([.. _before, .. input, .. "]}}}"u8]);
}
