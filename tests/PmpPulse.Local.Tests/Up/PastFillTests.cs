using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Local.Up;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests.Up;

public sealed class PastFillTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 20, 7, 31, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(24, 360)]
    [InlineData(14 * 24, 375 + (13 * 96) - 4)]
    public void Instants_OfThePast_LeaveNoGapOfFiveMinutesInTheLastDay(int hours, int count)
    {
        var instants = PastFill.Instants(Now, TimeSpan.FromHours(hours)).ToList();

        instants.Should().HaveCount(count).And.BeInAscendingOrder();
        instants.Should().OnlyContain(instant => instant >= Now.AddHours(-hours) && instant < Now);
        instants.Append(Now).Where(instant => instant > Now.AddDays(-1)).Zip(instants.Append(Now).Where(instant => instant > Now.AddDays(-1)).Skip(1))
            .Should().OnlyContain(pair => pair.Second - pair.First <= TimeSpan.FromMinutes(4));
        instants.Zip(instants.Skip(1)).Should().OnlyContain(pair => pair.Second - pair.First <= TimeSpan.FromMinutes(15));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Run_Twice_FillsThePastOnce()
    {
        var stop = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var (options, _) = LocalProgram.ReadOptions(["--FEED=sim", $"--DATA_DIR={directory.Path}"], bounded: true, directory);
        var feed = await FeedSource.ChooseAsync(options, stop);
        await using var system = await LocalSystem.StartAsync(options, feed, new HostedIn(Logger.None), stop);
        var fill = new PastFill(system.Clients, options.Feeds[0], "velib", TimeProvider.System);

        await fill.RunAsync(TimeSpan.FromHours(1), new Progress<string>(), stop);
        await fill.RunAsync(TimeSpan.FromHours(1), new Progress<string>(), stop);

        var results = await system.Clients.BigQuery.QueryAsync(
            new BigQueryQuery("SELECT COUNT(*) AS n, COUNT(DISTINCT snapshot_id) AS s, COUNTIF(ingest_ts < event_ts) AS early FROM pmp_curated.velib_station_status"), stop);
        var row = await results.ReadRowsAsync(stop).FirstAsync(stop);
        // a few more when the clock moves on to another snapshot between the two
        row.GetInt64("s").Should().BeInRange(15, 30);
        row.GetInt64("n").Should().BeInRange(1_400 * row.GetInt64("s"), 1_600 * row.GetInt64("s"));
        row.GetInt64("early").Should().Be(0);
        // curation would hide a second publishing; the raw table has a row for each
        await Eventually.IsTrueAsync(async () => await RawAsync() >= row.GetInt64("s"));
        (await RawAsync()).Should().Be(row.GetInt64("s"));

        async Task<long> RawAsync()
        {
            var raw = await system.Clients.BigQuery.QueryAsync(new BigQueryQuery("SELECT COUNT(*) AS n FROM pmp_raw.velib_station_status_raw"), stop);
            return (await raw.ReadAllAsync(stop))[0].GetInt64("n");
        }
    }
}
