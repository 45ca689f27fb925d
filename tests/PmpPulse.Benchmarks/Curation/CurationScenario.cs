using System.Text.Json;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>
/// The pure stages, from a message's bytes to encoded rows, on one thread. The peers are the reference reader on the same message, and
/// <see cref="JsonDocument"/>, which only parses its payload.
/// </summary>
internal sealed class CurationScenario : Scenario
{
    private const string Peer = "reference reader";
    private const string BareParse = "JsonDocument.Parse";

    private static readonly FeedTopology Topology = FeedTopology.Find("velib.station_status")!;

    public override string Name => "curation";

    public override string Description => "curates made-up feeds with the hot reader and the reference reader";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var (velib, gzipped) = (VelibLikeFeed.Message(), VelibLikeFeed.GzippedMessage());
        var (gbfs, broken) = (GbfsLikeFeed.Message(), GbfsLikeFeed.Message(isBroken: true));
        var payload = VelibLikeFeed.Payload();
        var result = await context.RaceAsync(
            [
                Hot("Velib-like", "velib", velib),
                Hot("Velib-like, gzipped", "velib", gzipped),
                Hot("GBFS with vehicle types", GbfsLikeFeed.System, gbfs),
                Hot("the same, one station not JSON", GbfsLikeFeed.System, broken),
                Reference(Peer, "velib", velib),
                Reference(Peer + ", GBFS", GbfsLikeFeed.System, gbfs),
                Contestant.InThisProcess(BareParse, () => Parse(payload)),
            ],
            cancellationToken);
        return
        [
            .. BenchFigure.Both(Name, "Velib-like", Peer, result, "rows"),
            .. BenchFigure.Both(Name, "Velib-like", BareParse, result, "rows"),
            .. BenchFigure.Both(Name, "Velib-like, gzipped", Peer, result, "rows"),
            .. BenchFigure.Both(Name, "GBFS with vehicle types", Peer + ", GBFS", result, "rows"),
            .. BenchFigure.Both(Name, "the same, one station not JSON", Peer + ", GBFS", result, "rows"),
            Garbage(result, "Velib-like"),
        ];
    }

    private static Contestant Hot(string name, string system, SourceMessage message)
    {
        var curator = For(system);
        return Contestant.InThisProcess(name, () => curator.Curate(message).Rows!.Count);
    }

    private static Contestant Reference(string name, string system, SourceMessage message)
    {
        var curator = For(system);
        return Contestant.InThisProcess(name, () => curator.CurateByReference(message).Rows!.Count);
    }

    // a curator takes the events of one system alone
    private static Curator For(string system) => new(CurationFeed.Of(Topology, Topology.Curation!, system));

    private static BenchFigure Garbage(RaceResult result, string contestant) => BenchFigure.Of(
        $"curation: {contestant}, garbage",
        RaceResult.Median(result.Samples(contestant).Select(sample => sample.AllocatedBytes / (sample.Operations / VelibLikeFeed.Stations))) / 1024,
        "KB/message");

    private static int Parse(byte[] payload)
    {
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.GetProperty("data"u8).GetProperty("stations"u8).GetArrayLength();
    }
}
