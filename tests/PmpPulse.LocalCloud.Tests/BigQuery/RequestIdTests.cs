using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class RequestIdTests : IAsyncLifetime
{
    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Query_SentManyTimesAtOnceWithOneRequestId_RunsOnce()
    {
        await _host.CreateTableAsync("d", "t", """[{"name":"i","type":"INT64"}]""");
        for (var round = 0; round < 10; round++)
        {
            var body = new JsonObject { ["query"] = "INSERT INTO d.t (i) VALUES (1)", ["useLegacySql"] = false, ["requestId"] = $"r{round}", ["timeoutMs"] = 60_000 }.ToJsonString();

            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _host.PostAsync("queries", body)));

            answers.Select(answer => answer["jobReference"]!["jobId"]!.GetValue<string>()).Distinct().Should().ContainSingle();
        }

        BigQueryHost.Line((await _host.QueryAsync("SELECT COUNT(*) FROM d.t"))["rows"]![0]!).Should().Be("\"10\"");
    }

    [Fact]
    public async Task Query_ShortTimeout_IsStopped()
    {
        var body = new JsonObject
        {
            ["query"] = "SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(1, 1000000)) b WHERE a + b > 5",
            ["useLegacySql"] = false,
            ["jobTimeoutMs"] = "1000",
            ["timeoutMs"] = 60_000,
        };

        (await _host.PostAsync("queries", body.ToJsonString(), System.Net.HttpStatusCode.BadRequest))
            .Should().BeError(400, "stopped", "INVALID_ARGUMENT", "Operation timed out after 1 seconds. Consider reducing the amount of work performed by your operation so that it can complete within this limit.");
    }
}
