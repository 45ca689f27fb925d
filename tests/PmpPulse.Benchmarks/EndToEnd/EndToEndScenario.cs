using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks.EndToEnd;

/// <summary>
/// <c>make up</c>'s processes with the raw writer on: published by gRPC, pulled, curated, appended, queryable. New snapshots, old ones, and
/// one a second.
/// </summary>
internal sealed class EndToEndScenario : Scenario
{
    private const int Outstanding = 150;
    private const int PulsesPerRound = 20;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    public override string Name => "end-to-end";

    public override string Description => "publishes snapshots to the whole system and waits for their rows";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var system = await UpSystem.StartAsync(context.Folder, cancellationToken);
        await using var driver = new LoadDriver(system, context.Progress.Report);
        var time = context.RoundTime * context.Rounds * 2;
        var now = TimeProvider.System.GetUtcNow();
        context.Progress.Report("warming up");
        await driver.FloodAsync(now.AddHours(-20), WarmUp, Outstanding, cancellationToken);
        context.Progress.Report("new snapshots");
        var fresh = await driver.FloodAsync(now.AddHours(-15), time, Outstanding, cancellationToken);
        context.Progress.Report("old snapshots");
        var old = await driver.FloodAsync(now.AddDays(-20), time, Outstanding, cancellationToken);
        context.Progress.Report("one snapshot a second");
        var latencies = await driver.PulseAsync(context.Rounds * PulsesPerRound, TimeSpan.FromSeconds(1), cancellationToken);
        var duplicates = await driver.DuplicatesAsync(cancellationToken);
        return
        [
            BenchFigure.Of("end-to-end: curated, raw writer on", fresh.RowsPerSecond, "rows/s", BenchTarget.AtLeast(100_000)),
            BenchFigure.Of("end-to-end: CPU of everything", fresh.CpuMicrosecondsPerRow, "us/row", BenchTarget.AtMost(10)),
            BenchFigure.Of("end-to-end: longest time without a row", fresh.LongestPause.TotalMilliseconds, "ms", BenchTarget.AtMost(1_000)),
            BenchFigure.Of("end-to-end: raw rows after curated ones", fresh.RawLag.TotalMilliseconds, "ms"),
            BenchFigure.Against(
                "new snapshots", "end-to-end: old snapshots", old.RowsPerSecond, "rows/s", old.RowsPerSecond / fresh.RowsPerSecond, BenchTarget.RatioAtLeast(0.8)),
            BenchFigure.Of("end-to-end: publish to queryable, median", Percentile(latencies, 0.5), "ms", BenchTarget.AtMost(60)),
            BenchFigure.Of("end-to-end: publish to queryable, 99 of 100", Percentile(latencies, 0.99), "ms", BenchTarget.AtMost(250)),
            BenchFigure.Of("end-to-end: snapshots with a row twice", duplicates, "snapshots", BenchTarget.AtMost(0)),
            BenchFigure.Of("end-to-end: memory after it", system.MemoryBytes >> 20, "MB"),
        ];
    }

    internal static double Percentile(IReadOnlyList<double> sorted, double part) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}
