using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>A materialized view always has the rows of its query, whatever happens to its table.</summary>
public sealed class MaterializedViewTests : IAsyncLifetime
{
    private const string Columns = """[{"name":"k","type":"STRING"},{"name":"n","type":"INT64"},{"name":"ts","type":"TIMESTAMP"},{"name":"tags","type":"STRING","mode":"REPEATED"}]""";

    private static readonly (string Name, string Query)[] Views =
    [
        ("latest", "WITH t AS (SELECT *, CAST(n AS STRING) AS recency FROM d.t) SELECT k, MAX(recency) AS recency, MAX_BY(n, recency) AS n, MIN(ts) AS ts, MAX_BY(ARRAY_TO_STRING(tags, ','), recency) AS tags FROM t GROUP BY k"),
        ("totals", "SELECT MOD(n, 50) AS g, COUNT(*) AS c, SUM(n) AS s, COUNTIF(k = 'k1') AS ones FROM d.t GROUP BY g"),
        ("whole", "SELECT COUNT(*) AS c, SUM(n) AS s, MAX(k) AS k FROM d.t"),
        ("computed", "SELECT k, AVG(n) AS a FROM d.t GROUP BY k"),
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _done = [];
    private BigQueryHost _host = null!;
    private long _next;

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync(_directory, "p");
        await _host.CreateTableAsync("d", "t", Columns);
        foreach (var (name, query) in Views) await CreateViewAsync(name, query);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Views_AfterAnyWrites_EqualTheirQueries(int seed)
    {
        var random = new Random(seed);
        for (var step = 0; step < 25; step++)
        {
            await WriteAsync(random);
            if (random.Next(3) == 0) await RequireEqualAsync();
        }

        await RequireEqualAsync();
    }

    [Fact]
    public async Task Views_AfterARestart_GoOnFromWhatTheyCover()
    {
        for (var i = 0; i < 5; i++) await AppendAsync(25_000);
        await CoversAsync("latest", 100_000);
        await RestartAsync();
        await AppendAsync(40_000);
        await RequireEqualAsync();
        await CoversAsync("latest", 150_000);
        await RequireEqualAsync();
    }

    [Fact]
    public async Task Views_ReadDuringAppends_AreConsistentWithTheTable()
    {
        var appending = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++) await AppendAsync(10_000);
        });
        var reads = 0;
        while (!appending.IsCompleted || reads < 20)
        {
            var answer = await _host.QueryAsync("SELECT (SELECT SUM(c) FROM d.totals) AS viewed, (SELECT COUNT(*) FROM d.t) AS stored, (SELECT COALESCE(MAX(c), 0) FROM d.whole) AS w");
            var cells = answer["rows"]![0]!["f"]!.AsArray().Select(cell => cell!["v"]?.GetValue<string>() ?? "0").ToArray();
            cells.Should().Equal(cells[1], cells[1], cells[1]);
            reads++;
        }

        await appending;
        await RequireEqualAsync();
    }

    [Fact]
    public async Task AViewThatIsComputed_HasNoPartialAggregates()
    {
        await AppendAsync(70_000);
        await CoversAsync("latest", 70_000);
        await _host.DisposeAsync();
        await using (var connection = Open())
        {
            Read(connection, "SELECT table_id FROM pmp_catalog.partials ORDER BY 1").Should().Equal("latest", "totals", "whole");
        }

        _host = await BigQueryHost.StartAsync(_directory, "p");
    }

    private async Task WriteAsync(Random random)
    {
        var step = random.Next(20);
        _done.Add(step.ToString(CultureInfo.InvariantCulture));
        switch (step)
        {
            case < 7:
                await AppendAsync(random.Next(1, 50_000));
                break;
            case < 11:
                await InsertAllAsync(random.Next(1, 20));
                break;
            case 11:
                await _host.QueryAsync($"DELETE FROM d.t WHERE MOD(n, 7) = {random.Next(7)}");
                break;
            case 12:
                await _host.QueryAsync($"UPDATE d.t SET n = n + 1, tags = ['u'] WHERE MOD(n, 11) = {random.Next(11)}");
                break;
            case 13:
                await _host.QueryAsync($"MERGE d.t AS t USING (SELECT {_next++} AS n, 'm' AS k) AS s ON t.n = s.n WHEN MATCHED THEN UPDATE SET k = s.k WHEN NOT MATCHED THEN INSERT (k, n) VALUES (s.k, s.n)");
                break;
            case 14:
                await _host.QueryAsync("TRUNCATE TABLE d.t");
                break;
            case 15:
                await _host.SendAsync(HttpMethod.Delete, "datasets/d/tables/t", expected: System.Net.HttpStatusCode.NoContent);
                await _host.CreateTableAsync("d", "t", Columns);
                break;
            case 16:
                await _host.QueryAsync("CREATE OR REPLACE TABLE d.t (k STRING, n INT64, ts TIMESTAMP, tags ARRAY<STRING>, more INT64)");
                break;
            case 17:
                await RestartAsync();
                break;
            case 18:
                await _host.SendAsync(HttpMethod.Delete, "datasets/d/tables/latest", expected: System.Net.HttpStatusCode.NoContent);
                await CreateViewAsync("latest", Views[0].Query);
                break;
            default:
                await _host.QueryAsync("CREATE OR REPLACE TABLE d.t AS SELECT * FROM d.t WHERE MOD(n, 3) > 0");
                break;
        }
    }

    private async Task AppendAsync(int rows)
    {
        await _host.QueryAsync($"INSERT INTO d.t (k, n, ts, tags) SELECT CONCAT('k', MOD(n, 9)), IF(MOD(n, 13) = 0, NULL, n), TIMESTAMP_SECONDS(1800000000 - MOD(n * 7, 100000)), IF(MOD(n, 2) = 0, ['a', 'b'], []) FROM UNNEST(GENERATE_ARRAY({_next}, {_next + rows - 1})) AS n");
        _next += rows;
    }

    private async Task InsertAllAsync(int rows)
    {
        var body = new JsonObject
        {
            ["rows"] = new JsonArray([.. Enumerable.Range(0, rows).Select(i => (JsonNode)new JsonObject
            {
                ["json"] = new JsonObject { ["k"] = $"i{i % 3}", ["n"] = _next++, ["ts"] = "2026-11-30T12:00:00Z", ["tags"] = new JsonArray("x") },
            })]),
        };
        await _host.PostAsync("datasets/d/tables/t/insertAll", body.ToJsonString());
    }

    private Task<JsonNode> CreateViewAsync(string name, string query) => _host.PostAsync(
        "datasets/d/tables",
        new JsonObject
        {
            ["tableReference"] = new JsonObject { ["datasetId"] = "d", ["tableId"] = name },
            ["materializedView"] = new JsonObject { ["query"] = query },
        }.ToJsonString());

    private async Task RestartAsync()
    {
        await _host.DisposeAsync();
        _host = await BigQueryHost.StartAsync(_directory, "p");
    }

    private async Task RequireEqualAsync()
    {
        foreach (var (name, query) in Views)
        {
            (await RowsAsync($"SELECT * FROM d.{name}")).Order().Should().Equal(
                (await RowsAsync(query)).Order(), "of {0} after {1}", name, string.Join(' ', _done));
        }
    }

    private async Task<string[]> RowsAsync(string sql) =>
        [.. ((await _host.QueryAsync(sql))["rows"]?.AsArray() ?? []).Select(row => BigQueryHost.Line(row!))];

    /// <summary>Waits until the partial aggregates of a view cover at least that many rows.</summary>
    private Task CoversAsync(string view, long rows) => Eventually.IsTrueAsync(async () =>
    {
        await _host.DisposeAsync();
        long covered;
        await using (var connection = Open())
        {
            covered = long.Parse(
                Read(connection, $"SELECT CAST(COUNT(*) AS VARCHAR) FROM \"p:d\".t WHERE \"~append\" < (SELECT covered_up_to FROM pmp_catalog.partials WHERE table_id = '{view}')").Single(),
                CultureInfo.InvariantCulture);
        }

        _host = await BigQueryHost.StartAsync(_directory, "p");
        return covered >= rows;
    });

    private string DataFile => Directory.GetFiles(_directory, "bigquery.duckdb", SearchOption.AllDirectories).Single();

    private DuckDBConnection Open()
    {
        var connection = new DuckDBConnection($"Data Source={DataFile}");
        connection.Open();
        return connection;
    }

    private static List<string> Read(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }
}
