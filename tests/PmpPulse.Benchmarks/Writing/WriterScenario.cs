using System.Diagnostics;
using PmpPulse.Benchmarks.Curation;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Processes;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks.Writing;

/// <summary>The raw writer under full snapshots of 460 KB, pushed as Pub/Sub does, with a stand-in for BigQuery that accepts all at once.</summary>
internal sealed class WriterScenario : Scenario
{
    private const int PerSecond = 50;
    private const int InFlight = 4;
    private const double LateQuantile = 0.99;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(20);

    public override string Name => "writer";

    public override string Description => "pushes full snapshots to the raw writer";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var sink = await AppendSink.StartAsync(cancellationToken);
        await using var writer = MeasuredProcess.StartOurs(
            "PmpPulse.Writer", OurServices.Ready,
            [.. OurServices.Common, "--FEED_ID=velib.station_status", $"--BIGQUERY_EMULATOR_HOST={sink.Host}"]);
        using var load = new PushLoad(new Uri(await writer.ReadyAsync(cancellationToken)), VelibLikeFeed.Message().Data);

        context.Progress.Report("warming up");
        await load.PaceAsync(PerSecond, WarmUp, cancellationToken);
        var (rows, cpu, watch) = (sink.Rows, writer.Cpu, Stopwatch.StartNew());
        context.Progress.Report($"{PerSecond} pushes a second");
        var pacing = load.PaceAsync(PerSecond, Steady, cancellationToken);
        var memory = await SampleAsync(writer, pacing, cancellationToken);
        var latencies = await pacing;
        var (used, rate) = (writer.Cpu - cpu, (sink.Rows - rows) / watch.Elapsed.TotalSeconds);
        // a collector's saw-tooth: quarters are compared, not moments
        var (early, late) = (RaceResult.Median(memory.Take(memory.Count / 4)), RaceResult.Median(memory.TakeLast(memory.Count / 4)));

        context.Progress.Report("as many pushes as it takes");
        (rows, cpu) = (sink.Rows, writer.Cpu);
        var flood = Stopwatch.StartNew();
        await load.FloodAsync(InFlight, context.RoundTime * context.Rounds, cancellationToken);
        var floodRate = (sink.Rows - rows) / flood.Elapsed.TotalSeconds;
        return
        [
            // the last pushes are answered a moment after they were due
            BenchFigure.Of("writer: snapshots at 50/s", rate, "snapshots/s", BenchTarget.AtLeast(0.98 * PerSecond)),
            BenchFigure.Of("writer: snapshots at 50/s, CPU", used.TotalMilliseconds / latencies.Count, "CPU ms/snapshot"),
            BenchFigure.Of("writer: snapshots at 50/s, answered (median)", RaceResult.Median(latencies), "ms"),
            BenchFigure.Of("writer: snapshots at 50/s, answered (p99)", latencies.Order().ElementAt((int)(LateQuantile * latencies.Count)), "ms"),
            BenchFigure.Against("its first quarter", "writer: snapshots at 50/s, memory in the last quarter", late, "MB", late / early, BenchTarget.RatioAtMost(1.1)),
            BenchFigure.Of("writer: flooded", floodRate, "snapshots/s"),
            BenchFigure.Of("writer: flooded, CPU", 1000 * (writer.Cpu - cpu).TotalSeconds / (sink.Rows - rows), "CPU ms/snapshot"),
            BenchFigure.Of("writer: flooded, memory", writer.Megabytes, "MB"),
        ];
    }

    private static async Task<IReadOnlyList<double>> SampleAsync(MeasuredProcess process, Task until, CancellationToken cancellationToken)
    {
        var samples = new List<double>();
        while (!until.IsCompleted)
        {
            samples.Add(process.Megabytes);
            await Task.Delay(200, cancellationToken);
        }

        return samples;
    }
}
