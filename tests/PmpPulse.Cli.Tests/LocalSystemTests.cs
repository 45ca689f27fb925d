using Google.Cloud.PubSub.V1;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Tests;

/// <summary>Commands against a complete running system.</summary>
[Trait("Category", "Slow")]
public sealed class LocalSystemTests(RunningSystem system) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task UpAndDown_BothEngines_SwitchAndCurate()
    {
        foreach (var engine in new[] { "push", "worker" })
        {
            var before = await RowsAsync();

            var up = await Pmpctl.RunAsync(system.Environment, "up", "--engine", engine, "--output", "json");

            up.ExitCode.Should().Be(ExitCodes.Succeeded, up.Output + up.Error);
            up.Json["steps"]!.AsArray()[^1]!["result"]!.ToString().Should().Be("done", "a new snapshot is curated by the {0} engine", engine);
            (await RowsAsync()).Should().BeGreaterThan(before);
            var status = await Pmpctl.RunAsync(system.Environment, "status", "--output", "json");
            status.ExitCode.Should().Be(ExitCodes.Succeeded, status.Output);
            status.Json["engines"]!.AsArray().Select(running => (string?)running).Should().Equal(engine);
            status.Json["schedulers"]!.AsArray().Should().OnlyContain(job => (string?)job!["state"] == "ENABLED");

            var down = await Pmpctl.RunAsync(system.Environment, "down", "--output", "json");

            down.ExitCode.Should().Be(ExitCodes.Succeeded, down.Output);
            status = await Pmpctl.RunAsync(system.Environment, "status", "--output", "json");
            status.Json["schedulers"]!.AsArray().Should().OnlyContain(job => (string?)job!["state"] == "PAUSED");
            (await Pmpctl.RunAsync(system.Environment, "down")).ExitCode.Should().Be(ExitCodes.Succeeded, "a stopped system stays stopped");
        }

        (await Pmpctl.RunAsync(system.Environment, "verify")).ExitCode.Should().Be(ExitCodes.Succeeded, "no snapshot was curated twice");
    }

    [Fact]
    public async Task Worker_SubscriptionSwitchedToPush_StopsPulling()
    {
        var pubSub = system.Clients.PubSub;
        await pubSub.Publisher.CreateTopicAsync(new() { Name = pubSub.TopicName("switched") });
        await pubSub.Subscriber.CreateSubscriptionAsync(new() { Name = pubSub.SubscriptionName("switched-sub"), Topic = pubSub.TopicName("switched") });
        using var call = pubSub.Subscriber.StreamingPull(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(
            new() { Subscription = pubSub.SubscriptionName("switched-sub"), StreamAckDeadlineSeconds = 10 }, TestContext.Current.CancellationToken);

        await pubSub.SetPushAsync("switched-sub", new() { PushEndpoint = "http://127.0.0.1:1/" }, TestContext.Current.CancellationToken);

        var ended = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        ended.StatusCode.Should().Be(Grpc.Core.StatusCode.FailedPrecondition);
        await pubSub.Subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = pubSub.SubscriptionName("switched-sub") });
    }

    [Fact]
    public async Task Status_NobodyReadsTheAuditSubscription_ItsBacklogIsCounted()
    {
        (await Pmpctl.RunAsync(system.Environment, "collect")).ExitCode.Should().Be(ExitCodes.Succeeded);

        var status = await Pmpctl.RunAsync(system.Environment, "status", "--output", "json");

        var audit = status.Json["backlogs"]!.AsArray().Single(backlog => (string?)backlog!["subscription"] == Velib.Status.AuditSubscription)!;
        ((long)audit["messages"]!).Should().BePositive();
        ((long)audit["oldest_s"]!).Should().BeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Monitoring_UnsupportedMetric_IsRefusedByName()
    {
        using var http = new HttpClient();

        var answer = await http.GetAsync(
            new Uri(system.PubSub, "/v3/projects/pmp-local/timeSeries?filter=metric.type%3D%22x%22&interval.endTime=2026-11-25T10:00:00Z"), TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).Should().Be(501);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("num_undelivered_messages");
    }

    [Fact]
    public async Task Marts_ChangedMissingAndUnknown_AreShownThenFixed()
    {
        var fresh = await Pmpctl.RunAsync(system.Environment, "marts", "diff");
        fresh.ExitCode.Should().Be(ExitCodes.Succeeded, "a fresh system matches its files");
        fresh.Output.Should().Contain("every mart matches infra/bigquery/marts").And.NotContain("[green]");
        var view = new TableName(SharedNames.MartsDataset, "velib_snapshot_totals");
        var materialized = new TableName(SharedNames.MartsDataset, "velib_snapshot_totals_mv");
        var changed = WarehouseFiles.Marts.Single(mart => mart.Name == materialized).Query + "\n-- another hand";
        await system.Clients.BigQuery.DeleteTableAsync(materialized);
        await system.Clients.BigQuery.InsertTableAsync(
            materialized, new BigQueryTable { MaterializedView = new MaterializedViewDefinition { Query = changed }, TimePartitioning = new TimePartitioning { Type = "DAY", Field = "ingest_day" } });
        await system.Clients.BigQuery.PatchTableAsync(view, new BigQueryTable { View = new ViewDefinition("SELECT 1 AS one") }, null);
        await system.Clients.BigQuery.DeleteTableAsync(new TableName(SharedNames.MartsDataset, "velib_totals_hourly_paris"));
        await system.Clients.BigQuery.InsertTableAsync(
            new TableName(SharedNames.MartsDataset, "somebody_elses"), new BigQueryTable { View = new ViewDefinition("SELECT 2 AS two") });

        var diff = await Pmpctl.RunAsync(system.Environment, "marts", "diff", "--output", "json");

        diff.ExitCode.Should().Be(ExitCodes.Found);
        diff.Json.AsArray().Where(mart => (string?)mart!["state"] != "same").Select(mart => $"{mart!["mart"]} {mart["state"]}").Should().BeEquivalentTo(
            "pmp_marts.velib_snapshot_totals changed", "pmp_marts.velib_snapshot_totals_mv changed",
            "pmp_marts.velib_totals_hourly_paris missing", "pmp_marts.somebody_elses unknown");
        diff.Output.Should().Contain("- SELECT 1 AS one").And.Contain("- -- another hand");

        (await Pmpctl.RunAsync(system.Environment, "marts", "apply")).ExitCode.Should().Be(ExitCodes.Succeeded);

        var after = await Pmpctl.RunAsync(system.Environment, "marts", "diff", "--output", "json");
        after.Json.AsArray().Where(mart => (string?)mart!["state"] != "same").Should().ContainSingle("only marts without a file are left").Which!["state"]!.ToString().Should().Be("unknown");
        (await system.Clients.BigQuery.FindTableAsync(view))!.Description.Should().StartWith("One row");
        await system.Clients.BigQuery.DeleteTableAsync(new TableName(SharedNames.MartsDataset, "somebody_elses"));
    }

    [Fact]
    public async Task Doctor_RunningSystem_IsOk()
    {
        var run = await Pmpctl.RunAsync(system.Environment, "doctor", "--output", "json");

        run.Json.AsArray().Single(finding => (string?)finding!["check"] == "system")!["health"]!.ToString().Should().Be("ok", run.Output);
    }

    [Fact]
    public async Task Reset_WhileTheSystemRuns_IsRefused()
    {
        var run = await Pmpctl.RunAsync(system.Environment, "reset", "--yes");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("runs").And.Contain("Nothing was deleted");
        Directory.Exists(system.DataDirectory).Should().BeTrue();
    }

    private async Task<long> RowsAsync() =>
        (long)(await Pmpctl.RunAsync(system.Environment, "status", "--output", "json")).Json["feeds"]!.AsArray().Single(feed => (string?)feed!["feed"] == Velib.Status.Id)!["curated_rows"]!;
}
