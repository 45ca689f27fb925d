using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>Events as the collector publishes them.</summary>
internal static class Events
{
    public const string Key = "velib:station_status_snapshot";

    /// <summary>A snapshot of some stations.</summary>
    public static byte[] Snapshot(DateTimeOffset eventTs, params string[] stations) => Status($$$"""{"data":{"stations":[{{{string.Join(',', stations)}}}]}}""", eventTs);

    public static byte[] Status(string payload, DateTimeOffset eventTs, string source = "velib") => EventEnvelopeWriter.ToBytes(new EventEnvelope(
        eventTs.AddSeconds(20), eventTs, source, SnapshotEvents.StationStatus, EventTypes.Key(source, SnapshotEvents.StationStatus), Encoding.UTF8.GetBytes(payload))).ToArray();

    /// <summary>A snapshot whose body need not be JSON.</summary>
    public static byte[] Body(DateTimeOffset eventTs, byte[] body, ReadOnlyMemory<byte> vehicleTypes = default) => EventEnvelopeWriter.ToBytes(
        new EventEnvelope(eventTs.AddSeconds(20), eventTs, "velib", SnapshotEvents.StationStatus, Key, body)
        {
            PayloadIsJson = FeedHeaderReader.Read(body, StationStatusFeed.List).Succeeded,
            VehicleTypes = vehicleTypes,
        }).ToArray();

    public static string Station(string id, string bikes = "3") =>
        $$"""{"station_id":"{{id}}","num_bikes_available":{{bikes}},"num_docks_available":4,"is_installed":1,"is_renting":1,"is_returning":1,"last_reported":1760778000}""";
}
