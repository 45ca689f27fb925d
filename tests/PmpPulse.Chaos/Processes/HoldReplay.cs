using System.Diagnostics;
using System.Text.Json;

namespace PmpPulse.Chaos.Processes;

/// <summary>Runs <c>pmpctl replay --source hold</c>, as the Cloud Run job does.</summary>
internal sealed class HoldReplay(Addresses addresses, string logs)
{
    public int Runs { get; private set; }

    /// <summary>Messages that all runs together published again.</summary>
    public long Replayed { get; private set; }

    /// <summary>Replays everything held.</summary>
    /// <returns>Whether everything was handled; if not, another run is needed.</returns>
    /// <exception cref="ChaosFailedException">It fails, or parks a message that was not replayed often enough.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Runs++;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "pmpctl.dll"), "replay", "--source", "hold", "--target", "gcp", "--output", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["GOOGLE_CLOUD_PROJECT"] = Addresses.Project,
                ["PUBSUB_EMULATOR_HOST"] = Addresses.Host(addresses.PubSub),
                ["BIGQUERY_EMULATOR_HOST"] = Addresses.Host(addresses.BigQuery),
                ["REPLAY_ENABLED"] = "true",
                ["DRY_RUN"] = "false",
                ["REPLAY_PATH"] = "all",
                ["MAX_MESSAGES"] = "100000",
                ["QPS"] = "100",
            },
        };
        using var process = Process.Start(start)!;
        string output, errors;
        try
        {
            var reading = process.StandardError.ReadToEndAsync(cancellationToken);
            output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            errors = await reading;
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        var log = Path.Combine(logs, "replay.log");
        await File.AppendAllTextAsync(log, $"--- exit code {process.ExitCode}{Environment.NewLine}{output}{errors}", cancellationToken);
        // 1: something was left for a later run
        if (process.ExitCode is not (0 or 1)) throw new ChaosFailedException($"pmpctl replay ended with exit code {process.ExitCode}; see {log}");
        using var report = JsonDocument.Parse(output);
        foreach (var line in report.RootElement.GetProperty("lines").EnumerateArray())
        {
            Replayed += line.GetProperty("replayed").GetInt64();
            if (line.GetProperty("parked").GetInt64() > 0) throw new ChaosFailedException($"pmpctl replay parked messages; see {log}");
        }

        return process.ExitCode == 0;
    }
}
