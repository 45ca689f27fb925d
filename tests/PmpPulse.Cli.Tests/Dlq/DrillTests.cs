using System.Text.Json.Nodes;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Monitoring;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Dlq;

/// <summary>The drill, a replay of its dead letters, and a second replay, on the whole system as <c>make up</c> runs it.</summary>
[Trait("Category", "Slow")]
public sealed class DrillTests
{
    private static readonly string[] FreePorts =
    [
        .. new[] { "PUBSUB_PORT", "BIGQUERY_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT", "DASHBOARD_PORT" }
            .Concat(FeedTopology.All.SelectMany(FeedPort.AllOf).Select(port => port.Setting))
            .Select(name => $"--{name}=0"),
    ];

    private static readonly string[] Marts = ["velib_latest_state", "velib_snapshot_totals", "velib_station_information_latest"];

    [Fact]
    public async Task Drill_ThenReplayTwice_EachArrivesOnce()
    {
        using var directory = new TemporaryDirectory();
        await using var up = ChildService.Start("PmpPulse.Local", ["up", "--FEED=sim", $"--FEEDS={string.Join(',', FeedTopology.All.Select(feed => feed.Id))}", "--POLL=24h", "--DLQ_TEST_ENABLED=true", $"--DATA_DIR={directory.Path}", .. FreePorts]);
        using var clients = await ConnectAsync(directory);
        await CollectTwoSnapshotsAsync(directory, clients);
        var before = await MartsAsync(clients);

        var (exitCode, output, errors) = await PmpctlAsync(directory, "dlq", "drill", "--timeout", "10m", "--output", "json");

        exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
        var drill = JsonNode.Parse(output)!;
        // each of a curated feed's five messages arrives in two places; a feed that is written whole has the writer's failure alone
        drill["arrivals"]!.AsArray().Should().HaveCount(FeedTopology.All.Sum(feed => feed.Curation is null ? 2 : 10)).And.OnlyContain(arrival => (bool)arrival!["arrived"]!);
        (await MartsAsync(clients)).Should().Be(before, "dashboards must not show drills");

        (exitCode, output, errors) = await PmpctlAsync(directory, "replay", "--replay-enabled", "--output", "json");
        exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
        ((int)JsonNode.Parse(output)!["replayed"]!).Should().Be(FeedTopology.All.Count);
        var id = (string)drill["drill_id"]!;
        await Eventually.IsTrueAsync(async () =>
            await CountAsync(clients, $"SELECT DISTINCT key, ingest_ts FROM {Velib.Status.Writer.Table} WHERE source = 'velib' AND STARTS_WITH(key, '{id}:')") >= 4);
        (await MartsAsync(clients)).Should().Be(before);

        (exitCode, output, errors) = await PmpctlAsync(directory, "replay", "--replay-enabled", "--output", "json");
        exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
        ((int)JsonNode.Parse(output)!["pulled"]!).Should().Be(0, "nothing circles");
        (exitCode, output, errors) = await PmpctlAsync(directory, "verify");
        exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
    }

    private static async Task CollectTwoSnapshotsAsync(string directory, GoogleCloudClients clients)
    {
        await Eventually.IsTrueAsync(async () =>
        {
            var (exitCode, output, errors) = await PmpctlAsync(directory, "collect");
            exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
            return await CountAsync(clients, $"SELECT DISTINCT snapshot_id FROM {Velib.Curation.Table}") >= 2;
        });
        // the last collected snapshot may still be in flight and would change the marts
        await Eventually.IsTrueAsync(async () =>
            await clients.Monitoring.LatestAsync(MonitoringClient.UndeliveredMessages, TimeSpan.FromMinutes(1))
                .AllAsync(point => point.Value == 0 || point.Resource["subscription_id"] == Velib.Status.AuditSubscription));
    }

    private static async Task<string> MartsAsync(GoogleCloudClients clients)
    {
        var rows = new List<string>();
        foreach (var mart in Marts)
        {
            await foreach (var row in (await clients.BigQuery.QueryAsync($"SELECT * FROM pmp_marts.{mart}")).ReadRowsAsync())
            {
                rows.Add($"{mart}: {string.Join('|', Enumerable.Range(0, row.Schema.Fields.Count).Select(row.GetRaw))}");
            }
        }

        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    }

    private static async Task<long> CountAsync(GoogleCloudClients clients, string sql) =>
        (await (await clients.BigQuery.QueryAsync($"SELECT COUNT(*) AS n FROM ({sql})")).ReadAllAsync())[0].GetInt64("n");

    private static async Task<GoogleCloudClients> ConnectAsync(string directory)
    {
        var file = Path.Combine(directory, "endpoints.json");
        await Eventually.IsTrueAsync(() => File.Exists(file), () => "make up says where it listens");
        var endpoints = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        return GoogleCloudClients.Create(new GoogleCloudOptions
        {
            ProjectId = (string)endpoints["project"]!,
            PubSubEmulatorHost = new Uri((string)endpoints["pub_sub"]!).Authority,
            BigQueryEmulatorHost = new Uri((string)endpoints["big_query"]!).Authority,
            AdminEmulatorHost = new Uri((string)endpoints["pub_sub"]!).Authority,
        });
    }

    private static Task<(int ExitCode, string Output, string Errors)> PmpctlAsync(string directory, params string[] args) =>
        PmpctlProcess.RunAsync(new Dictionary<string, string> { ["DATA_DIR"] = directory }, args);
}
