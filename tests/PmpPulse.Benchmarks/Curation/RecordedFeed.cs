using System.Text.Json;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Testing;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>A recorded file of a real system, and its event as a collector publishes it.</summary>
/// <param name="Name">The folder that it is in, and how many elements of what kind it has.</param>
/// <param name="Path">The file.</param>
/// <param name="Topology">The feed that it stands for: Vélib's of that kind.</param>
/// <param name="Elements">Number of stations or vehicles.</param>
/// <param name="Envelope">The event's envelope.</param>
internal sealed record RecordedFeed(string Name, string Path, FeedTopology Topology, int Elements, ReadOnlyMemory<byte> Envelope)
{
    public SourceMessage Message => new("1", Envelope);

    public SourceMessage Gzipped => new("1", EventEncoding.Pack(Envelope));

    /// <summary>Those that are here: Vélib's, one of Bay Wheels, and those of a collection.</summary>
    public static IReadOnlyList<RecordedFeed> All() =>
    [
        .. Files("velib-2025-10-18", "station_status").Concat(Files("baywheels-2023-07", "station_status").Take(1)).Concat(Files("gbfs", "station_status"))
            .Select(file => Read(file, "velib.station_status")).OfType<RecordedFeed>(),
        .. Files("gbfs", "free_bike_status").Concat(Files("gbfs", "vehicle_status")).Select(file => Read(file, "velib.vehicle_status")).OfType<RecordedFeed>(),
    ];

    private static IEnumerable<string> Files(string name, string kind) =>
        SharedData.Find(name) is { } folder ? Directory.GetFiles(folder, $"{kind}*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    private static RecordedFeed? Read(string file, string feed)
    {
        var topology = FeedTopology.Find(feed)!;
        var list = Feed.Named(topology.Kind).List;
        if (FeedHeaderReader.Read(File.ReadAllBytes(file), list).Header is not { Count: > 0, PublishedAt: { } published } header) return null;
        var folder = System.IO.Path.GetDirectoryName(file)!;
        var envelope = new EventEnvelope(
            published.AddSeconds(12), published, topology.System, topology.EventType, EventTypes.Key(topology.System, topology.EventType), header.Body)
        {
            VehicleTypes = VehicleTypesOf(System.IO.Path.Combine(folder, "vehicle_types.json")),
        };
        return new RecordedFeed($"{System.IO.Path.GetFileName(folder)} ({header.Count} {list.Name})", file, topology, header.Count, EventEnvelopeWriter.ToBytes(envelope));
    }

    private static ReadOnlyMemory<byte> VehicleTypesOf(string file)
    {
        if (!File.Exists(file)) return default;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return VehicleTypes.ToJson(VehicleTypes.Read(document.RootElement.GetProperty("data").GetProperty("vehicle_types")));
    }
}
