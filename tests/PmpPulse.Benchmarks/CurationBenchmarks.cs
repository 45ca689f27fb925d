using System.Text.Json;
using BenchmarkDotNet.Attributes;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;

namespace PmpPulse.Benchmarks;

/// <summary>
/// The pure stages on one Vélib-like message, from its bytes to encoded rows, snapshot id included. Times are per station. Read them as
/// ratios to <see cref="JsonDocument"/>'s bare parse of the same payload in the same run.
/// </summary>
[MemoryDiagnoser]
[HideColumns("Error", "StdDev", "Median", "RatioSD")]
public class CurationBenchmarks
{
    private static readonly FeedTopology Topology = FeedTopology.Find("velib.station_status")!;
    private static readonly CurationFeed Feed = CurationFeed.Of(Topology, Topology.Curation!, Topology.System);

    private readonly SourceMessage _message = VelibLikeFeed.Message();
    private readonly byte[] _payload = VelibLikeFeed.Payload();
    private readonly SourceMessage _gzipped = VelibLikeFeed.GzippedMessage();
    private readonly SourceMessage _gbfs = GbfsLikeFeed.Message();
    private readonly SourceMessage _broken = GbfsLikeFeed.Message(isBroken: true);
    private readonly Curator _curator = new(Feed);
    private byte[] _buffer = [];

    [Benchmark(Baseline = true, OperationsPerInvoke = VelibLikeFeed.Stations, Description = "JsonDocument.Parse alone")]
    public int JsonDocumentParse()
    {
        using var document = JsonDocument.Parse(_payload);
        return document.RootElement.GetProperty("data"u8).GetProperty("stations"u8).GetArrayLength();
    }

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "hot path")]
    public int HotPath() => _curator.Curate(_message).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "hot path, gzipped message")]
    public int HotPathGzipped() => _curator.Curate(_gzipped).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "hot path, GBFS with vehicle types")]
    public int HotPathGbfs() => _curator.Curate(_gbfs).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "reference reader, GBFS with vehicle types")]
    public int ReferenceGbfs() => _curator.CurateByReference(_gbfs).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "the same with one station that is not JSON")]
    public int BrokenGbfs() => _curator.Curate(_broken).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "unpacking alone")]
    public bool Unpacking() => EventEncoding.Unpack(_gzipped.Data, ref _buffer, out _) is null;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "reference reader")]
    public int Reference() => _curator.CurateByReference(_message).Rows!.Count;

    [Benchmark(OperationsPerInvoke = VelibLikeFeed.Stations, Description = "snapshot id alone (XXH3)")]
    public long SnapshotHash() => SnapshotId.Compute("velib:station_status_snapshot", default, _payload);
}
