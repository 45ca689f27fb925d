using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class QueryTests : IAsyncLifetime
{
    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.CreateTableAsync("d", "t", """[{"name":"a","type":"INT64"},{"name":"s","type":"STRING"},{"name":"ts","type":"TIMESTAMP"}]""");
        var rows = string.Join(',', Enumerable.Range(0, 30).Select(i => $$$"""{"json":{"a":{{{i}}},"s":"row {{{i}}}","ts":{{{1760778556 + i}}}}}"""));
        await _host.PostAsync("datasets/d/tables/t/insertAll", $$"""{"rows":[{{rows}}]}""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Query_OwnErrorThatMentionsAnInterrupt_IsNotACancellation()
    {
        var answer = await _host.QueryAsync("SELECT ERROR('INTERRUPT Error: Interrupted!')", System.Net.HttpStatusCode.BadRequest);

        answer.ToJsonString().Should().Contain("INTERRUPT Error").And.NotContain("cancelled");
    }

    [Fact]
    public async Task Query_EveryType_IsEncodedAsGoogleDoes()
    {
        var response = await _host.QueryAsync("""
            SELECT 1 AS i, 0.1 AS f, TRUE AS b, 'é"\n' AS s, b'\x00\xff' AS y, TIMESTAMP '2025-10-18 09:09:16+00' AS t, DATE '2025-10-18' AS d,
              TIME '09:09:16.5' AS m, DATETIME '2025-10-18 09:09:16' AS dt, NUMERIC '99999999999999999999999999999.999999999' AS n,
              CAST(NULL AS STRING) AS z, [1, 2] AS l, STRUCT(1 AS x, [STRUCT('p' AS q)] AS w) AS r, JSON '{"k":[1]}' AS j
            """);

        BigQueryHost.Line(response["rows"]![0]!).Should().Be(string.Join('|',
            "\"1\"", "\"0.1\"", "\"true\"", "\"é\\\"\\n\"", "\"AP8=\"", "\"1.760778556E9\"", "\"2025-10-18\"", "\"09:09:16.500000\"", "\"2025-10-18T09:09:16\"",
            "\"99999999999999999999999999999.999999999\"", "null", """[{"v":"1"},{"v":"2"}]""",
            """{"f":[{"v":"1"},{"v":[{"v":{"f":[{"v":"p"}]}}]}]}""", "\"{\\\"k\\\":[1]}\""));
        response["schema"]!["fields"]!.AsArray().Select(field => $"{field!["name"]} {field["type"]} {field["mode"]}").Should().Equal(
            "i INTEGER NULLABLE", "f FLOAT NULLABLE", "b BOOLEAN NULLABLE", "s STRING NULLABLE", "y BYTES NULLABLE", "t TIMESTAMP NULLABLE", "d DATE NULLABLE",
            "m TIME NULLABLE", "dt DATETIME NULLABLE", "n NUMERIC NULLABLE", "z STRING NULLABLE", "l INTEGER REPEATED", "r RECORD NULLABLE", "j JSON NULLABLE");
        response["jobComplete"]!.GetValue<bool>().Should().BeTrue();
        response["totalRows"]!.GetValue<string>().Should().Be("1");
    }

    [Fact]
    public async Task Query_InPages_KeepsOrderThroughGetQueryResults()
    {
        var first = await _host.PostAsync("queries", """{"query":"SELECT a FROM d.t ORDER BY a DESC","useLegacySql":false,"maxResults":12}""");
        var job = first["jobReference"]!["jobId"]!.GetValue<string>();
        var values = Column(first).ToList();
        var token = first["pageToken"]?.GetValue<string>();
        while (token is not null)
        {
            var page = await _host.GetAsync($"queries/{job}?maxResults=12&pageToken={Uri.EscapeDataString(token)}");
            page["totalRows"]!.GetValue<string>().Should().Be("30");
            values.AddRange(Column(page));
            token = page["pageToken"]?.GetValue<string>();
        }

        values.Should().Equal(Enumerable.Range(0, 30).Reverse().Select(i => i.ToString(CultureInfo.InvariantCulture)));
        Column(await _host.GetAsync($"queries/{job}?startIndex=28")).Should().Equal("1", "0");
        (await _host.GetAsync($"queries/{job}?maxResults=0"))["rows"].Should().BeNull();
    }

    [Fact]
    public async Task Query_Int64Timestamps_AreMicroseconds()
    {
        var response = await _host.PostAsync(
            "queries", """{"query":"SELECT ts FROM d.t WHERE a = 1","useLegacySql":false,"formatOptions":{"useInt64Timestamp":true}}""");

        Column(response).Should().Equal("1760778557000000");
        var job = response["jobReference"]!["jobId"]!.GetValue<string>();
        Column(await _host.GetAsync($"queries/{job}?formatOptions.useInt64Timestamp=true")).Should().Equal("1760778557000000");
        Column(await _host.GetAsync($"queries/{job}")).Should().Equal("1.760778557E9");
    }

    [Theory]
    [InlineData("""{"query":"SELECT 1"}""", 400, "invalidQuery")]
    [InlineData("""{"query":"SELECT 1","useLegacySql":true}""", 400, "invalidQuery")]
    [InlineData("""{"useLegacySql":false}""", 400, "invalid")]
    [InlineData("""{"query":"SELECT 1","useLegacySql":false,"createSession":true}""", 501, "notImplemented")]
    [InlineData("""{"query":"SELECT 1","useLegacySql":false,"maxResults":-1}""", 400, "invalid")]
    [InlineData("""{"query":"SELECT nope FROM d.t","useLegacySql":false}""", 400, "invalidQuery")]
    [InlineData("""{"query":"SELECT * FROM d.none","useLegacySql":false}""", 404, "notFound")]
    [InlineData("""{"query":"SELECT * FROM t","useLegacySql":false}""", 400, "invalidQuery")]
    [InlineData("""{"query":"SELECT 1 / 0","useLegacySql":false}""", 400, "invalidQuery")]
    [InlineData("""{"query":"SELECT @x","useLegacySql":false}""", 400, "invalidQuery")]
    [InlineData("""{"query":"SELECT 1","useLegacySql":"perhaps"}""", 400, "parseError")]
    public async Task Query_NotRunnable_IsRefusedInBigQuerysShape(string body, int code, string reason)
    {
        var (status, error) = await _host.TrySendAsync(HttpMethod.Post, "queries", body);

        ((int)status).Should().Be(code, "the answer was {0}", error!.ToJsonString());
        error.Should().BeError(code, reason, code switch { 400 => "INVALID_ARGUMENT", 404 => "NOT_FOUND", _ => "UNIMPLEMENTED" }, null);
    }

    [Fact]
    public async Task Query_UntranslatableSql_SaysWhere() =>
        (await _host.QueryAsync("SELECT a\nFROM d.t WHERE", HttpStatusCode.BadRequest))["error"]!["message"]!.GetValue<string>()
            .Should().StartWith("Syntax error").And.Contain("[2:");

    [Theory]
    [InlineData("SELECT CAST(s AS INT64) FROM d.t", "Bad int64 value: row ")]
    [InlineData("SELECT 1 / (a - a) FROM d.t", "division by zero")]
    [InlineData("SELECT a + 9223372036854775807 FROM d.t", "int64 overflow")]
    [InlineData("SELECT FORMAT_TIMESTAMP('%c', TIMESTAMP '2024-01-01', 'Mars/Phobos')", "Invalid time zone: Mars/Phobos")]
    [InlineData("SELECT TIMESTAMP('2024-01-01', '+25:00')", "Invalid time zone: +25:00")]
    [InlineData("SELECT DATE_ADD(DATE '9999-12-31', INTERVAL 1 DAY) AS day", "DATE out of range: field day is not between the years 1 and 9999")]
    [InlineData("SELECT DATETIME_SUB(DATETIME '0001-01-01 00:00:00', INTERVAL 1 HOUR) AS t", "DATETIME out of range: field t")]
    [InlineData("SELECT TIMESTAMP_ADD(TIMESTAMP '9999-12-31', INTERVAL 400 DAY) AS t", "TIMESTAMP out of range: field t")]
    [InlineData("SELECT (SELECT a FROM d.t)", "Scalar subquery produced more than one element")]
    public async Task Query_FailsWhileRunning_NamesValuesAndNotPhysicalTables(string sql, string message)
    {
        var error = await _host.QueryAsync(sql, HttpStatusCode.BadRequest);

        error.Should().BeError(400, "invalidQuery", "INVALID_ARGUMENT", null);
        error["error"]!["message"]!.GetValue<string>().Should().Contain(message).And.NotContain(_host.Project);
    }

    [Fact]
    public async Task Query_TooManyOperandsToPlan_IsRefused()
    {
        static string Of(int count) => "SELECT LENGTH(" + string.Concat(Enumerable.Repeat("'a' || ", count)) + "'a')";

        (await _host.QueryAsync(Of(2_000), HttpStatusCode.BadRequest)).Should().BeError(400, "invalidQuery", "INVALID_ARGUMENT", null);
        (await _host.QueryAsync(Of(1_500)))["rows"]![0]!["f"]![0]!["v"]!.GetValue<string>().Should().Be("1501");
    }

    [Fact]
    public async Task Query_NamedParametersOfEveryShape_AreAccepted()
    {
        var response = await _host.PostAsync("queries", """
            {"query":"SELECT @i + 1, @s, @ts, ARRAY_LENGTH(@l), @r.x, @none IS NULL","useLegacySql":false,"parameterMode":"NAMED","queryParameters":[
              {"name":"i","parameterType":{"type":"INT64"},"parameterValue":{"value":"41"}},
              {"name":"s","parameterType":{"type":"STRING"},"parameterValue":{"value":"it's"}},
              {"name":"ts","parameterType":{"type":"TIMESTAMP"},"parameterValue":{"value":"2025-10-18 09:09:16+00:00"}},
              {"name":"l","parameterType":{"type":"ARRAY","arrayType":{"type":"STRING"}},"parameterValue":{"arrayValues":[{"value":"a"},{"value":"b"}]}},
              {"name":"r","parameterType":{"type":"STRUCT","structTypes":[{"name":"x","type":{"type":"FLOAT64"}}]},"parameterValue":{"structValues":{"x":{"value":"1.5"}}}},
              {"name":"none","parameterType":{"type":"DATE"},"parameterValue":{}}]}
            """);

        BigQueryHost.Line(response["rows"]![0]!).Should().Be("\"42\"|\"it's\"|\"1.760778556E9\"|\"2\"|\"1.5\"|\"true\"");
    }

    [Fact]
    public async Task Query_PositionalParameters_AreAppliedInOrder()
    {
        var response = await _host.PostAsync("queries", """
            {"query":"SELECT a FROM d.t WHERE a IN (?, ?) ORDER BY a","useLegacySql":false,"parameterMode":"POSITIONAL","queryParameters":[
              {"parameterType":{"type":"INT64"},"parameterValue":{"value":"3"}},{"parameterType":{"type":"INT64"},"parameterValue":{"value":"5"}}]}
            """);

        Column(response).Should().Equal("3", "5");
    }

    [Fact]
    public async Task Query_DefaultDataset_CompletesNames()
    {
        var response = await _host.PostAsync("queries", """{"query":"SELECT COUNT(*) FROM t","useLegacySql":false,"defaultDataset":{"datasetId":"d"}}""");

        Column(response).Should().Equal("30");
    }

    [Fact]
    public async Task Query_DryRun_ReturnsSchemaAndBytesAndRunsNothing()
    {
        var response = await _host.PostAsync("queries", """{"query":"SELECT a, s FROM d.t","useLegacySql":false,"dryRun":true}""");

        response["schema"]!["fields"]!.AsArray().Should().HaveCount(2);
        long.Parse(response["totalBytesProcessed"]!.GetValue<string>(), CultureInfo.InvariantCulture).Should().BeGreaterThan(30 * 8);
        response["rows"].Should().BeNull();
        (await _host.GetAsync("jobs"))["jobs"].Should().BeNull();
        await _host.PostAsync("queries", """{"query":"SELECT none FROM d.t","useLegacySql":false,"dryRun":true}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Query_SameRequestId_IsTheSameJob()
    {
        const string Body = """{"query":"SELECT 1","useLegacySql":false,"requestId":"one"}""";

        var first = await _host.PostAsync("queries", Body);
        var second = await _host.PostAsync("queries", Body);

        second["jobReference"]!["jobId"]!.GetValue<string>().Should().Be(first["jobReference"]!["jobId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Query_View_SeesRowsAddedAfterIt()
    {
        await _host.PostAsync("datasets/d/tables", """{"tableReference":{"tableId":"v"},"view":{"query":"SELECT COUNT(*) AS n, MAX(a) AS top FROM d.t","useLegacySql":false}}""");
        await _host.PostAsync("datasets/d/tables/t/insertAll", """{"rows":[{"json":{"a":100}}]}""");

        BigQueryHost.Line((await _host.QueryAsync("SELECT n, top FROM d.v"))["rows"]![0]!).Should().Be("\"31\"|\"100\"");
    }

    [Fact]
    public async Task Query_ColumnAddedMeanwhile_IsVisible()
    {
        await _host.QueryAsync("SELECT * FROM d.t");
        await _host.SendAsync(HttpMethod.Patch, "datasets/d/tables/t", """
            {"schema":{"fields":[{"name":"a","type":"INT64"},{"name":"s","type":"STRING"},{"name":"ts","type":"TIMESTAMP"},{"name":"more","type":"BOOL"}]}}
            """);

        (await _host.QueryAsync("SELECT * FROM d.t LIMIT 1"))["schema"]!["fields"]!.AsArray().Should().HaveCount(4);
    }

    [Fact]
    public async Task Query_OtherProject_SeesNothingOfThisOne()
    {
        await using var other = BigQueryHost.Connect(_host.Address, _host.Project + "-other");

        await other.QueryAsync("SELECT * FROM d.t", HttpStatusCode.NotFound);
        Column(await other.QueryAsync($"SELECT COUNT(*) FROM `{_host.Project}`.d.t")).Should().Equal("30");
    }

    private static IEnumerable<string> Column(JsonNode page) =>
        (page["rows"]?.AsArray() ?? []).Select(row => row!["f"]![0]!["v"]!.GetValue<string>());
}
