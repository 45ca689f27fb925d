using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>Builds messages from feeds.</summary>
internal static class Messages
{
    public const long EventSecond = 1_760_778_556;

    public static readonly DateTimeOffset EventTs = DateTimeOffset.FromUnixTimeSeconds(EventSecond);

    public static byte[] Envelope(string payload, DateTimeOffset? eventTs, string key = "velib:station_status_snapshot", DateTimeOffset? ingestTs = null) =>
        Envelope(Encoding.UTF8.GetBytes(payload), eventTs, key, ingestTs);

    public static byte[] Envelope(ReadOnlyMemory<byte> payload, DateTimeOffset? eventTs, string key = "velib:station_status_snapshot", DateTimeOffset? ingestTs = null) =>
        EventEnvelopeWriter.ToBytes(new EventEnvelope(ingestTs ?? EventTs.AddSeconds(14.25), eventTs, "velib", SnapshotEvents.StationStatus, key, payload)).ToArray();

    /// <summary>A message whose body need not be JSON.</summary>
    public static byte[] OfBody(ReadOnlyMemory<byte> body, DateTimeOffset? eventTs, ReadOnlyMemory<byte> vehicleTypes = default, DateTimeOffset? ingestTs = null) =>
        EventEnvelopeWriter.ToBytes(new EventEnvelope(ingestTs ?? EventTs.AddSeconds(14.25), eventTs, "velib", SnapshotEvents.StationStatus, "velib:station_status_snapshot", body)
        {
            PayloadIsJson = FeedHeaderReader.Read(body, StationStatusFeed.List).Succeeded,
            VehicleTypes = vehicleTypes,
        }).ToArray();

    /// <summary>A snapshot of another system, as its collector publishes it.</summary>
    public static byte[] OfSystem(string system, string payload, string eventType = SnapshotEvents.StationStatus) => EventEnvelopeWriter.ToBytes(
        new EventEnvelope(EventTs.AddSeconds(14.25), EventTs, system, eventType, EventTypes.Key(system, eventType), Encoding.UTF8.GetBytes(payload))).ToArray();

    public static SourceMessage OfStations(params string[] stations) => Of(Feed(stations));

    public static SourceMessage Of(string feed, string messageId = "m1") => new(messageId, Envelope(feed, EventTs));

    public static string Feed(params string[] stations) => $$$"""{"lastUpdatedOther":{{{EventSecond}}},"ttl":3600,"data":{"stations":[{{{string.Join(',', stations)}}}]}}""";
}
