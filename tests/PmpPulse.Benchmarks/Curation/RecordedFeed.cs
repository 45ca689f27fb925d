using System.Text.Json;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>A recorded <c>station_status</c> file of a real system, and its event as a collector publishes it.</summary>
/// <param name="Name">The folder that it is in.</param>
/// <param name="Path">The file.</param>
/// <param name="Stations">Number of stations.</param>
/// <param name="Envelope">The event's envelope.</param>
internal sealed record RecordedFeed(string Name, string Path, int Stations, ReadOnlyMemory<byte> Envelope)
{
    private static readonly FeedTopology Topology = FeedTopology.Find("velib.station_status")!;

    public SourceMessage Message => new("1", Envelope);

    public SourceMessage Gzipped => new("1", EventEncoding.Pack(Envelope));

    /// <summary>Those that are here: Vélib's, one of Bay Wheels, and one of each system of a collection.</summary>
    public static IReadOnlyList<RecordedFeed> All() =>
    [
        .. Files("velib-2025-10-18").Concat(Files("baywheels-2023-07").Take(1)).Concat(Files("gbfs")).Select(Read).OfType<RecordedFeed>(),
    ];

    private static IEnumerable<string> Files(string name) =>
        SharedData.Find(name) is { } folder ? Directory.GetFiles(folder, "station_status*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    private static RecordedFeed? Read(string file)
    {
        var body = File.ReadAllBytes(file);
        if (FeedHeaderReader.Read(body, StationStatusFeed.List).Header is not { Count: > 0, PublishedAt: { } published } header) return null;
        var folder = System.IO.Path.GetDirectoryName(file)!;
        var envelope = new EventEnvelope(
            published.AddSeconds(12), published, Topology.System, Topology.EventType, EventTypes.Key(Topology.System, Topology.EventType), header.Body)
        {
            VehicleTypes = VehicleTypesOf(System.IO.Path.Combine(folder, "vehicle_types.json")),
        };
        return new RecordedFeed(System.IO.Path.GetFileName(folder), file, header.Count, EventEnvelopeWriter.ToBytes(envelope));
    }

    private static ReadOnlyMemory<byte> VehicleTypesOf(string file)
    {
        if (!File.Exists(file)) return default;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return VehicleTypes.ToJson(VehicleTypes.Read(document.RootElement.GetProperty("data").GetProperty("vehicle_types")));
    }
}
