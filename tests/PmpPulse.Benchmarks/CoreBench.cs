using System.Globalization;
using PmpPulse.Benchmarks.Peers;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Benchmarks;

/// <summary>The curation core on recorded feeds, beside simdjson and the reference reader: CPU time a row, and garbage a message.</summary>
internal static class CoreBench
{
    private const int Rounds = 7;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(80);

    public static void Run()
    {
        var topology = FeedTopology.Find("velib.station_status")!;
        var feed = CurationFeed.Of(topology, topology.Curation!, topology.System);
        var peer = SimdjsonPeer.TryBuild(Path.Combine("artifacts", "bench"), out var whyNot);
        if (peer is null) Console.WriteLine($"NOT MEASURED: {whyNot}");
        foreach (var file in Files())
        {
            var body = File.ReadAllBytes(file);
            if (FeedHeaderReader.Read(body, StationStatusFeed.List).Header is not { Count: > 0 } header) continue;
            var types = Path.Combine(Path.GetDirectoryName(file)!, "vehicle_types.json");
            var message = new SourceMessage("1", EventEnvelopeWriter.ToBytes(new EventEnvelope(
                header.PublishedAt!.Value.AddSeconds(12), header.PublishedAt, topology.System, topology.EventType, EventTypes.Key(topology.System, topology.EventType), header.Body)
            {
                VehicleTypes = File.Exists(types) ? VehicleTypesOf(types) : default,
            }));
            var curator = new Curator(feed);
            var hot = CpuTime.Of(() => Pass(curator.Curate(message)));
            var reference = CpuTime.Of(() => Pass(curator.CurateByReference(message)));
            var (hots, references, peers) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                hots.Add(hot.Measure(RoundTime));
                if (peer is not null) peers.Add(peer.Measure(file, RoundTime));
                if (round < 3) references.Add(reference.Measure(RoundTime));
            }

            var rows = header.Count;
            var (own, other, slow) = (Median(hots) / rows, peer is null ? 0 : Median(peers) / rows, Median(references) / rows);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Pass(curator.Curate(message));
            var garbage = GC.GetAllocatedBytesForCurrentThread() - before;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(Path.GetDirectoryName(file)!),-32} {rows,5} rows {own,7:F0} ns  simdjson {other,6:F0} ns  ratio {other / own,5:F2}  reference {slow,6:F0} ns  {slow / own,5:F1}x  {garbage,7} B  by reference {curator.Curate(message).Counts.ReferenceRead}"));
        }
    }

    private static int Pass(PmpPulse.Curation.ValidateRow.CuratedMessage curated)
    {
        curated.Rows!.Release();
        return curated.Rows.Count;
    }

    private static IEnumerable<string> Files()
    {
        foreach (var folder in new[] { "velib-2025-10-18", "gbfs", "baywheels-2023-07" })
        {
            if (SharedData.Find(folder) is not { } path) continue;
            var files = Directory.GetFiles(path, "station_status*.json", SearchOption.AllDirectories);
            foreach (var file in folder == "gbfs" ? files.Order() : files.Order().Take(1)) yield return file;
        }
    }

    private static ReadOnlyMemory<byte> VehicleTypesOf(string file)
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return VehicleTypes.ToJson(VehicleTypes.Read(document.RootElement.GetProperty("data").GetProperty("vehicle_types")));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
