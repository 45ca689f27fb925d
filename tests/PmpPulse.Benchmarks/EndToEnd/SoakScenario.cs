using System.Diagnostics;
using System.Globalization;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Benchmarks.EndToEnd;

/// <summary>
/// A day of one snapshot a minute and an hour of one a second, published with the times they would have had, as fast as the machine allows
/// in the minutes given. What a laptop would see after that day: memory, bytes on disk, and how long writes were held up.
/// </summary>
internal sealed class SoakScenario : Scenario
{
    private const int DaysSnapshots = 24 * 60;
    private const int HoursSnapshots = 60 * 60;
    private const double DaysShare = 0.45;
    private const double HoursShare = 0.45;
    private const long Megabyte = 1_000_000;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TableName Probe = new("pmp_ops", "soak_probe");

    public override string Name => "soak";

    public override string Description => "a day of snapshots, one a minute, and an hour of one a second (SOAK_MINUTES=10)";

    public override bool IsLong => true;

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var minutes = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 } set ? set : "10", CultureInfo.InvariantCulture));
        await using var system = await UpSystem.StartAsync(context.Folder, cancellationToken);
        await using var driver = new LoadDriver(system, context.Progress.Report);
        var (publishes, appends) = (new List<double>(), new List<double>());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await system.Clients.BigQuery.InsertTableAsync(Probe, """{"schema":{"fields":[{"name":"at","type":"INT64"}]}}""", cancellationToken);
        var probing = ProbeAsync(system, appends, ended.Token);
        var start = TimeProvider.System.GetUtcNow().AddHours(-26);

        context.Progress.Report("a day, one snapshot a minute");
        await driver.PaceAsync(start, TimeSpan.FromMinutes(1), DaysSnapshots, minutes * DaysShare, publishes.Add, cancellationToken);
        await driver.SettleAsync(DaysSnapshots + 1, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(6), cancellationToken);
        var (dayDisk, dayLog, dayMemory, dayFiles) = (system.DiskBytes, system.LogBytes, system.MemoryBytes, system.BytesByFile);
        foreach (var (file, bytes) in dayFiles.OrderByDescending(file => file.Value).Take(6)) context.Progress.Report($"{bytes / (double)Megabyte,8:0.0} MB  {file}");

        context.Progress.Report("an hour, one snapshot a second");
        await driver.PaceAsync(
            start.AddMinutes(DaysSnapshots), TimeSpan.FromSeconds(1), HoursSnapshots, minutes * HoursShare, publishes.Add, cancellationToken);
        await driver.SettleAsync(DaysSnapshots + HoursSnapshots + 1, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(6), cancellationToken);
        var (hourMemory, hourLog) = (system.MemoryBytes, system.LogBytes);
        var duplicates = await driver.DuplicatesAsync(cancellationToken);
        await ended.CancelAsync();
        await probing;
        publishes.Sort();
        appends.Sort();
        return
        [
            Figure("disk after a day", dayDisk / (double)Megabyte, "MB", BenchTarget.AtMost(250)),
            Figure("write-ahead logs after a day", dayLog / (double)Megabyte, "MB", BenchTarget.AtMost(40)),
            Figure("write-ahead logs after the hour", hourLog / (double)Megabyte, "MB", BenchTarget.AtMost(40)),
            Figure("memory after a day", dayMemory / (double)Megabyte, "MB", BenchTarget.AtMost(500)),
            Figure("memory after the hour", hourMemory / (double)Megabyte, "MB", BenchTarget.AtMost(500)),
            Figure("memory that the hour added", (hourMemory - dayMemory) / (double)Megabyte, "MB", BenchTarget.AtMost(50)),
            Figure("append, median", EndToEndScenario.Percentile(appends, 0.5), "ms"),
            Figure("append, 99 of 100", EndToEndScenario.Percentile(appends, 0.99), "ms", BenchTarget.AtMost(50)),
            Figure("append, longest", appends[^1], "ms"),
            Figure("publish, 99 of 100", EndToEndScenario.Percentile(publishes, 0.99), "ms"),
            Figure("publish, longest", publishes[^1], "ms"),
            Figure("snapshots with a row twice", duplicates, "snapshots", BenchTarget.AtMost(0)),
        ];
    }

    private static BenchFigure Figure(string what, double value, string unit, BenchTarget? target = null) => BenchFigure.Of($"soak: {what}", value, unit, target);

    /// <summary>Appends a row to a table of its own again and again: what holds up the single writer holds this up.</summary>
    private static async Task ProbeAsync(UpSystem system, List<double> latencies, CancellationToken cancellationToken)
    {
        var schema = RowSchema.FromResourceJson("""{"schema":{"fields":[{"name":"at","type":"INT64"}]}}""");
        await using var appender = system.Clients.StorageWrite.OpenTable(Probe, schema);
        while (!cancellationToken.IsCancellationRequested)
        {
            var rows = new RowBatchWriter(schema);
            rows.BeginRow();
            rows.WriteInt64(schema.Column("at"), latencies.Count);
            rows.EndRow();
            var started = Stopwatch.GetTimestamp();
            await appender.AppendAsync(rows.ToBatch(), CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(ProbeInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
