using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults.Files;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Streams;
using PmpPulse.Warehouse.Areas;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace PmpPulse.Local.Up;

/// <summary>The unbounded run: everything on its known ports, history kept, until Ctrl-C.</summary>
internal static class UpCommand
{
    public const string LogFile = "pmp.log";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var (options, configuration) = LocalProgram.ReadOptions(args, bounded: false, freshDirectory: ".pmp");
        await using var logger = OpenFolder(options.DataDirectory, configuration);
        var host = new HostedIn(logger);
        var progress = new LineProgress(StandardStreams.Output);

        progress.Report(options.Feed.Origin == FeedOrigin.Auto ? "looking for the live feed" : $"feed {options.Feed}");
        var feed = await FeedSource.ChooseAsync(options, cancellationToken);
        progress.Report("starting the system");
        var system = await LocalSystem.StartAsync(options, feed, host, cancellationToken);
        system.StopProgress = progress;
        try
        {
            AddressBook.Write(system.Addresses, feed, options);
            if (feed.Notice is not null)
            {
                Notice.Write(feed.Notice);
            }

            if (await AnyPausedAsync(system, cancellationToken))
            {
                Notice.Write("Polling is paused, as `pmpctl down` left it: after this one poll nothing comes until `scripts/pmpctl.sh up`.");
            }

            if (options.Areas is { } areas && await LoadAsync(areas, system, feed.SystemId, cancellationToken) is { } problem) Notice.Write(problem);

            // the first data now, not at the next full minute; descriptions first, so that no station lacks a name
            var polls = new Queue<string>(system.Served.Reverse().Select(served => served.Schedule.Job));
            if (options.History is { } history)
            {
                if (polls.Count > 1) await system.Clients.Scheduler.RunAsync(polls.Dequeue(), cancellationToken);
                var status = options.Feeds.First(served => served.Schedule.IsEveryMinute);
                await new PastFill(system.Clients, status, feed.SystemId, host.Clock).RunAsync(history, progress, cancellationToken);
            }

            // the past is not what goes through
            using var throughput = new Throughput();
            while (polls.TryDequeue(out var job)) await system.Clients.Scheduler.RunAsync(job, cancellationToken);
            using var logs = new SerilogLoggerFactory(logger);
            await using var windows = BackgroundLoop.Start("windows", stop => FirstWindows.ComputeAsync(system.Clients.BigQuery, host.Clock, stop), host.Clock, logs.CreateLogger("windows"));
            // standard output may be a file on the disk that is full
            await BackgroundLoop.RunAsync("console", new Pulse(throughput, options.Feeds, feed.RecordedFiles, () => system.Disk, host.Clock).ShowAsync, host.Clock, logs.CreateLogger("console"), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to stop: that is how this run ends
        }
        finally
        {
            progress.Report("stopping");
            await system.DisposeAsync();
        }

        progress.Report($"stopped; history is kept in {options.DataDirectory}");
        return ServiceProgram.Succeeded;
    }

    /// <returns>Why they are not loaded; null if they are.</returns>
    private static async Task<string?> LoadAsync(AreaSource source, LocalSystem system, string systemId, CancellationToken cancellationToken)
    {
        try
        {
            await new AreaTable(system.Clients.BigQuery, systemId).ReplaceAsync(source, await source.ReadAsync(cancellationToken), cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            return $"{exception.Message} (AREAS_URL). Areas stay as they were: without any, stations are placed by their codes.";
        }
    }

    private static async Task<bool> AnyPausedAsync(LocalSystem system, CancellationToken cancellationToken)
    {
        foreach (var feed in system.Served)
        {
            if (await system.Clients.Scheduler.FindAsync(feed.Schedule.Job, cancellationToken) is { State: "PAUSED" }) return true;
        }

        return false;
    }

    /// <summary>Opens the data directory and the log in it, which is the first thing written there.</summary>
    /// <exception cref="DataDirectoryException">It can't be created or written, or others could change its contents.</exception>
    private static Logger OpenFolder(string folder, IConfiguration configuration)
    {
        try
        {
            TrustedPath.OpenFolder(folder);
            var log = Path.Combine(folder, LogFile);
            TrustedPath.CheckFile(log);
            TrustedPath.CheckFile(Path.Combine(folder, LocalAddresses.FileName));
            return LocalProgram.OpenLog(log, configuration);
        }
        catch (UntrustedPathException exception)
        {
            throw new DataDirectoryException($"DATA_DIR is not safe: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"DATA_DIR {folder} can't be used: {exception.Message} Name a folder that you may write: make up DATA_DIR=…", exception);
        }
    }
}
