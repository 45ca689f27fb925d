using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Local.Demo;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Terminal;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests;

/// <summary>The whole system in this process, over its real ports.</summary>
[Collection(Collection)]
[Trait("Category", "Slow")]
public sealed class SystemTests
{
    /// <summary>Tests that read this process's instruments; they run one at a time.</summary>
    public const string Collection = "instruments of this process";

    [Fact]
    public async Task Demo_SimulatedCity_EverythingArrivesOnce()
    {
        var (report, missing) = await RunAsync("sim", polls: 3);

        missing.Should().BeEmpty();
        report.RawRows.Should().Be(3);
        report.Snapshots.Should().Be(3);
        report.CuratedRows.Should().BeInRange(3 * 1400, 3 * 1600).And.Be(report.CuratedDistinct);
        report.LatestStateRows.Should().BeInRange(1400, 1600);
        report.EnrichedWithName.Should().BeInRange(1400, report.LatestStateRows);
        report.DlqRows.Should().Be(0);
        report.LatencyMs.P50.Should().BePositive();
    }

    [Fact]
    public async Task Demo_OneRecordedSnapshotPolledThreeTimes_IsCuratedOnce()
    {
        var folder = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);

        var (report, missing) = await RunAsync($"dir:{folder}", polls: 3);

        missing.Should().BeEmpty();
        report.RawRows.Should().Be(3);
        report.CuratedRows.Should().Be(1495);
        report.DuplicateSnapshotsDropped.Should().Be(2);
        report.LatestStateRows.Should().Be(1495);
    }

    [Fact]
    public async Task Demo_FeedOfAnotherCity_LosesNothing()
    {
        var folder = SharedData.Find("baywheels-2023-07");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);

        var (report, missing) = await RunAsync($"dir:{folder}", polls: 8);

        missing.Should().BeEmpty();
        report.Snapshots.Should().Be(8);
        report.CuratedRows.Should().Be(report.CuratedDistinct).And.BePositive();
        report.DlqRows.Should().Be(0);
    }

    [Fact]
    public async Task Demo_EmptyListOfStations_DoesNotWaitForRows()
    {
        using var folder = new TemporaryDirectory();
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(folder, "station_status.json"), Status(1764400000, """[{"mechanical":3},{"ebike":2}]"""), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "station_information.json"), """{"last_updated":1764400000,"data":{"stations":[]}}""", stop);

        var (report, missing) = await RunAsync($"dir:{folder.Path}", polls: 1);

        missing.Should().BeEmpty();
        (report.MessagesPublished, report.InformationRows, report.CuratedRows).Should().Be((2, 0, 1));
    }

    [Fact]
    public async Task Demo_NewestSnapshotWithoutTypes_ShowsTheLastKnownEBikesMarked()
    {
        using var folder = new TemporaryDirectory();
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(folder, "station_status_1.json"), Status(1764400000, """[{"mechanical":3},{"ebike":2}]"""), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "station_status_2.json"), Status(1764400061, "[{},{}]"), stop);
        var shown = new StringWriter();

        await RunAsync($"dir:{folder.Path}", polls: 2, system => SampleTable.WriteAsync(Terminals.On(shown), system.Clients.BigQuery, "velib", stop));

        shown.ToString().Should().Contain("│ 2 at 07:06 │").And.Contain("the last ones known");
    }

    [Fact]
    public async Task Demo_TwoSystemsInOneDirectory_HaveIndependentFigures()
    {
        using var folder = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        var stop = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Path.Combine(folder, "station_status_1.json"), Status(1764400000, """[{"mechanical":3},{"ebike":2}]"""), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "station_status_2.json"), Status(1764400061, """[{"mechanical":4},{"ebike":1}]"""), stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "station_information.json"), """{"data":{"stations":[{"station_id":7,"name":"Seven","lat":48.8,"lon":2.3,"capacity":9}]}}""", stop);

        var (a, missingOfA) = await RunAsync($"dir:{folder.Path}", polls: 2, directory: directory, source: "a");
        var (b, missingOfB) = await RunAsync($"dir:{folder.Path}", polls: 2, look: AsBefore, directory: directory, source: "b");

        missingOfA.Concat(missingOfB).Should().BeEmpty();
        (a.SystemId, b.SystemId).Should().Be(("a", "b"));
        (a.RawRows, a.Snapshots, a.CuratedRows, a.InformationRows, a.LatestStateRows, a.EnrichedWithName, a.DlqRows).Should().Be((2, 2, 2, 1, 1, 1, 0));
        Figures(b).Should().Be(Figures(a));

        async Task AsBefore(LocalSystem system) => Figures(await new WarehouseCounts(system.Clients.BigQuery, system.Served, "a").ReadAsync(stop)).Should().Be(Figures(a));

        static DemoReport Figures(DemoReport report) => report with
        {
            Feed = "",
            SystemId = "",
            Polls = 0,
            MessagesPublished = 0,
            DuplicateSnapshotsDropped = 0,
            LatencyMs = new LatencyPercentiles(null, null),
            WallS = 0,
        };
    }

    [Fact]
    public async Task Start_HistoryWithoutSystems_NamesTheFolderAndTheRemedy()
    {
        using var directory = new TemporaryDirectory();
        var table = new TableName("pmp_curated", "velib_station_status");
        await RunAsync("sim", polls: 1, directory: directory, look: async system =>
        {
            await system.Clients.BigQuery.DeleteTableAsync(table);
            await system.Clients.BigQuery.InsertTableAsync(table, new BigQueryTable { Schema = new BigQuerySchema { Fields = [new BigQueryField { Name = "station_id", Type = "STRING" }] } });
        });

        var again = () => RunAsync("sim", polls: 1, directory: directory);

        (await again.Should().ThrowAsync<IOException>()).Which.Message.Should()
            .Contain(Path.Combine(directory, "sim")).And.Contain("table pmp_curated.velib_station_status").And.Contain("is missing and required")
            .And.Contain($"scripts/pmpctl.sh reset --data-dir {directory.Path}").And.Contain("DATA_DIR");
    }

    private static string Status(long published, string types) =>
        $$$"""{"lastUpdatedOther":{{{published}}},"data":{"stations":[{"station_id":7,"num_bikes_available":5,"num_docks_available":4,"num_bikes_available_types":{{{types}}}}]}}""";

    private static async Task<(DemoReport Report, IReadOnlyList<string> Missing)> RunAsync(
        string feed, int polls, Func<LocalSystem, Task>? look = null, TemporaryDirectory? directory = null, string? source = null)
    {
        var stop = TestContext.Current.CancellationToken;
        using var own = new TemporaryDirectory();
        string[] named = source is null ? [] : [$"--FEED_SOURCE={source}"];
        using var throughput = new Throughput();
        var (options, _) = LocalProgram.ReadOptions([$"--FEED={feed}", $"--POLLS={polls}", "--POLL=100ms", $"--DATA_DIR={(directory ?? own).Path}", .. named], bounded: true, own);
        var chosen = await FeedSource.ChooseAsync(options, stop);
        var host = new HostedIn(Logger.None);
        await using var system = await LocalSystem.StartAsync(options, chosen, host, stop);
        var result = await new DemoRun(system, options, throughput, host.Clock, new Progress<string>()).RunAsync(chosen, stop);
        await (look?.Invoke(system) ?? Task.CompletedTask);
        return result;
    }
}
