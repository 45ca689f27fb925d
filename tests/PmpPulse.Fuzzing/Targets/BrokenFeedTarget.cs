using System.Text.Json;
using System.Text.Unicode;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// Feeds that need not be JSON: the input stands between two good stations of a feed. Whatever it is, the elements found are bytes of the
/// array in order, an element is marked as JSON exactly if it is, and curation agrees with its reference.
/// </summary>
internal sealed class BrokenFeedTarget : IFuzzTarget
{
    private readonly CurationTarget _curation = new();

    public string Name => "broken-feed";

    public IReadOnlyList<string> Dictionary { get; } = FeedWords.All;

    public long AllocationPerByte => 2 * _curation.AllocationPerByte;

    public void Check(byte[] input)
    {
        byte[] body = [.. "{\"last_updated\":NaN,\"data\":{\"stations\":[{\"station_id\":\"first\",\"num_bikes_available\":1},"u8, .. input, .. ",{\"station_id\":\"last\",\"num_bikes_available\":1}]}}"u8];
        var feed = BrokenFeed.Read(body, StationStatusFeed.List, JsonLimits.MaxElements);
        ThrowUnless(feed is not null, "no stations found");
        var end = 0;
        foreach (var element in feed!.Elements)
        {
            ThrowUnless(element.Bytes.Span.Overlaps(feed.List.Span, out var offset) && -offset >= end, "an element stands outside the array, or before another one");
            foreach (var between in feed.List.Span[end..-offset])
            {
                ThrowUnless(between is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)']' or (byte)'}' or (byte)'[', "something between two elements is in neither");
            }

            end = element.Bytes.Length - offset;
            ThrowUnless((element.Error is null) == IsJson(element.Bytes), "an element is called JSON and is not, or the other way round");
        }

        var envelope = new EventEnvelope(DateTimeOffset.UnixEpoch, null, "s", SnapshotEvents.StationStatus, "k", body) { PayloadIsJson = false };
        var message = EventEnvelopeWriter.ToBytes(envelope).ToArray();
        _curation.Check(message);
    }

    private static bool IsJson(ReadOnlyMemory<byte> element)
    {
        try
        {
            using var document = JsonDocument.Parse(element, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth - 3 });
            return Utf8.IsValid(element.Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
