using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.Contracts.Events;
using PmpPulse.Testing;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>
/// Recorded feeds of real systems, from the bytes of a message to encoded rows, on one thread. The peer is simdjson, which only parses the
/// payload into its DOM and reads seven fields of each station or vehicle.
/// </summary>
internal sealed class RecordedFeedsScenario : Scenario
{
    private const string Reference = "reference reader";
    private const string Unpacking = "unpacking";

    public override string Name => "recorded-feeds";

    public override string Description => "curates recorded feeds beside simdjson, which only reads seven fields of them";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var feeds = RecordedFeed.All();
        if (feeds.Count == 0) return [BenchFigure.Failed(Name, SharedData.SkipReason)];
        var (peer, whyNot) = await SimdjsonPeer.TryBuildAsync(context.Folder, cancellationToken);
        // many feeds: each has its share of the time
        context = context with { RoundTime = context.RoundTime / 4 };
        var figures = new List<BenchFigure>();
        foreach (var feed in feeds) figures.AddRange(await MeasureAsync(feed, isFirst: figures.Count == 0, peer, whyNot, context, cancellationToken));
        return figures;
    }

    private async Task<IReadOnlyList<BenchFigure>> MeasureAsync(
        RecordedFeed feed, bool isFirst, SimdjsonPeer? peer, string whyNot, BenchContext context, CancellationToken cancellationToken)
    {
        var label = feed.Name;
        List<Contestant> contestants = [CuratingContestant.Hot(label, feed.Topology, feed.Message), CuratingContestant.Reference(Reference, feed.Topology, feed.Message)];
        if (peer is not null) contestants.Add(peer.Reading(SimdjsonPeer.Name, feed.Path));
        if (isFirst) contestants.AddRange([CuratingContestant.Hot($"{label}, gzipped", feed.Topology, feed.Gzipped), Contestant.InThisProcess(Unpacking, Unpacker(feed))]);
        if (isFirst) await CuratingContestant.WarmUpAsync(contestants, cancellationToken);
        var result = await context.RaceAsync(contestants, cancellationToken);

        var scenario = $"{Name}: {label}";
        var target = BenchTarget.RatioAtLeast(isFirst ? 1 : 0.7);
        List<BenchFigure> figures =
        [
            peer is null
                ? BenchFigure.Without(SimdjsonPeer.Name, whyNot, scenario, result.CpuRate(label), "rows/CPU s", target)
                : BenchFigure.Against(SimdjsonPeer.Name, scenario, result.CpuRate(label), "rows/CPU s", result.CpuRatio(label, SimdjsonPeer.Name), target),
            BenchFigure.Against(Reference, scenario, result.CpuRate(label), "rows/CPU s", result.CpuRatio(label, Reference)),
        ];
        if (!isFirst) return figures;
        var samples = result.Samples(label);
        var messages = RaceResult.Median(samples.Select(sample => sample.Operations)) / feed.Elements;
        figures.Add(BenchFigure.Of($"{scenario}, garbage", RaceResult.Median(samples.Select(sample => (double)sample.AllocatedBytes)) / messages, "bytes/message", BenchTarget.AtMost(16_384)));
        figures.Add(BenchFigure.Of($"{scenario}, full collections", samples.Sum(sample => sample.Gen2Collections), "of all rounds", BenchTarget.AtMost(0)));
        figures.AddRange(Gzipped(scenario, $"{label}, gzipped", result, peer is not null, whyNot));
        return figures;
    }

    /// <summary>A gzipped message: whoever reads it has to unpack it first.</summary>
    private static IEnumerable<BenchFigure> Gzipped(string scenario, string contestant, RaceResult result, bool hasPeer, string whyNot)
    {
        const string peer = $"{Unpacking}, and {SimdjsonPeer.Name}";
        var rate = result.CpuRate(contestant);
        var target = BenchTarget.RatioAtLeast(1);
        yield return hasPeer
            ? BenchFigure.Against(peer, $"{scenario}, gzipped", rate, "rows/CPU s", rate * (1 / result.CpuRate(Unpacking) + 1 / result.CpuRate(SimdjsonPeer.Name)), target)
            : BenchFigure.Without(peer, whyNot, $"{scenario}, gzipped", rate, "rows/CPU s", target);
    }

    private static Func<int> Unpacker(RecordedFeed feed)
    {
        var (data, buffer) = (feed.Gzipped.Data, Array.Empty<byte>());
        return () => EventEncoding.Unpack(data, ref buffer, out _) is null ? feed.Elements : throw new InvalidOperationException("The message can't be unpacked.");
    }
}
