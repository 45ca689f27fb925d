using PmpPulse.Local.Demo;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests;

/// <summary>The whole system in this process, over its real ports.</summary>
[Collection(Collection)]
[Trait("Category", "Slow")]
public sealed class SystemTests
{
    /// <summary>Tests that read this process's instruments, one after the other.</summary>
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
    public async Task Demo_AnotherCitysFeed_LosesNothing()
    {
        var folder = SharedData.Find("baywheels-2023-07");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);

        var (report, missing) = await RunAsync($"dir:{folder}", polls: 8);

        missing.Should().BeEmpty();
        report.Snapshots.Should().Be(8);
        report.CuratedRows.Should().Be(report.CuratedDistinct).And.BePositive();
        report.DlqRows.Should().Be(0);
    }

    private static async Task<(DemoReport Report, IReadOnlyList<string> Missing)> RunAsync(string feed, int polls)
    {
        var stop = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        using var throughput = new Throughput();
        var (options, _) = LocalProgram.ReadOptions([$"--FEED={feed}", $"--POLLS={polls}", "--POLL=100ms"], bounded: true, directory);
        var source = await FeedSource.ChooseAsync(options.Feed, stop);
        var host = new HostedIn(Logger.None);
        await using var system = await LocalSystem.StartAsync(options, source, host, stop);
        return await new DemoRun(system, options, throughput, host.Clock, new Progress<string>()).RunAsync(source, stop);
    }
}
