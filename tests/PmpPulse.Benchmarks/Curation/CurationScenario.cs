using System.Text.Json;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>
/// The pure stages, from a message's bytes to encoded rows, on one thread. The peers are the reference reader on the same message, and
/// <see cref="JsonDocument"/>, which only parses its payload.
/// </summary>
internal sealed class CurationScenario : Scenario
{
    private const string Peer = "reference reader";
    private const string BareParse = "JsonDocument.Parse";

    // medians of the ratio of CPU times on an x86-64 machine with AVX2; a change that makes the core faster raises them
    private const double VelibBaseline = 16;
    private const double GbfsBaseline = 15;

    // the gate fails where more than a fifth is lost
    private const double Tolerated = 0.8;

    public override string Name => "curation";

    public override string Description => "curates made-up feeds with the hot reader and the reference reader";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var (velib, gzipped) = (VelibLikeFeed.Message(), VelibLikeFeed.GzippedMessage());
        var (gbfs, broken) = (GbfsLikeFeed.Message(), GbfsLikeFeed.Message(isBroken: true));
        var payload = VelibLikeFeed.Payload();
        List<Contestant> contestants =
            [
                CuratingContestant.Hot("Velib-like", "velib", velib),
                CuratingContestant.Hot("Velib-like, gzipped", "velib", gzipped),
                CuratingContestant.Hot("Velib-like, 15 dead letters", "velib", VelibLikeFeed.Message(hasDeadLetters: true)),
                CuratingContestant.Hot("GBFS with vehicle types", GbfsLikeFeed.System, gbfs),
                CuratingContestant.Hot("the same, one station not JSON", GbfsLikeFeed.System, broken),
                CuratingContestant.Reference(Peer, "velib", velib),
                CuratingContestant.Reference(Peer + ", GBFS", GbfsLikeFeed.System, gbfs),
                Contestant.InThisProcess(BareParse, () => Parse(payload)),
            ];
        await CuratingContestant.WarmUpAsync(contestants, cancellationToken);
        var result = await context.RaceAsync(contestants, cancellationToken);
        return
        [
            .. BenchFigure.Both(Name, "Velib-like", Peer, result, "rows", BenchTarget.RatioAtLeast(Tolerated * VelibBaseline)),
            .. BenchFigure.Both(Name, "Velib-like", BareParse, result, "rows"),
            .. BenchFigure.Both(Name, "Velib-like, gzipped", Peer, result, "rows"),
            .. BenchFigure.Both(Name, "Velib-like, 15 dead letters", Peer, result, "rows"),
            .. BenchFigure.Both(Name, "GBFS with vehicle types", Peer + ", GBFS", result, "rows", BenchTarget.RatioAtLeast(Tolerated * GbfsBaseline)),
            .. BenchFigure.Both(Name, "the same, one station not JSON", Peer + ", GBFS", result, "rows"),
            Garbage(result, "Velib-like"),
        ];
    }

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
