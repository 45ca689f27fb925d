using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Hosting;

/// <summary>A process running endless statements: jobs.cancel answers, SIGTERM stops it, and its folder can be reused at once.</summary>
[Trait("Category", "Slow")]
public sealed class RunawayProcessTests
{
    // stopping is limited to nine seconds; the rest allows for a busy machine
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(15);

    public static TheoryData<string, string> Statements() => new()
    {
        { "cross join", "SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(1, 1000000)) b, UNNEST(GENERATE_ARRAY(1, 1000)) c WHERE a + b > c" },
        { "endless rows", "SELECT a, b FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(1, 1000000)) b" },
        { "series aggregate", "SELECT SUM(x) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(a, a + 1000000)) x" },
        { "like", $"SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) i WHERE CONCAT(REPEAT('a', 20000), CAST(i AS STRING)) LIKE '{string.Concat(Enumerable.Repeat("%a_", 30))}%c'" },
        { "edit distance", "SELECT EDIT_DISTANCE(CONCAT(REPEAT('a', 100000), 'x'), REPEAT('b', 100000))" },
        { "edit distances", "SELECT SUM(EDIT_DISTANCE(REPEAT('a', 1000), CONCAT(REPEAT('b', 1000), CAST(i AS STRING)))) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) i" },
        { "format", "SELECT LENGTH(FORMAT('%999999999d', 1))" },
        { "repeat", "SELECT SUM(LENGTH(REPEAT(CAST(i AS STRING), 100000))) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) i" },
        { "partition", $"SELECT ROW_NUMBER() OVER (PARTITION BY {string.Join(",", Enumerable.Range(0, 100_000).Select(i => $"i+{i}"))}) FROM UNNEST(GENERATE_ARRAY(1, 100000)) i" },
        { "or", $"SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) i WHERE {string.Join(" OR ", Enumerable.Range(0, 20_000).Select(i => $"i={i}"))}" },
        { "insert", "CREATE TABLE d.endless AS SELECT a, b FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(1, 1000000)) b" },
    };

    [Fact]
    public async Task Runaways_EachStatement_IsCancelledOrRefusedAndEndedBySigterm()
    {
        using var directory = new TemporaryDirectory();
        await using var process = await LocalCloudProcess.StartAsync(directory);
        await using (var host = BigQueryHost.Connect(new Uri(process.BigQuery), "p"))
        {
            await host.CreateTableAsync("d", "t", """[{"name":"i","type":"INT64"}]""");
            foreach (var row in Statements())
            {
                var (name, sql) = row.Data;
                await StartAsync(host, name, sql);
                // some are refused at once for their size; the others are running when cancelled
                await host.TrySendAsync(HttpMethod.Get, $"queries/{Id(name)}?timeoutMs=1500&maxResults=0").OrTimeout();
                var watch = Stopwatch.StartNew();
                await host.PostAsync($"jobs/{Id(name)}/cancel", "{}").OrTimeout();
                var (status, answer) = await host.TrySendAsync(HttpMethod.Get, $"queries/{Id(name)}?timeoutMs=60000&maxResults=0").OrTimeout();
                status.Should().Be(HttpStatusCode.BadRequest, "{0} was cancelled or refused, and not: {1}", name, answer);
                watch.Elapsed.Should().BeLessThan(Eventually.Timeout, "{0} is answered", name);
                // the process still answers
                (await host.GetAsync("datasets/d/tables/t").OrTimeout())["numRows"]!.GetValue<string>().Should().Be("0");
            }

            foreach (var row in Statements())
                await StartAsync(host, row.Data.Item1 + "-again", row.Data.Item2);
            (await host.GetAsync("datasets/d/tables/t").OrTimeout())["numRows"]!.GetValue<string>().Should().Be("0");
        }

        await process.StopAsync(within: StopTime);

        await using var next = await LocalCloudProcess.StartAsync(directory);
        await using var again = BigQueryHost.Connect(new Uri(next.BigQuery), "p");
        (await again.GetAsync("datasets/d/tables/t"))["numRows"]!.GetValue<string>().Should().Be("0");
    }

    private static async Task StartAsync(BigQueryHost host, string name, string sql)
    {
        await host.PostAsync("jobs", new JsonObject
        {
            ["jobReference"] = new JsonObject { ["projectId"] = "p", ["jobId"] = Id(name) },
            ["configuration"] = new JsonObject { ["query"] = new JsonObject { ["query"] = sql, ["useLegacySql"] = false } },
        }.ToJsonString());
    }

    private static string Id(string name) => name.Replace(' ', '-');
}
