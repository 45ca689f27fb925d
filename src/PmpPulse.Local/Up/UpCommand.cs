using PmpPulse.Contracts;
using PmpPulse.ServiceDefaults;
using Serilog.Extensions.Logging;

namespace PmpPulse.Local.Up;

/// <summary>The unbounded run: everything on its known ports, history kept, until Ctrl-C.</summary>
internal static class UpCommand
{
    public const string LogFile = "pmp.log";

    public static async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        var (options, configuration) = LocalProgram.ReadOptions(args, bounded: false, freshDirectory: ".pmp");
        TrustedPath.OpenFolder(options.DataDirectory);
        var log = Path.Combine(options.DataDirectory, LogFile);
        TrustedPath.CheckFile(log);
        TrustedPath.CheckFile(Path.Combine(options.DataDirectory, LocalAddresses.FileName));
        await using var logger = LocalProgram.OpenLog(log, configuration);
        using var throughput = new Throughput();
        var host = new HostedIn(logger);
        var progress = new LineProgress(StandardStreams.Output);

        progress.Report(options.Feed.Kind == FeedKind.Auto ? "looking for the live feed" : $"feed {options.Feed}");
        var feed = await FeedSource.ChooseAsync(options.Feed, stop);
        progress.Report("starting the system");
        var system = await LocalSystem.StartAsync(options, feed, host, stop);
        system.StopProgress = progress;
        try
        {
            AddressBook.Write(system.Addresses, feed, options);
            if (feed.Notice is not null)
            {
                Notice.Write(feed.Notice);
            }

            if (await system.Clients.Scheduler.FindAsync(ResourceNames.SchedulerJobs.StatusPoll, stop) is { State: "PAUSED" })
            {
                Notice.Write("Polling is paused, as `pmpctl down` left it: after this one poll nothing comes until `scripts/pmpctl.sh up`.");
            }

            // the first data now, not at the next full minute
            if (feed.HasInformation) await system.Clients.Scheduler.RunAsync(ResourceNames.SchedulerJobs.StationInfoDaily, stop);
            await system.Clients.Scheduler.RunAsync(ResourceNames.SchedulerJobs.StatusPoll, stop);
            using var logs = new SerilogLoggerFactory(logger);
            // standard output may be a file on the disk that is full
            await BackgroundLoop.RunAsync("console", new Pulse(throughput, feed.RecordedFiles, () => system.Disk, host.Clock).ShowAsync, host.Clock, logs.CreateLogger("console"), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
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
}
