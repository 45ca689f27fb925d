using System.Diagnostics;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Processes;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks.Starting;

/// <summary>How long services take from their start to the first healthy answer, and their memory when idle, beside a bare Serilog service.</summary>
internal sealed class StartScenario : Scenario
{
    private const string Peer = "bare Serilog service";

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<Startable> Programs =
    [
        new(Peer, "PmpPulse.BareService", port => [$"--urls=http://127.0.0.1:{port}"]),
        new("collector", "PmpPulse.Collector", port => [.. Ours(port), "--PUBSUB_EMULATOR_HOST=127.0.0.1:9"]),
        new("raw writer", "PmpPulse.Writer", port => [.. Ours(port), "--FEED_ID=velib.station_status", "--BIGQUERY_EMULATOR_HOST=127.0.0.1:9"]),
        new("curation, push", "PmpPulse.Curation", port => [.. Ours(port), "--ENGINE=push", "--PUBSUB_EMULATOR_HOST=127.0.0.1:9", "--BIGQUERY_EMULATOR_HOST=127.0.0.1:9"]),
    ];

    public override string Name => "start";

    public override string Description => "starts services and waits for their first healthy answer";

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var starts = Programs.ToDictionary(program => program.Name, _ => new List<Start>());
        // round 0 brings the files into the page cache
        for (var round = 0; round <= context.Rounds; round++)
        {
            context.Progress.Report($"round {round} of {context.Rounds}");
            foreach (var program in Programs)
            {
                var start = await StartAsync(program, cancellationToken);
                if (round > 0) starts[program.Name].Add(start);
            }
        }

        return
        [
            .. Programs.SelectMany(program => new[]
            {
                Figure(program, "first healthy answer", "ms", start => start.Milliseconds),
                Figure(program, "first healthy answer, CPU", "CPU ms", start => start.CpuMilliseconds),
                Figure(program, "memory when idle", "MB", start => start.Megabytes),
            }),
        ];

        BenchFigure Figure(Startable program, string what, string unit, Func<Start, double> value)
        {
            var (scenario, median) = ($"start: {program.Name}, {what}", RaceResult.Median(starts[program.Name].Select(value)));
            return program.Name == Peer
                ? BenchFigure.Of(scenario, median, unit)
                : BenchFigure.Against(
                    Peer, scenario, median, unit, RaceResult.Median(starts[program.Name].Zip(starts[Peer], (start, peer) => value(start) / value(peer))),
                    unit == "CPU ms" ? null : BenchTarget.RatioAtMost(1.5));
        }
    }

    private static async Task<Start> StartAsync(Startable program, CancellationToken cancellationToken)
    {
        var port = MeasuredProcess.FreePort();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        await using var process = MeasuredProcess.StartOurs(program.Assembly, OurServices.Ready, program.Arguments(port));
        while (!await IsHealthyAsync(http, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(process.Started) > StartLimit) throw new TimeoutException($"{program.Name} does not start.");
            await Task.Delay(2, cancellationToken);
        }

        var (took, cpu) = (Stopwatch.GetElapsedTime(process.Started), process.Cpu);
        await Task.Delay(Idle, cancellationToken);
        return new Start(took.TotalMilliseconds, cpu.TotalMilliseconds, process.Megabytes);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string[] Ours(int port) => ["--BIND_ADDRESS=127.0.0.1", "--OIDC_DISABLED=true", "--GOOGLE_CLOUD_PROJECT=bench", $"--PORT={port}"];

    private sealed record Startable(string Name, string Assembly, Func<int, string[]> Arguments);

    private readonly record struct Start(double Milliseconds, double CpuMilliseconds, double Megabytes);
}
