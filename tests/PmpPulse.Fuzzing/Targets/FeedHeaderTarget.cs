using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// <see cref="FeedHeaderReader"/>: never throws; counts the stations that <see cref="FeedElements.Split"/> finds; its body reads as the
/// same feed.
/// </summary>
internal sealed class FeedHeaderTarget : IFuzzTarget
{
    public string Name => "feed-header";

    public IReadOnlyList<string> Dictionary { get; } = FeedWords.All;

    public void Check(byte[] input)
    {
        var read = FeedHeaderReader.Read(input, StationStatusFeed.List);
        ThrowUnless(read.Succeeded == (read.Error is null), "neither a header nor an error, or both");
        if (!read.Succeeded) return;
        var header = read.Header;
        var stations = FeedElements.Split(header.List);
        ThrowUnless(stations.Count == header.Count, $"{header.Count} stations counted, {stations.Count} found");
        ThrowUnless(header.PublishedAt is not { } time || (time.Offset == TimeSpan.Zero && time.Year is >= 1970 and <= 9999), $"published at {header.PublishedAt:O}");

        var again = FeedHeaderReader.Read(header.Body, StationStatusFeed.List);
        ThrowUnless(again.Succeeded, "its own body is not a feed");
        ThrowUnless(
            again.Header! with { Body = default, List = default } == header with { Body = default, List = default } && again.Header.List.Span.SequenceEqual(header.List.Span),
            "its body reads as another feed");
    }
}
