using System.Diagnostics;
using System.Text.Json;
using PmpPulse.Local.Demo;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests.Gbfs;

/// <summary>Recorded feeds of other cities, GBFS 1.0 to 3.1, through the whole system. The marts agree with a Python script.</summary>
[Collection(SystemTests.Collection)]
[Trait("Category", "Slow")]
public sealed class RecordedCityTests
{
    private const string Figures = """
        SELECT
          COUNT(*) AS stations,
          COALESCE(SUM(num_bikes_available), 0) AS bikes,
          COALESCE(SUM(num_docks_available), 0) AS docks,
          COALESCE(SUM(mechanical_available), 0) AS mechanical,
          COALESCE(SUM(ebike_available), 0) AS ebikes,
          COUNT(name) AS names
        FROM pmp_marts.gbfs_latest_state_enriched
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cities() => SharedData.Find("gbfs") is { } root
        ? [.. Directory.GetDirectories(root).Where(HasStatus).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)]
        : [string.Empty];

    [Theory]
    [MemberData(nameof(Cities))]
    public async Task Demo_RecordedCity_FiguresMatchTheScript(string city)
    {
        Assert.SkipWhen(city.Length == 0, SharedData.SkipReason);
        var folder = Path.Combine(SharedData.Find("gbfs")!, city);
        var expected = await ScriptAsync(folder);
        Assert.SkipWhen(expected is null, "there is no python3 to compute the figures");

        using var directory = new TemporaryDirectory();
        using var throughput = new Throughput();
        var (options, _) = LocalProgram.ReadOptions([$"--FEED=dir:{folder}", "--POLLS=1"], bounded: true, directory);
        var source = await FeedSource.ChooseAsync(options, Stop);
        var host = new HostedIn(Logger.None);
        await using var system = await LocalSystem.StartAsync(options, source, host, Stop);
        var (_, missing) = await new DemoRun(system, options, throughput, host.Clock, new Progress<string>()).RunAsync(source, Stop);

        missing.Should().BeEmpty();
        var row = (await (await system.Clients.BigQuery.QueryAsync(Figures, Stop)).ReadAllAsync(Stop))[0];
        var actual = expected!.Keys.ToDictionary(name => name, row.GetInt64);
        actual.Should().BeEquivalentTo(expected);
    }

    private static bool HasStatus(string folder) => Directory.EnumerateFiles(folder, "station_status*.json").Any();

    private static async Task<Dictionary<string, long>?> ScriptAsync(string folder)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Gbfs", "station_figures.py");
        var start = new ProcessStartInfo("python3", [script, folder]) { RedirectStandardOutput = true };
        try
        {
            using var python = Process.Start(start)!;
            var output = await python.StandardOutput.ReadToEndAsync(Stop);
            await python.WaitForExitAsync(Stop);
            python.ExitCode.Should().Be(0);
            return JsonSerializer.Deserialize<Dictionary<string, long>>(output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
