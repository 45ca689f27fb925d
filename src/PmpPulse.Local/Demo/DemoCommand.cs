using System.Globalization;
using System.Text.Json;
using PmpPulse.ServiceDefaults.Files;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Streams;

namespace PmpPulse.Local.Demo;

/// <summary>The bounded run: fresh data directory, free ports, a report, an exit code.</summary>
internal static class DemoCommand
{
    private const string ArtifactsFolder = "artifacts";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var fresh = Directory.CreateTempSubdirectory("pmp-demo-").FullName;
        try
        {
            return await RunAsync(args, fresh, cancellationToken);
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string[] args, string fresh, CancellationToken cancellationToken)
    {
        var (options, configuration) = LocalProgram.ReadOptions(args, bounded: true, fresh);
        Directory.CreateDirectory(ArtifactsFolder);
        var log = Path.Combine(ArtifactsFolder, "demo.log");
        File.Delete(log);
        await using var logger = LocalProgram.OpenLog(log, configuration);
        using var throughput = new Throughput();
        var host = new HostedIn(logger);

        var feed = await FeedSource.ChooseAsync(options, cancellationToken);
        DemoReport report;
        IReadOnlyList<string> missing;
        var progress = new LineProgress(StandardStreams.Error);
        progress.Report($"starting, feed {feed.Name}, system_id {feed.SystemId}");
        if (feed.Notice is not null)
        {
            Notice.Write(feed.Notice);
        }

        await using (var system = await LocalSystem.StartAsync(options, feed, host, cancellationToken))
        {
            (report, missing) = await new DemoRun(system, options, throughput, host.Clock, progress).RunAsync(feed, cancellationToken);
            DemoTable.Write(Terminals.On(StandardStreams.Output), report);
            await SampleTable.WriteAsync(Terminals.On(StandardStreams.Output), system.Clients.BigQuery, feed.SystemId, cancellationToken);
        }

        var file = Path.Combine(ArtifactsFolder, "demo.json");
        TrustedPath.Replace(file, JsonSerializer.Serialize(report, DemoJson.Default.DemoReport) + "\n");
        foreach (var what in missing)
        {
            StandardStreams.Error.Line($"demo: did not arrive: {what}");
        }

        StandardStreams.Output.Line(Summary(report, feed, missing.Count == 0, file, log));
        return missing.Count == 0 ? ServiceProgram.Succeeded : ServiceProgram.Failed;
    }

    /// <summary>A run with refused stations, or with a feed that lacks some data, still succeeds.</summary>
    private static string Summary(DemoReport report, FeedSource feed, bool isWhole, string file, string log)
    {
        if (!isWhole) return $"Not everything arrived. Report: {file}, log: {log}";
        var refused = report.DlqRows > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {report.DlqRows:N0} were refused and kept as dead letters with their reason") : "";
        var names = feed.Notice is { } notice && feed.Simulate is { Origin: FeedOrigin.Recorded } ? $" {notice}" : "";
        return $"{(report.DlqRows > 0 ? "All that is good arrived" : "Everything arrived")}{refused}.{names} Report: {file}";
    }
}
