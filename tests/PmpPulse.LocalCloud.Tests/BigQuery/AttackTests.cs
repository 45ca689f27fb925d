using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>Attempts over REST to reach the file system or the engine's settings, each with a harmless twin that works.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private const string Secret = "the secret of 4711";

    private readonly TemporaryDirectory _directory = new();
    private BigQueryHost _host = null!;

    // {0} is the path of a file with a secret
    public static TheoryData<string, string, string> Attempts => new()
    {
        { "SELECT * FROM read_text('{0}')", "SELECT * FROM UNNEST(['read_text'])", "read_text" },
        { "SELECT * FROM `{0}`", "SELECT '`x`'", "`x`" },
        { "SELECT * FROM '{0}'", "SELECT 'FROM'", "FROM" },
        { "SELECT content FROM `read_text`('{0}')", "SELECT `content` FROM UNNEST(['c']) AS `content`", "c" },
        { "SELECT * FROM glob('{0}')", "SELECT glob FROM UNNEST(['g']) AS glob", "g" },
        { "SELECT * FROM duckdb_settings()", "SELECT 'duckdb_settings()'", "duckdb_settings()" },
        { "SELECT * FROM duckdb_secrets()", "SELECT 'duckdb_secrets()'", "duckdb_secrets()" },
        { "SELECT getenv('HOME')", "SELECT 'getenv'", "getenv" },
        { "SELECT current_setting('home_directory')", "SELECT 'current_setting'", "current_setting" },
        { "COPY (SELECT 1) TO '{0}.copy'", "SELECT 'COPY'", "COPY" },
        { "ATTACH '{0}.db'", "SELECT 'ATTACH'", "ATTACH" },
        { "INSTALL httpfs", "SELECT 'INSTALL'", "INSTALL" },
        { "LOAD httpfs", "SELECT 'LOAD'", "LOAD" },
        { "PRAGMA database_list", "SELECT 'PRAGMA'", "PRAGMA" },
        { "SET enable_external_access = true", "SELECT 'SET'", "SET" },
        { "CALL pragma_version()", "SELECT 'CALL'", "CALL" },
        { "EXPORT DATABASE '{0}'", "SELECT 'EXPORT'", "EXPORT" },
        { "CHECKPOINT", "SELECT 'CHECKPOINT'", "CHECKPOINT" },
        { "CREATE TABLE d.x AS SELECT * FROM read_text('{0}')", "SELECT 'CREATE'", "CREATE" },
        { "CREATE VIEW d.x AS SELECT * FROM read_text('{0}')", "SELECT 'VIEW'", "VIEW" },
        { "SELECT 1; COPY (SELECT 1) TO '{0}.copy'", "SELECT '1;'", "1;" },
        { "SELECT FORMAT('%999999999d', 1)", "SELECT FORMAT('%3d', 1)", "  1" },
    };

    // {0} is the path; each text must come back unchanged
    public static TheoryData<string> Texts =>
    [
        " ) || (SELECT content FROM read_text($${0}$$)) || concat( ",
        "' || (SELECT content FROM read_text('{0}')) || '",
        "'; COPY (SELECT 1) TO '{0}.copy'; --",
        "\" AS x, (SELECT content FROM read_text('{0}')) AS \"y",
        "{0}", "{{0}}", "'{0}'", "$$", "--", "/*", "\\", "'", "\"", "`", "{", "}}", "a\0b", "' UNION ALL SELECT getenv('HOME') --",
    ];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(FilePath, Secret);
        _host = await BigQueryHost.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task Query_Attack_IsRefusedAndItsHarmlessTwinWorks(string attempt, string twin, string answer)
    {
        var (status, body) = await _host.TrySendAsync(HttpMethod.Post, "queries", Request(attempt.Replace("{0}", FilePath, StringComparison.Ordinal)));

        ((int)status).Should().BeInRange(400, 499, attempt);
        body!.ToJsonString().Should().NotContain(Secret);
        body["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().BeOneOf("invalidQuery", "notFound", "invalid");
        (await _host.QueryAsync(twin))["rows"]![0]!["f"]![0]!["v"]!.GetValue<string>().Should().Be(answer);
        Directory.GetFiles(_directory.Path).Should().Equal(FilePath);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Query_HostileTextAsParameterAndSeparator_IsReturnedUnchanged(string template)
    {
        var text = template.Replace("{0}", FilePath, StringComparison.Ordinal);
        var literal = $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\0", "\\x00", StringComparison.Ordinal)}'";
        var sql = $"SELECT @p, (SELECT STRING_AGG(x, @p ORDER BY x LIMIT 2) FROM UNNEST(['a', 'b']) x), STRING_AGG(CONCAT(y, {literal}), '{{0}}' LIMIT 1) FROM UNNEST(['']) AS y";

        var answer = await _host.PostAsync("queries", Request(sql, text));

        var cells = answer["rows"]![0]!["f"]!.AsArray().Select(cell => cell!["v"]!.GetValue<string>());
        cells.Should().Equal(text, $"a{text}b", text);
    }

    private string FilePath => Path.Combine(_directory.Path, "secret.txt");

    private static string Request(string sql, string? parameter = null)
    {
        var request = new JsonObject { ["query"] = sql, ["useLegacySql"] = false };
        if (parameter is not null)
        {
            request["parameterMode"] = "NAMED";
            request["queryParameters"] = new JsonArray(
                new JsonObject { ["name"] = "p", ["parameterType"] = new JsonObject { ["type"] = "STRING" }, ["parameterValue"] = new JsonObject { ["value"] = parameter } });
        }

        return request.ToJsonString();
    }
}
