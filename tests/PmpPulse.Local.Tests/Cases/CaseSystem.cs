using Microsoft.AspNetCore.Builder;
using PmpPulse.Collector;
using PmpPulse.Local.Provisioning;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests.Cases;

/// <summary>The whole system on free ports, polling a feed that the test scripts.</summary>
internal sealed class CaseSystem : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly LocalSystem _system;
    private readonly List<(string Name, WebApplication Program)> _collectors = [];
    private readonly Dictionary<PolledFeed, string> _jobs = [];

    private CaseSystem(TemporaryDirectory directory, LocalSystem system, ScriptedFeed feed)
    {
        _directory = directory;
        _system = system;
        Feed = feed;
    }

    public ScriptedFeed Feed { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<CaseSystem> StartAsync()
    {
        var directory = new TemporaryDirectory();
        var (options, _) = LocalProgram.ReadOptions(["--FEED=sim"], bounded: true, directory);
        var system = await LocalSystem.StartAsync(options, await FeedSource.ChooseAsync(options, Stop), new HostedIn(Logger.None), Stop);
        return new CaseSystem(directory, system, await ScriptedFeed.StartAsync(Stop));
    }

    /// <summary>Polls the scripted feed once, as the scheduler would.</summary>
    public async Task PollAsync(PolledFeed kind)
    {
        if (!_jobs.TryGetValue(kind, out var job))
        {
            job = await AddCollectorAsync(kind);
        }

        var before = (await _system.Clients.Scheduler.FindAsync(job, Stop))?.LastAttemptTime;
        await _system.Clients.Scheduler.RunAsync(job, Stop);
        await Eventually.IsTrueAsync(async () => (await _system.Clients.Scheduler.FindAsync(job, Stop))?.LastAttemptTime is { } at && at != before);
    }

    /// <summary>Serves a file, polls it, and waits for the expected result.</summary>
    public async Task PollAsync(PolledFeed kind, string file, string sql, string expected)
    {
        Feed.Answers(await File.ReadAllBytesAsync(file, Stop));
        await PollAsync(kind);
        await ExpectAsync(sql, expected);
    }

    /// <summary>Waits until the query returns the expected text.</summary>
    public async Task ExpectAsync(string sql, string expected)
    {
        string? actual = null;
        await Eventually.IsTrueAsync(async () => (actual = await TextAsync(sql)) == expected, () => $"{sql} gives {actual}, not {expected}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, collector) in _collectors)
        {
            await collector.StopAsync(CancellationToken.None);
            await collector.DisposeAsync();
        }

        await _system.DisposeAsync();
        await Feed.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<string> AddCollectorAsync(PolledFeed kind)
    {
        var accounts = new ServiceAccounts(_system.Addresses.Project);
        var feed = kind is PolledFeed.Status ? Velib.Status : Velib.Information;
        var settings = new Dictionary<string, string?>
        {
            [GoogleCloudSettings.Project.Name] = _system.Addresses.Project,
            [GoogleCloudSettings.PubSubEmulatorHost.Name] = _system.Addresses.PubSub.Authority,
            ["OIDC_METADATA"] = new Uri(_system.Addresses.PubSub, ".well-known/openid-configuration").ToString(),
        };
        var collector = await new ServiceStarter(new HostedIn(Logger.None), settings, _collectors).StartAsync(
            CollectorService.Build,
            feed.Collector.Service,
            0,
            accounts.Scheduler,
            [("FEED_ID", feed.Id), ("FEED_URL", Feed.Address.ToString())],
            Stop);
        await new PollingSchedule(_system.Clients.Scheduler, accounts).ApplyAsync(feed, new Uri(collector, CollectorService.CollectPath), TimeSpan.FromDays(1), Stop);
        return _jobs[kind] = feed.Schedule.Job;
    }

    private async Task<string> TextAsync(string sql)
    {
        var rows = await (await _system.Clients.BigQuery.QueryAsync($"SELECT STRING_AGG(v, ', ' ORDER BY v) AS v FROM ({sql})", Stop)).ReadAllAsync(Stop);
        return rows[0].GetStringOrNull("v") ?? "nothing";
    }
}

/// <summary>The feed to poll.</summary>
public enum PolledFeed
{
    Status,
    Information,
}
