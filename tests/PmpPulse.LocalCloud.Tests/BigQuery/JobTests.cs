using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class JobTests : IAsyncLifetime
{
    // minutes of work in little memory; a third join would keep 10^10 pairs and run out of memory before it is stopped
    private const string Endless =
        "SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 1000000)) a, UNNEST(GENERATE_ARRAY(1, 1000000)) b WHERE a + b > 5";

    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Insert_Query_RunsAndKeepsItsResult()
    {
        var job = await InsertAsync("my-job", "SELECT 1 AS one");
        var results = await _host.GetAsync("queries/my-job?timeoutMs=60000");
        var done = await _host.GetAsync("jobs/my-job");

        job["id"]!.GetValue<string>().Should().Be($"{_host.Project}:EU.my-job");
        BigQueryHost.Line(results["rows"]![0]!).Should().Be("\"1\"");
        results["kind"]!.GetValue<string>().Should().Be("bigquery#getQueryResultsResponse");
        done["status"]!["state"]!.GetValue<string>().Should().Be("DONE");
        done["configuration"]!["jobType"]!.GetValue<string>().Should().Be("QUERY");
        done["statistics"]!["query"]!["statementType"]!.GetValue<string>().Should().Be("SELECT");
        done["statistics"]!["endTime"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Insert_BadSql_IsAFailedJobAndItsResultsAreAnError()
    {
        await InsertAsync("bad", "SELEC 1");

        var error = await _host.GetAsync("queries/bad?timeoutMs=60000", HttpStatusCode.BadRequest);
        var job = await _host.GetAsync("jobs/bad");

        error.Should().BeError(400, "invalidQuery", "INVALID_ARGUMENT", null);
        job["status"]!["state"]!.GetValue<string>().Should().Be("DONE");
        job["status"]!["errorResult"]!["reason"]!.GetValue<string>().Should().Be("invalidQuery");
        job["status"]!["errors"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Insert_SameId_IsDuplicate()
    {
        await InsertAsync("twice", "SELECT 1");

        (await _host.PostAsync("jobs", Body("twice", "SELECT 1"), HttpStatusCode.Conflict))
            .Should().BeError(409, "duplicate", "ALREADY_EXISTS", $"Already Exists: Job {_host.Project}:EU.twice");
    }

    [Theory]
    [InlineData("""{"configuration":{"load":{"sourceUris":["gs://b/f"]}}}""", 501, "notImplemented")]
    [InlineData("""{"configuration":{"copy":{}}}""", 501, "notImplemented")]
    [InlineData("""{"configuration":{}}""", 400, "invalid")]
    [InlineData("""{}""", 400, "invalid")]
    [InlineData("""{"configuration":{"query":{"query":"SELECT 1"}}}""", 400, "invalidQuery")]
    [InlineData("""{"configuration":{"query":{"query":"SELECT 1","useLegacySql":false,"destinationTable":{"projectId":"p","datasetId":"d","tableId":"t"}}}}""", 501, "notImplemented")]
    [InlineData("""{"jobReference":{"jobId":"not valid"},"configuration":{"query":{"query":"SELECT 1","useLegacySql":false}}}""", 400, "invalid")]
    public async Task Insert_InvalidOrUnsupported_IsRefused(string body, int code, string reason)
    {
        var (status, error) = await _host.TrySendAsync(HttpMethod.Post, "jobs", body);

        ((int)status).Should().Be(code, "the answer was {0}", error!.ToJsonString());
        error["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().Be(reason);
    }

    [Fact]
    public async Task Insert_DryRun_DescribesWithoutRunning()
    {
        var job = await _host.PostAsync("jobs", """{"configuration":{"dryRun":true,"query":{"query":"SELECT 1 AS x","useLegacySql":false}}}""");

        job["statistics"]!["query"]!["schema"]!["fields"]![0]!["name"]!.GetValue<string>().Should().Be("x");
        await _host.PostAsync("jobs", """{"configuration":{"dryRun":true,"query":{"query":"SELEC","useLegacySql":false}}}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Cancel_RunningQuery_StopsIt()
    {
        var started = await _host.PostAsync("queries", new JsonObject { ["query"] = Endless, ["useLegacySql"] = false, ["timeoutMs"] = 200 }.ToJsonString());
        var id = started["jobReference"]!["jobId"]!.GetValue<string>();
        started["jobComplete"]!.GetValue<bool>().Should().BeFalse();
        started["rows"].Should().BeNull();

        await _host.PostAsync($"jobs/{id}/cancel", "{}");
        var error = await _host.GetAsync($"queries/{id}?timeoutMs=60000", HttpStatusCode.BadRequest);

        error.Should().BeError(400, "stopped", "INVALID_ARGUMENT", "Job execution was cancelled: User requested cancellation");
        await _host.QueryAsync("SELECT 1");
    }

    [Fact]
    public async Task Dml_BeyondItsJobTimeout_IsStoppedAndUnblocksOtherWrites()
    {
        await _host.PostAsync("datasets", """{"datasetReference":{"datasetId":"d"}}""");

        var error = await _host.PostAsync(
            "queries",
            new JsonObject { ["query"] = $"CREATE TABLE d.t AS {Endless}", ["useLegacySql"] = false, ["timeoutMs"] = 60_000, ["jobTimeoutMs"] = "1000" }.ToJsonString(),
            HttpStatusCode.BadRequest);

        error.Should().BeError(400, "stopped", "INVALID_ARGUMENT", null);
        // on a busy machine it may still be stopping, and until it has the table name is taken
        await Eventually.IsTrueAsync(async () =>
        {
            var (status, answer) = await _host.TrySendAsync(HttpMethod.Post, "queries", """{"query":"CREATE TABLE d.t AS SELECT 1 AS x","useLegacySql":false}""");
            status.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], "the answer was {0}", answer!.ToJsonString());
            return status == HttpStatusCode.OK;
        });
        (await _host.RowsAsync("d", "t")).Should().Equal("\"1\"");
    }

    [Fact]
    public async Task Query_BeyondItsJobTimeout_IsStopped()
    {
        var error = await _host.PostAsync(
            "queries",
            new JsonObject { ["query"] = Endless, ["useLegacySql"] = false, ["timeoutMs"] = 60_000, ["jobTimeoutMs"] = "300" }.ToJsonString(),
            HttpStatusCode.BadRequest);

        error.Should().BeError(400, "stopped", "INVALID_ARGUMENT", null);
        error["error"]!["message"]!.GetValue<string>().Should().StartWith("Operation timed out after 0.3 seconds");
    }

    [Fact]
    public async Task List_Jobs_NewestFirstWithState()
    {
        await InsertAsync("one", "SELECT 1");
        await _host.GetAsync("queries/one");
        await InsertAsync("two", "SELEC");
        await _host.GetAsync("queries/two", HttpStatusCode.BadRequest);

        var list = await _host.GetAsync("jobs?projection=full&stateFilter=done");

        list["jobs"]!.AsArray().Select(job => $"{job!["jobReference"]!["jobId"]} {job["state"]}").Should().BeEquivalentTo("one DONE", "two DONE");
        list["jobs"]!.AsArray().Single(job => job!["jobReference"]!["jobId"]!.GetValue<string>() == "two")!["errorResult"]!["reason"]!.GetValue<string>()
            .Should().Be("invalidQuery");
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound()
    {
        (await _host.GetAsync("jobs/none", HttpStatusCode.NotFound)).Should().BeError(404, "notFound", "NOT_FOUND", $"Not found: Job {_host.Project}:EU.none");
        await _host.GetAsync("queries/none", HttpStatusCode.NotFound);
        await _host.PostAsync("jobs/none/cancel", "", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dml_Statement_CountsItsRows()
    {
        await _host.CreateTableAsync("d", "t", """[{"name":"a","type":"INT64","mode":"REQUIRED"},{"name":"s","type":"STRING"}]""");

        var inserted = await _host.QueryAsync("INSERT INTO d.t (a, s) VALUES (1, 'x'), (2, 'y'), (3, 'z')");
        var updated = await _host.QueryAsync("UPDATE d.t SET s = 'new' WHERE a > 1");
        var deleted = await _host.QueryAsync("DELETE FROM d.t WHERE a = 1");
        var refused = await _host.QueryAsync("INSERT INTO d.t (s) VALUES ('no a')", HttpStatusCode.BadRequest);

        inserted["numDmlAffectedRows"]!.GetValue<string>().Should().Be("3");
        updated["dmlStats"]!["updatedRowCount"]!.GetValue<string>().Should().Be("2");
        deleted["numDmlAffectedRows"]!.GetValue<string>().Should().Be("1");
        refused["error"]!["message"]!.GetValue<string>().Should().Be("Required field a cannot be null");
        (await _host.RowsAsync("d", "t")).Should().BeEquivalentTo("\"2\"|\"new\"", "\"3\"|\"new\"");
    }

    [Fact]
    public async Task Ddl_CreateAndDrop_ChangeTheCatalog()
    {
        await _host.PostAsync("datasets", """{"datasetReference":{"datasetId":"d"}}""");

        await _host.QueryAsync("CREATE TABLE d.c (ts TIMESTAMP NOT NULL, tags ARRAY<STRING>) PARTITION BY DATE(ts) OPTIONS (description = 'made by SQL')");
        await _host.QueryAsync("CREATE TABLE d.s AS SELECT 1 AS x, ['p'] AS y");
        await _host.QueryAsync("CREATE VIEW d.v AS SELECT x + 1 AS z FROM d.s");
        var table = await _host.GetAsync("datasets/d/tables/c");
        var rows = await _host.QueryAsync("SELECT z FROM d.v");
        await _host.QueryAsync("CREATE TABLE d.s (q INT64)", HttpStatusCode.Conflict);
        await _host.QueryAsync("CREATE OR REPLACE TABLE d.s AS SELECT 5 AS x");
        await _host.QueryAsync("DROP VIEW d.v");
        await _host.QueryAsync("DROP TABLE IF EXISTS d.none");
        await _host.QueryAsync("DROP TABLE d.none", HttpStatusCode.NotFound);

        table["description"]!.GetValue<string>().Should().Be("made by SQL");
        table["timePartitioning"]!["field"]!.GetValue<string>().Should().Be("ts");
        BigQueryHost.Line(rows["rows"]![0]!).Should().Be("\"2\"");
        (await _host.RowsAsync("d", "s")).Should().Equal("\"5\"");
        (await _host.GetAsync("datasets/d/tables"))["totalItems"]!.GetValue<int>().Should().Be(2);
    }

    private static string Body(string id, string sql) =>
        $$$$"""{"jobReference":{"jobId":"{{{{id}}}}"},"configuration":{"query":{"query":"{{{{sql}}}}","useLegacySql":false}}}""";

    private Task<JsonNode> InsertAsync(string id, string sql) => _host.PostAsync("jobs", Body(id, sql));
}
