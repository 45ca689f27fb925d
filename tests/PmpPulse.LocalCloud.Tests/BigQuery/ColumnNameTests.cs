using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>Every table or view that was accepted must load after a restart: the catalog is read before anything is served.</summary>
public sealed class ColumnNameTests
{
    private static readonly string[] Statements =
    [
        "CREATE VIEW d.v# AS SELECT 1 AS `a.b`",
        "CREATE VIEW d.v# AS SELECT 1 AS `x*y`, 2 AS `q?`",
        @"CREATE VIEW d.v# AS SELECT 1 AS `a\nb`",
        "CREATE VIEW d.v# AS SELECT 1 AS a, 2 AS A",
        "CREATE VIEW d.v# AS SELECT STRUCT(1, 2) AS s",
        "CREATE VIEW d.v# AS SELECT STRUCT(1 AS `a.b`) AS s",
        "CREATE VIEW d.v# AS SELECT STRUCT(1 AS a, 2 AS a) AS s",
        "CREATE VIEW d.v# AS SELECT 1, 'a'",
        "CREATE VIEW d.v# AS SELECT [STRUCT([STRUCT(1 AS b)] AS a)] AS s",
        "CREATE TABLE d.v# AS SELECT 1 AS `a.b`",
        "CREATE TABLE d.v# AS SELECT STRUCT(1, 2) AS s",
        "CREATE TABLE d.v# (`a.b` STRING)",
        @"CREATE VIEW d.`v#\x1b` AS SELECT 1 AS a",
        @"CREATE TABLE d.`v#\n` (a STRING)",
    ];

    [Fact]
    public async Task Create_AnyNames_AreRefusedOrSurviveARestart()
    {
        using var directory = new TemporaryDirectory();
        var taken = new List<(string Statement, string Table)>();
        await using (var host = await BigQueryHost.StartAsync(directory, "p"))
        {
            await host.PostAsync("datasets", """{"datasetReference":{"datasetId":"d"}}""");
            for (var i = 0; i < Statements.Length; i++)
            {
                var sql = Statements[i].Replace("#", $"{i}", StringComparison.Ordinal);
                var (status, answer) = await host.TrySendAsync(HttpMethod.Post, "queries", new JsonObject { ["query"] = sql, ["useLegacySql"] = false }.ToJsonString());
                status.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.BadRequest], "{0} was answered {1}", sql, answer?.ToJsonString());
                if (status == HttpStatusCode.OK)
                    taken.Add((sql, $"v{i}"));
            }
        }

        taken.Select(one => one.Statement).Should().Contain(sql => sql.Contains("STRUCT(1, 2)")).And.NotContain(sql => sql.Contains("a.b"));
        await using var again = await BigQueryHost.StartAsync(directory, "p");
        foreach (var (sql, table) in taken)
        {
            var (status, _) = await again.TrySendAsync(HttpMethod.Get, $"datasets/d/tables/{table}");
            status.Should().Be(HttpStatusCode.OK, sql);
        }
    }
}
