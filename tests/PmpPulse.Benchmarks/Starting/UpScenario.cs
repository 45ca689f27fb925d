using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Processes;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Benchmarks.Starting;

/// <summary>How long <c>make up</c> takes, when built, on an empty folder with the simulated city, until a query finds a curated row.</summary>
internal sealed partial class UpScenario : Scenario
{
    private const double MaxSeconds = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public override string Name => "up";

    public override string Description => "starts the whole system on an empty folder and waits for the first row";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var runs = new List<(double Seconds, double CpuSeconds, double Megabytes)>();
        for (var round = 0; round < context.Rounds; round++)
        {
            context.Progress.Report($"round {round + 1} of {context.Rounds}");
            runs.Add(await RunOnceAsync(Path.Combine(context.Folder, $"{round}"), cancellationToken));
        }

        return
        [
            BenchFigure.Of("up: first queryable row", RaceResult.Median(runs.Select(run => run.Seconds)), "s", BenchTarget.AtMost(MaxSeconds)),
            BenchFigure.Of("up: first queryable row, CPU", RaceResult.Median(runs.Select(run => run.CpuSeconds)), "CPU s"),
            BenchFigure.Of("up: memory then", RaceResult.Median(runs.Select(run => run.Megabytes)), "MB"),
        ];
    }

    private static async Task<(double Seconds, double CpuSeconds, double Megabytes)> RunOnceAsync(string folder, CancellationToken cancellationToken)
    {
        var port = MeasuredProcess.FreePort();
        var free = new[] { "PUBSUB_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT", "DASHBOARD_PORT" }.Concat(FeedTopology.All.SelectMany(FeedPort.AllOf).Select(other => other.Setting));
        await using var up = MeasuredProcess.StartOurs(
            "PmpPulse.Local", Started(), ["up", "--FEED=sim", $"--DATA_DIR={folder}", $"--BIGQUERY_PORT={port}", .. free.Select(name => $"--{name}=0")]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (!await HasRowAsync(http, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(up.Started) > Limit) throw new TimeoutException("There is no row.");
            await Task.Delay(20, cancellationToken);
        }

        return (Stopwatch.GetElapsedTime(up.Started).TotalSeconds, up.Cpu.TotalSeconds, up.Megabytes);
    }

    private static async Task<bool> HasRowAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri("/bigquery/v2/projects/pmp-local/queries", UriKind.Relative),
                new { query = "SELECT COUNT(*) FROM pmp_curated.velib_station_status", useLegacySql = false },
                cancellationToken);
            if (!answer.IsSuccessStatusCode) return false;
            using var result = await answer.Content.ReadFromJsonAsync<JsonDocument>(cancellationToken);
            return int.Parse(result!.RootElement.GetProperty("rows")[0].GetProperty("f")[0].GetProperty("v").GetString()!, CultureInfo.InvariantCulture) > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("Paris Mobility Pulse")]
    private static partial Regex Started();
}
