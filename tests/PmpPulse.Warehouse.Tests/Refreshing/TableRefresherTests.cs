using System.Globalization;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Warehouse.Tests.Refreshing;

/// <summary>The tables of the marts are filled over LocalCloud's own APIs: by the operator, and by Scheduler's jobs.</summary>
public sealed class TableRefresherTests : IAsyncLifetime
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
        await new WarehouseProvisioner(_clients.BigQuery).CreateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Run_NoRows_ComputesNoWindows()
    {
        var done = await RunAsync(null, null);

        done.Should().OnlyContain(range => range.From == null && range.Rows == 0);
    }

    [Fact]
    public async Task Run_WithoutARange_BeginsWithTheOldestRowAndGoesDayByDay()
    {
        await AddAsync(50, 49, 20, 1);

        var done = await RunAsync(null, null);

        var days = done.Where(range => range.From is not null).ToList();
        days[0].From.Should().Be(new DateTimeOffset(_now.AddHours(-50).UtcDateTime.Date, TimeSpan.Zero));
        days.Zip(days.Skip(1)).Should().OnlyContain(pair => pair.First.To == pair.Second.From);
        days.Should().OnlyContain(range => range.To - range.From <= TimeSpan.FromDays(1));
        (await ObservationsAsync()).Should().Be(4);
        (await CountAsync("SELECT COUNT(*) AS n FROM pmp_marts.gbfs_station_usual")).Should().BePositive("what is usual follows from the windows");
    }

    [Fact]
    public async Task Run_Again_GoesOnWhereTheTableEnds()
    {
        await AddAsync(30, 10);
        await RunAsync(null, null);
        await AddAsync(9, 1);

        var done = await RunAsync(null, null);

        done[0].From.Should().BeAfter(_now.AddHours(-11)).And.BeBefore(_now.AddHours(-9));
        (await ObservationsAsync()).Should().Be(4);
    }

    [Fact]
    public async Task Run_OfARange_ComputesItAlone()
    {
        await AddAsync(50, 20, 1);

        await RunAsync(_now.AddHours(-22), _now.AddHours(-18));

        (await ObservationsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Job_WhenSchedulerRunsIt_FillsTheTable()
    {
        await AddAsync(2, 1);
        var refresh = WarehouseFiles.Refreshes[0];
        await CreateJobAsync(refresh.Schedule.Job, refresh.JobBody());

        await _clients.Scheduler.RunAsync(refresh.Schedule.Job);

        await Eventually.IsTrueAsync(async () => (await _clients.Scheduler.FindAsync(refresh.Schedule.Job))!.LastAttemptTime is not null && await ObservationsAsync() == 2);
        (await _clients.Scheduler.FindAsync(refresh.Schedule.Job))!.Status.Should().Match<SchedulerStatus?>(status => status == null || status.Code == 0);
    }

    [Fact]
    public async Task Job_WhoseStatementFails_FailsTheAttempt()
    {
        await CreateJobAsync("broken", """{"query":"MERGE pmp_marts.nowhere USING (SELECT 1) ON FALSE WHEN NOT MATCHED THEN INSERT ROW","useLegacySql":false}"""u8.ToArray());

        await _clients.Scheduler.RunAsync("broken");

        await Eventually.IsTrueAsync(async () => (await _clients.Scheduler.FindAsync("broken"))!.Status is { Code: not 0 });
        (await _clients.Scheduler.FindAsync("broken"))!.Status!.Message.Should().Contain("nowhere");
    }

    private Task<SchedulerJob> CreateJobAsync(string id, byte[] body) => _clients.Scheduler.CreateAsync(id, new SchedulerJob
    {
        Schedule = "0 0 1 1 *",
        HttpTarget = new SchedulerHttpTarget
        {
            Uri = new Uri(_cloud.Addresses.BigQuery, $"bigquery/v2/projects/{LocalCloudFixture.Project}/queries").ToString(),
            HttpMethod = "POST",
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = body,
            OauthToken = new SchedulerOAuthToken("refresher@test", SharedNames.BigQueryScope),
        },
    });

    private Task<IReadOnlyList<RefreshedRange>> RunAsync(DateTimeOffset? from, DateTimeOffset? to) =>
        new TableRefresher(_clients.BigQuery, TimeProvider.System).RunAsync(from, to, cancellationToken: TestContext.Current.CancellationToken);

    private Task<long> ObservationsAsync() => CountAsync("SELECT COALESCE(SUM(observations), 0) AS n FROM pmp_marts.velib_station_windows_15m");

    private async Task<long> CountAsync(string sql) => (await (await _clients.BigQuery.QueryAsync(sql)).ReadAllAsync())[0].GetInt64("n");

    private async Task AddAsync(params int[] hoursAgo)
    {
        foreach (var hours in hoursAgo)
        {
            var at = _now.AddHours(-hours).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            await _clients.BigQuery.QueryAsync(
                $"""
                INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, num_bikes_available, num_docks_available, snapshot_id)
                VALUES ('velib', TIMESTAMP '{at}', TIMESTAMP '{at}', 's1', 3, 4, {hours})
                """);
        }
    }
}
