using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.BigQuery;

public sealed class BigQueryClientTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Line, string Body)> _requests = new();
    private ScriptedGoogle _google = null!;
    private GoogleCloudClients _clients = null!;

    private BigQueryClient BigQuery => _clients.BigQuery;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        _clients = _google.RestClients();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task QueryAsync_Parameters_AreSentTyped()
    {
        Answer("""{ "jobComplete": true, "schema": { "fields": [] }, "totalRows": "0" }""");

        await BigQuery.QueryAsync(new BigQueryQuery("SELECT @a, @t, @ids")
        {
            MaximumBytesBilled = 5_000_000_000,
            DefaultDataset = "pmp_marts",
            Parameters =
            [
                QueryParameter.Int64("a", -3),
                QueryParameter.Timestamp("t", new DateTimeOffset(2025, 10, 18, 11, 9, 16, TimeSpan.FromHours(2)).AddTicks(10)),
                QueryParameter.StringArray("ids", ["x", "y"]),
                QueryParameter.String("n", null),
            ],
        });

        var (line, body) = _requests.Should().ContainSingle().Subject;
        line.Should().Be("POST /bigquery/v2/projects/p/queries");
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        root.GetProperty("useLegacySql").GetBoolean().Should().BeFalse();
        root.GetProperty("parameterMode").GetString().Should().Be("NAMED");
        root.GetProperty("maximumBytesBilled").GetString().Should().Be("5000000000");
        root.GetProperty("defaultDataset").GetRawText().Should().Be("""{"projectId":"p","datasetId":"pmp_marts"}""");
        root.GetProperty("formatOptions").GetProperty("useInt64Timestamp").GetBoolean().Should().BeTrue();
        root.GetProperty("queryParameters").EnumerateArray().Select(parameter => parameter.GetRawText()).Should().Equal(
            """{"name":"a","parameterType":{"type":"INT64"},"parameterValue":{"value":"-3"}}""",
            """{"name":"t","parameterType":{"type":"TIMESTAMP"},"parameterValue":{"value":"2025-10-18 09:09:16.000001\u002B00:00"}}""",
            """{"name":"ids","parameterType":{"type":"ARRAY","arrayType":{"type":"STRING"}},"parameterValue":{"arrayValues":[{"value":"x"},{"value":"y"}]}}""",
            """{"name":"n","parameterType":{"type":"STRING"},"parameterValue":{}}""");
    }

    [Fact]
    public async Task QueryAsync_Rows_AreTyped()
    {
        Answer("""
            { "jobComplete": true, "totalRows": "1", "totalBytesProcessed": "123", "cacheHit": true,
              "schema": { "fields": [
                { "name": "i", "type": "INTEGER" }, { "name": "f", "type": "FLOAT" }, { "name": "b", "type": "BOOLEAN" }, { "name": "s", "type": "STRING" },
                { "name": "t", "type": "TIMESTAMP" }, { "name": "old", "type": "TIMESTAMP" }, { "name": "d", "type": "DATE" }, { "name": "dt", "type": "DATETIME" },
                { "name": "a", "type": "STRING", "mode": "REPEATED" }, { "name": "n", "type": "INTEGER" }, { "name": "y", "type": "BYTES" } ] },
              "rows": [ { "f": [ { "v": "42" }, { "v": "1.5E-3" }, { "v": "true" }, { "v": "x" }, { "v": "1760778556000001" }, { "v": "1.760778556000001E9" }, { "v": "2025-10-18" },
                { "v": "2025-10-18T09:09:16.5" }, { "v": [ { "v": "p" }, { "v": "q" } ] }, { "v": null }, { "v": "AQI=" } ] } ] }
            """);

        var results = await BigQuery.QueryAsync("SELECT …");
        var row = (await results.ReadAllAsync()).Should().ContainSingle().Subject;

        var instant = new DateTimeOffset(2025, 10, 18, 9, 9, 16, TimeSpan.Zero).AddTicks(10);
        row.GetInt64("i").Should().Be(42);
        row.GetDouble("f").Should().Be(0.0015);
        row.GetBool("b").Should().BeTrue();
        row.GetString("s").Should().Be("x");
        row.GetTimestamp("t").Should().Be(instant);
        row.GetTimestamp("old").Should().Be(instant);
        row.GetDate("d").Should().Be(new DateOnly(2025, 10, 18));
        row.GetDateTime("dt").Should().Be(new DateTime(2025, 10, 18, 9, 9, 16, 500));
        row.GetStrings("a").Should().Equal("p", "q");
        row.GetInt64OrNull("n").Should().BeNull();
        row.GetBytesOrNull("y").Should().Equal(1, 2);
        row.IsNull("n").Should().BeTrue();
        row.Invoking(r => r.GetInt64("n")).Should().Throw<InvalidCastException>().WithMessage("Column n is NULL.");
        row.Invoking(r => r.GetInt64("s")).Should().Throw<InvalidCastException>();
        row.Invoking(r => r.GetInt64("I")).Should().Throw<KeyNotFoundException>();
        results.TotalBytesProcessed.Should().Be(123);
        results.CacheHit.Should().BeTrue();
    }

    [Fact]
    public async Task QueryAsync_LongJobOfManyPages_IsPolledUntilDone()
    {
        const string Schema = """ "schema": { "fields": [ { "name": "i", "type": "INTEGER" } ] }, "jobReference": { "jobId": "j 1", "location": "EU" } """;
        Answer(
            """{ "jobComplete": false, "jobReference": { "jobId": "j 1", "location": "EU" } }""",
            """{ "jobComplete": false, "jobReference": { "jobId": "j 1", "location": "EU" } }""",
            $$"""{ "jobComplete": true, "totalRows": "3", {{Schema}}, "pageToken": "next=", "rows": [ { "f": [ { "v": "1" } ] }, { "f": [ { "v": "2" } ] } ] }""",
            $$"""{ "jobComplete": true, {{Schema}}, "rows": [ { "f": [ { "v": "3" } ] } ] }""");

        var rows = await (await BigQuery.QueryAsync("SELECT i FROM t")).ReadAllAsync();

        rows.Select(row => row.GetInt64("i")).Should().Equal(1, 2, 3);
        _requests.Last().Line.Should().StartWith("GET /bigquery/v2/projects/p/queries/j%201?").And.Contain("location=EU").And.Contain("pageToken=next%3D");
    }

    [Fact]
    public async Task QueryAsync_BeyondItsTimeout_IsCancelled()
    {
        Answer("""{ "jobComplete": false, "jobReference": { "jobId": "j" } }""", "{}");

        var act = () => BigQuery.QueryAsync(new BigQueryQuery("SELECT 1") { Timeout = TimeSpan.Zero });

        await act.Should().ThrowAsync<TimeoutException>();
        _requests.Last().Line.Should().Be("POST /bigquery/v2/projects/p/jobs/j/cancel");
    }

    [Fact]
    public async Task QueryAsync_InvalidSql_SaysWhere()
    {
        Fail(400, "invalidQuery", "Syntax error: Unexpected end of script at [1:7]");

        var act = () => BigQuery.QueryAsync("SELECT");

        var exception = (await act.Should().ThrowAsync<GoogleApiException>()).Which;
        exception.Reason.Should().Be("invalidQuery");
        exception.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        exception.Message.Should().Be("Syntax error: Unexpected end of script at [1:7]");
        _requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(500, true)]
    [InlineData(429, true)]
    [InlineData(400, false)]
    [InlineData(403, false)]
    public async Task GetTableAsync_Failing_IsRetriedIfThatCanHelp(int status, bool isRetried)
    {
        var calls = 0;
        _google.OnRest = async context =>
        {
            if (++calls == 1)
            {
                context.Response.StatusCode = status;
                return;
            }

            await context.Response.WriteAsync("""{ "etag": "e" }""");
        };

        var act = () => BigQuery.GetTableAsync(new TableName("d", "t"));

        if (isRetried)
        {
            (await act()).Etag.Should().Be("e");
        }
        else
        {
            (await act.Should().ThrowAsync<GoogleApiException>()).Which.StatusCode.Should().Be((HttpStatusCode)status);
        }
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    [InlineData(429, 5)]
    public async Task PatchTableAsync_Failing_IsRetriedOnlyIfNotExecuted(int status, int attempts)
    {
        var calls = 0;
        _google.OnRest = context =>
        {
            calls++;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var act = () => BigQuery.PatchTableAsync(new TableName("d", "t"), new BigQueryTable { Description = "x" }, null);

        await act.Should().ThrowAsync<GoogleApiException>();
        calls.Should().Be(attempts);
    }

    [Fact]
    public async Task PatchTableAsync_EtagMatches_SendsItAndTheSetFields()
    {
        string? ifMatch = null;
        _google.OnRest = async context =>
        {
            ifMatch = context.Request.Headers.IfMatch;
            await RecordAsync(context);
            await context.Response.WriteAsync("""{ "etag": "new", "numRows": "7" }""");
        };

        var table = await BigQuery.PatchTableAsync(new TableName("pmp_ops", "curation_register"), new BigQueryTable { Description = "{}" }, "old==");

        table.Etag.Should().Be("new");
        table.NumRows.Should().Be(7);
        ifMatch.Should().Be("old==");
        _requests.Should().ContainSingle().Which.Should().Be(("PATCH /bigquery/v2/projects/p/datasets/pmp_ops/tables/curation_register", """{"description":"{}"}"""));
    }

    [Fact]
    public async Task PatchTableAsync_EtagOutdated_IsAPreconditionFailure()
    {
        Fail(412, "conditionNotMet", "Precondition Failed");

        var act = () => BigQuery.PatchTableAsync(new TableName("d", "t"), new BigQueryTable(), "old");

        (await act.Should().ThrowAsync<GoogleApiException>()).Which.IsPreconditionFailed.Should().BeTrue();
    }

    [Fact]
    public async Task FindTableAsync_Missing_IsNull()
    {
        Fail(404, "notFound", "Not found: Table p:d.t");

        (await BigQuery.FindTableAsync(new TableName("d", "t"))).Should().BeNull();
    }

    [Fact]
    public async Task ListTablesAsync_Pages_AreFollowed()
    {
        Answer(
            """{ "tables": [ { "tableReference": { "projectId": "p", "datasetId": "d", "tableId": "a" }, "type": "VIEW" } ], "nextPageToken": "n" }""",
            """{ "tables": [ { "tableReference": { "projectId": "p", "datasetId": "d", "tableId": "b" } } ] }""");

        var names = new List<string>();
        await foreach (var table in BigQuery.ListTablesAsync("d"))
        {
            names.Add(table.TableReference!.TableId);
        }

        names.Should().Equal("a", "b");
    }

    [Fact]
    public async Task GetTableAsync_NotJson_SaysSo()
    {
        Answer("<html>");

        var act = () => BigQuery.GetTableAsync(new TableName("d", "t"));

        (await act.Should().ThrowAsync<GoogleApiException>()).WithMessage("*not the JSON of a Google API*");
    }

    private async Task RecordAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _requests.Enqueue(($"{context.Request.Method} {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}", await reader.ReadToEndAsync()));
    }

    private void Answer(params string[] bodies)
    {
        var left = new ConcurrentQueue<string>(bodies);
        _google.OnRest = async context =>
        {
            await RecordAsync(context);
            await context.Response.WriteAsync(left.TryDequeue(out var body) ? body : throw new InvalidOperationException("asked once too often"));
        };
    }

    private void Fail(int status, string reason, string message) => _google.OnRest = async context =>
    {
        await RecordAsync(context);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { error = new { code = status, message, errors = new[] { new { message, domain = "global", reason } } } }));
    };
}
