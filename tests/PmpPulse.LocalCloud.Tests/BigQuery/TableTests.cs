using System.Net;
using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class TableTests : IAsyncLifetime
{
    private const string Columns = """[{"name":"ts","type":"TIMESTAMP","mode":"REQUIRED","description":"when"},{"name":"id","type":"STRING"}]""";

    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.PostAsync("datasets", """{"datasetReference":{"datasetId":"d"}}""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Insert_PartitionedAndClustered_DescribesItAsGoogleDoes()
    {
        var table = await InsertAsync("t", $$""","description":"D","timePartitioning":{"type":"DAY","field":"ts"},"clustering":{"fields":["id"]},"schema":{"fields":{{Columns}}} """);

        table["kind"]!.GetValue<string>().Should().Be("bigquery#table");
        table["type"]!.GetValue<string>().Should().Be("TABLE");
        table["numRows"]!.GetValue<string>().Should().Be("0");
        table["timePartitioning"]!.ToJsonString().Should().Be("""{"type":"DAY","field":"ts"}""");
        table["clustering"]!["fields"]!.ToJsonString().Should().Be("""["id"]""");
        table["schema"]!["fields"]!.ToJsonString().Should().Be(
            """[{"name":"ts","type":"TIMESTAMP","mode":"REQUIRED","description":"when"},{"name":"id","type":"STRING","mode":"NULLABLE"}]""");
        using var response = await _host.Http.GetAsync("datasets/d/tables/t");
        response.Headers.GetValues("ETag").Single().Should().Be(table["etag"]!.GetValue<string>());
    }

    [Fact]
    public async Task Insert_LegacyAndStandardTypeNames_AreBothAccepted()
    {
        var table = await InsertAsync("t", """
            ,"schema":{"fields":[{"name":"a","type":"INT64"},{"name":"b","type":"integer"},{"name":"c","type":"FLOAT64"},{"name":"d","type":"BOOL"},
            {"name":"e","type":"STRUCT","mode":"REPEATED","fields":[{"name":"x","type":"NUMERIC"}]}]}
            """);

        table["schema"]!["fields"]!.AsArray().Select(field => field!["type"]!.GetValue<string>())
            .Should().Equal("INTEGER", "INTEGER", "FLOAT", "BOOLEAN", "RECORD");
    }

    [Theory]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"GEOGRAPHY"}]} """, 501, "notImplemented")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"BIGNUMERIC"}]} """, 501, "notImplemented")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"WHATEVER"}]} """, 400, "invalid")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"INT64"},{"name":"A","type":"INT64"}]} """, 400, "invalid")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"RECORD"}]} """, 400, "invalid")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"STRING","maxLength":"5"}]} """, 501, "notImplemented")]
    [InlineData(""","schema":{"fields":[{"name":"a b.c","type":"STRING"}]} """, 400, "invalid")]
    [InlineData(""","timePartitioning":{"type":"DAY","field":"none"},"schema":{"fields":[{"name":"a","type":"INT64"}]} """, 400, "invalid")]
    [InlineData(""","timePartitioning":{"type":"DAY","field":"a"},"schema":{"fields":[{"name":"a","type":"INT64"}]} """, 400, "invalid")]
    [InlineData(""","timePartitioning":{"type":"DAY"},"schema":{"fields":[{"name":"a","type":"INT64"}]} """, 501, "notImplemented")]
    [InlineData(""","timePartitioning":{"type":"DAY","field":"a","requirePartitionFilter":true},"schema":{"fields":[{"name":"a","type":"DATE"}]} """, 501, "notImplemented")]
    [InlineData(""","timePartitioning":{"type":"DAY","field":"a","expirationMs":"-1"},"schema":{"fields":[{"name":"a","type":"DATE"}]} """, 400, "invalid")]
    [InlineData(""","clustering":{"fields":["x"]},"schema":{"fields":[{"name":"a","type":"INT64"}]} """, 400, "invalid")]
    [InlineData(""","expirationTime":"1900000000000","schema":{"fields":[{"name":"a","type":"INT64"}]} """, 501, "notImplemented")]
    [InlineData(""","view":{"query":"SELECT 1","useLegacySql":true} """, 501, "notImplemented")]
    [InlineData(""","view":{"query":"SELECT * FROM d.none","useLegacySql":false} """, 404, "notFound")]
    [InlineData(""","view":{"query":"SELEC 1","useLegacySql":false} """, 400, "invalidQuery")]
    [InlineData(""","schema":{"fields":[{"name":"a\u0000b","type":"STRING"}]} """, 400, "invalid")]
    [InlineData(""","schema":{"fields":[{"name":"a","type":"RECORD","fields":[{"name":"a\nb","type":"STRING"}]}]} """, 400, "invalid")]
    [InlineData(""","view":{"query":"SELECT 1 AS `a.b`","useLegacySql":false} """, 400, "invalid")]
    [InlineData(""","view":{"query":"SELECT STRUCT(1 AS `x*y`) AS a","useLegacySql":false} """, 400, "invalid")]
    [InlineData(""","materializedView":{"query":"SELECT 1 AS `a\\nb`"} """, 400, "invalid")]
    public async Task Insert_Invalid_IsRefused(string body, int code, string reason)
    {
        var (status, error) = await _host.TrySendAsync(HttpMethod.Post, "datasets/d/tables", Body("t", body));

        ((int)status).Should().Be(code, "the answer was {0}", error!.ToJsonString());
        error!["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().Be(reason);
        await _host.GetAsync("datasets/d/tables/t", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Insert_Twice_IsDuplicate()
    {
        await InsertAsync("t", Schema);

        (await _host.PostAsync("datasets/d/tables", Body("t", Schema), HttpStatusCode.Conflict))
            .Should().BeError(409, "duplicate", "ALREADY_EXISTS", $"Already Exists: Table {_host.Project}:d.t");
    }

    [Fact]
    public async Task Insert_IntoUnknownDataset_IsNotFound() =>
        (await _host.PostAsync("datasets/none/tables", """{"tableReference":{"tableId":"t"}}""", HttpStatusCode.NotFound))
            .Should().BeError(404, "notFound", "NOT_FOUND", $"Not found: Dataset {_host.Project}:none");

    [Fact]
    public async Task Insert_View_HasItsQueryColumnsAndTheGivenDescriptions()
    {
        await InsertAsync("t", Schema);

        var view = await InsertAsync("v", ""","view":{"query":"SELECT id, COUNT(*) AS n FROM d.t GROUP BY id","useLegacySql":false},"schema":{"fields":[{"name":"n","type":"INT64","description":"how many"}]} """);

        view["type"]!.GetValue<string>().Should().Be("VIEW");
        view["schema"]!["fields"]!.ToJsonString().Should().Be(
            """[{"name":"id","type":"STRING","mode":"NULLABLE"},{"name":"n","type":"INTEGER","mode":"NULLABLE","description":"how many"}]""");
    }

    [Fact]
    public async Task List_TablesAndViews_NamesTypesWithoutSchemas()
    {
        await InsertAsync("t", Schema);
        await InsertAsync("v", ""","view":{"query":"SELECT 1 AS x","useLegacySql":false} """);
        await InsertAsync("m", ""","materializedView":{"query":"SELECT COUNT(*) AS n FROM d.t"} """);

        var list = await _host.GetAsync("datasets/d/tables");

        list["totalItems"]!.GetValue<int>().Should().Be(3);
        list["tables"]!.AsArray().Select(item => $"{item!["tableReference"]!["tableId"]} {item["type"]}")
            .Should().Equal("m MATERIALIZED_VIEW", "t TABLE", "v VIEW");
    }

    [Fact]
    public async Task Patch_AddedColumns_AreNullInOldRows()
    {
        await InsertAsync("t", ""","schema":{"fields":[{"name":"a","type":"INT64","mode":"REQUIRED"},{"name":"s","type":"RECORD","fields":[{"name":"x","type":"INT64"}]}]} """);
        await _host.PostAsync("datasets/d/tables/t/insertAll", """{"rows":[{"json":{"a":1,"s":{"x":5}}}]}""");

        var patched = await _host.SendAsync(HttpMethod.Patch, "datasets/d/tables/t", """
            {"schema":{"fields":[{"name":"a","type":"INT64"},{"name":"s","type":"RECORD","fields":[{"name":"x","type":"INT64"},{"name":"y","type":"STRING"}]},
            {"name":"n","type":"NUMERIC"},{"name":"r","type":"STRING","mode":"REPEATED"}]}}
            """);
        await _host.PostAsync("datasets/d/tables/t/insertAll", """{"rows":[{"json":{"s":{"y":"new"},"r":["p","q"]}}]}""");

        patched["schema"]!["fields"]![0]!["mode"]!.GetValue<string>().Should().Be("NULLABLE");
        (await _host.RowsAsync("d", "t")).Should().Equal(
            """
            "1"|{"f":[{"v":"5"},{"v":null}]}|null|[]
            """,
            """
            null|{"f":[{"v":null},{"v":"new"}]}|null|[{"v":"p"},{"v":"q"}]
            """);
    }

    [Theory]
    [InlineData("""[{"name":"id","type":"STRING"}]""", "Field ts is missing in new schema")]
    [InlineData("""[{"name":"ts","type":"TIMESTAMP","mode":"REQUIRED"},{"name":"id","type":"INT64"}]""", "Field id has changed type from STRING to INTEGER")]
    [InlineData("""[{"name":"ts","type":"TIMESTAMP","mode":"REQUIRED"},{"name":"id","type":"STRING","mode":"REPEATED"}]""", "Field id has changed mode from NULLABLE to REPEATED")]
    [InlineData("""[{"name":"ts","type":"TIMESTAMP","mode":"REQUIRED"},{"name":"id","type":"STRING"},{"name":"z","type":"STRING","mode":"REQUIRED"}]""", "Cannot add required fields")]
    public async Task Patch_LossyChange_IsRefused(string fields, string message)
    {
        await InsertAsync("t", Schema);

        var error = await _host.SendAsync(HttpMethod.Patch, "datasets/d/tables/t", $$$"""{"schema":{"fields":{{{fields}}}}}""", HttpStatusCode.BadRequest);

        error["error"]!["message"]!.GetValue<string>().Should().StartWith($"Provided Schema does not match Table {_host.Project}:d.t.").And.Contain(message);
    }

    [Fact]
    public async Task Patch_TwentyAtOnceWithOneETag_ExactlyOneWins()
    {
        var etag = (await InsertAsync("register", Schema))["etag"]!.GetValue<string>();

        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                _host.TrySendAsync(HttpMethod.Patch, "datasets/d/tables/register", $$"""{"description":"{{round}}-{{i}}"}""", etag)));

            var won = answers.Where(answer => answer.Status == HttpStatusCode.OK).ToList();
            won.Should().ContainSingle();
            answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed).Should().Be(19);
            var stored = await _host.GetAsync("datasets/d/tables/register");
            stored["description"]!.GetValue<string>().Should().Be(won[0].Body!["description"]!.GetValue<string>());
            etag = stored["etag"]!.GetValue<string>();
        }
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("*")]
    [InlineData("\"other\", \"{0}\"")]
    public async Task Delete_WithMatchingETag_WorksInAnyForm(string form)
    {
        var etag = (await InsertAsync("t", Schema))["etag"]!.GetValue<string>();

        await _host.SendAsync(HttpMethod.Delete, "datasets/d/tables/t", expected: HttpStatusCode.NoContent, ifMatch: form.Replace("{0}", etag, StringComparison.Ordinal));

        await _host.GetAsync("datasets/d/tables/t", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Delete_WithStaleETag_KeepsTheTable()
    {
        await InsertAsync("t", Schema);

        await _host.SendAsync(HttpMethod.Delete, "datasets/d/tables/t", expected: HttpStatusCode.PreconditionFailed, ifMatch: "stale");

        await _host.GetAsync("datasets/d/tables/t");
    }

    [Fact]
    public async Task Get_EmptySchemaTable_Works()
    {
        await InsertAsync("empty", "");

        (await _host.RowsAsync("d", "empty")).Should().BeEmpty();
        await _host.SendAsync(HttpMethod.Patch, "datasets/d/tables/empty", """{"schema":{"fields":[{"name":"a","type":"INT64"}]}}""");
        await _host.PostAsync("datasets/d/tables/empty/insertAll", """{"rows":[{"json":{"a":1}}]}""");
        (await _host.RowsAsync("d", "empty")).Should().Equal("\"1\"");
    }

    private static string Schema => $$$""","schema":{"fields":{{{Columns}}}} """;

    private string Body(string id, string more) =>
        $$"""{"tableReference":{"projectId":"{{_host.Project}}","datasetId":"d","tableId":"{{id}}"}{{more}}}""";

    private Task<JsonNode> InsertAsync(string id, string more) => _host.PostAsync("datasets/d/tables", Body(id, more));
}
