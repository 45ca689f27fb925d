using System.Text.Json.Nodes;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Query;

/// <summary>Every kind of value in every format, row limits, errors with positions, and cancelling the job with its caller.</summary>
public sealed class QueryCommandTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync() => _cloud = await Cloud.StartAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Table_OfEveryKindOfValue_KeepsColumnsInLine()
    {
        var run = await RunAsync(
            "SELECT 1 AS n, '東京' AS name, CAST(NULL AS STRING) AS nothing UNION ALL SELECT 9223372036854775807, 'a\\nb\\x1b[31m\\u202e', 'NULL' ORDER BY n");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.ReplaceLineEndings("\n").Should().Be(
            """
            ╭─────────────────────┬──────────────────────┬─────────╮
            │                   n │ name                 │ nothing │
            ├─────────────────────┼──────────────────────┼─────────┤
            │                   1 │ 東京                 │ NULL    │
            │ 9223372036854775807 │ a\nb\u001b[31m\u202e │ NULL    │
            ╰─────────────────────┴──────────────────────┴─────────╯

            """.ReplaceLineEndings("\n"));
        run.Error.Should().Contain("2 rows");
    }

    [Fact]
    public async Task Csv_OfOddTexts_IsRfc4180AndNotAFormula()
    {
        var run = await RunAsync(
            """
            SELECT n, t, f FROM UNNEST([
              STRUCT(1 AS n, 'plain' AS t, -1.5 AS f), (2, 'a,b "c"', NULL), (3, 'two\nlines', 0.0), (4, '', NULL), (5, NULL, NULL),
              (6, '=HYPERLINK("x")', NULL), (-7, '+1', NULL), (8, '@x', NULL), (9, '-2', NULL), (10, '\t=1', NULL), (11, ' padded ', NULL)]) ORDER BY ABS(n)
            """,
            "--output", "csv");

        run.Output.Should().Be(string.Join("\r\n",
            "n,t,f", "1,plain,-1.5", "2,\"a,b \"\"c\"\"\",", "3,\"two\nlines\",0.0", "4,\"\",", "5,,",
            "6,\"'=HYPERLINK(\"\"x\"\")\",", "-7,+1,", "8,\"'@x\",", "9,-2,", "10,\"'\t=1\",", "11,\" padded \",", ""));
    }

    [Fact]
    public async Task Json_OfNestedValues_KeepsEveryDigitAndTheShape()
    {
        var run = await RunAsync(
            """
            SELECT 9007199254740993 AS big, NUMERIC '12345678901234567890123456789.123456789' AS exact, CAST('NaN' AS FLOAT64) AS nan, TRUE AS yes,
              TIMESTAMP '2026-11-30 07:00:00.123456+00' AS moment, DATE '0001-01-01' AS day, b'\xff\x00' AS bytes, 'é 😀' AS text,
              [STRUCT(1 AS a, ['x', 'y'] AS b, STRUCT(CAST(NULL AS STRING) AS d) AS c)] AS nested, CAST([] AS ARRAY<INT64>) AS none, JSON '{"k":[1,null]}' AS json,
              STRUCT(TIMESTAMP '1969-12-31 23:59:59+00' AS t) AS deep
            """,
            "-o", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().NotContain("\u202e").And.Contain("é");
        JsonNode.DeepEquals(run.Json["rows"]![0], JsonNode.Parse(
            """
            {"big":"9007199254740993","exact":"12345678901234567890123456789.123456789","nan":"NaN","yes":true,"moment":"2026-11-30T07:00:00.123456Z","day":"0001-01-01",
            "bytes":"/wA=","text":"é 😀","nested":[{"a":"1","b":["x","y"],"c":{"d":null}}],"none":[],"json":"{\"k\":[1,null]}","deep":{"t":"1969-12-31T23:59:59Z"}}
            """)).Should().BeTrue(run.Output);
        ((string?)run.Json["columns"]![8]!["type"]).Should().Be("ARRAY<RECORD>");
        ((bool)run.Json["is_cut"]!).Should().BeFalse();
    }

    [Fact]
    public async Task Table_OfNestedValues_ShowsThemAsJson()
    {
        var run = await RunAsync("SELECT [STRUCT(1 AS a, TIMESTAMP '2026-11-30 07:00:00+00' AS t)] AS nested", "--output", "csv");

        run.Output.Should().Be("nested\r\n\"[{\"\"a\"\":\"\"1\"\",\"\"t\"\":\"\"2026-11-30T07:00:00Z\"\"}]\"\r\n");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task Query_OfMoreRowsThanTheLimit_SaysItIsCut(string format)
    {
        const string Sql = "SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25)) AS n ORDER BY n";

        var cut = await RunAsync(Sql, "--max-rows", "20", "--output", format);
        cut.ExitCode.Should().Be(ExitCodes.Succeeded);
        cut.Error.Should().Contain("only the first 20 of 25 rows").And.Contain("--max-rows 0 writes all");
        cut.Output.Should().Contain("20").And.NotContain("21");
        if (format == "json") ((bool)cut.Json["is_cut"]!).Should().BeTrue();

        var all = await RunAsync(Sql, "--max-rows", "0", "--output", format);
        all.Output.Should().Contain("25");
        all.Error.Should().Contain("25 rows").And.NotContain("only");
    }

    [Fact]
    public async Task Query_OfMoreThanAPage_ReadsAllPages()
    {
        var run = await RunAsync("SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25000)) AS n ORDER BY n", "--max-rows", "0", "-o", "csv");

        run.Output.Split("\r\n").Should().HaveCount(25_002).And.EndWith(["25000", ""]);
    }

    [Fact]
    public async Task Query_WithoutRows_WritesTheHeader()
    {
        (await RunAsync("SELECT 1 AS n FROM UNNEST([1]) WHERE FALSE", "-o", "csv")).Output.Should().Be("n\r\n");
        (await RunAsync("SELECT 1 AS n FROM UNNEST([1]) WHERE FALSE")).Output.Should().Contain("│ n │");
        (await RunAsync("SELECT 1 AS n FROM UNNEST([1]) WHERE FALSE", "-o", "json")).Json["rows"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Query_ThatChangesRows_SaysHowMany()
    {
        var run = await RunAsync($"INSERT INTO {Velib.Information.Writer.Table} (system_id, ingest_ts, station_id) VALUES ('velib', CURRENT_TIMESTAMP(), 'a'), ('velib', CURRENT_TIMESTAMP(), 'b')");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Error.Should().Contain("2 rows changed");
    }

    [Fact]
    public async Task WrongSql_OnALaterLine_MarksThePosition()
    {
        var run = await RunAsync("SELECT\n  1 AS n,\n  '東京', nothing_of_that_name\nFROM UNNEST([1])");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Output.Should().BeEmpty();
        run.Error.ReplaceLineEndings("\n").Should().Contain("nothing_of_that_name").And.Contain("at [3:9]")
            .And.Contain("    '東京', nothing_of_that_name\n            ^\npmpctl query: ");
    }

    [Fact]
    public async Task WrongSql_WithAMissingTable_NamesIt()
    {
        var run = await RunAsync("SELECT * FROM velib_nothing");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("pmp_marts.velib_nothing");
    }

    [Fact]
    public async Task WrongSql_WithJson_IsAnObjectToo()
    {
        var run = await RunAsync("SELEC 1", "-o", "json");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        ((string?)run.Json["error"]).Should().Contain("[1:1]");
        ((int)run.Json["exit_code"]!).Should().Be(ExitCodes.Misused);
    }

    [Fact]
    public async Task Statement_FromAFile_MayHaveAByteOrderMark()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory, "query.sql");
        await File.WriteAllTextAsync(file, "\uFEFFSELECT 'é' AS t", TestContext.Current.CancellationToken);

        (await Pmpctl.RunAsync(_cloud.Configuration, "query", "--file", file, "-o", "csv")).Output.Should().Be("t\r\né\r\n");

        await File.WriteAllBytesAsync(file, [0x53, 0xE9], TestContext.Current.CancellationToken);
        await ShouldMisuseAsync("is not UTF-8", "query", "--file", file);
        await File.WriteAllTextAsync(file, new string(' ', 10), TestContext.Current.CancellationToken);
        await ShouldMisuseAsync("is empty", "query", "--file", file);
        await File.WriteAllTextAsync(file, new string('x', (1 << 20) + 1), TestContext.Current.CancellationToken);
        await ShouldMisuseAsync("longer than 1 MiB", "query", "--file", file);
        await ShouldMisuseAsync("can't be read", "query", "--file", Path.Combine(directory, "none.sql"));
        await ShouldMisuseAsync("can't be read", "query", "--file", directory);
        await ShouldMisuseAsync("give only one", "query", "SELECT 1", "--file", file);
        await ShouldMisuseAsync("--max-rows is '-1'", "query", "SELECT 1", "--max-rows", "-1");
        await ShouldMisuseAsync("--output is 'xml'", "query", "SELECT 1", "-o", "xml");
    }

    [Fact]
    public async Task DryRun_OfAQuery_SaysWhatItWouldReadAndRunsNothing()
    {
        var insert = $"INSERT INTO {Velib.Information.Writer.Table} (system_id, ingest_ts, station_id) VALUES ('velib', CURRENT_TIMESTAMP(), 'a')";
        var run = await RunAsync(insert, "--dry-run");
        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Output.Should().Contain("It would read");
        (await _cloud.CountAsync($"SELECT 1 FROM {Velib.Information.Writer.Table}")).Should().Be(0);

        await _cloud.QueryAsync(insert);
        var sql = $"SELECT station_id FROM {Velib.Information.Writer.Table}";
        ((string?)(await RunAsync(sql, "--dry-run", "-o", "json")).Json["bytes_processed"]).Should().NotBe("0");
        (await RunAsync(sql)).Error.Should().MatchRegex("reads [0-9]+ bytes");
        var refused = await RunAsync(sql, "--maximum-bytes-billed", "1");
        refused.ExitCode.Should().Be(ExitCodes.Misused);
        refused.Error.Should().Contain("--maximum-bytes-billed");
    }

    [Fact]
    public async Task Terminate_OfARunningQuery_CancelsItsJob()
    {
        await using var pmpctl = PmpctlProcess.Start(
            _cloud.Environment, "query", "SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS a CROSS JOIN UNNEST(GENERATE_ARRAY(1, 1000000)) AS b WHERE a = -b");
        await JobsAsync("running", jobs => jobs.Count == 1);

        pmpctl.Terminate();

        var (exitCode, _, errors) = await pmpctl.EndAsync();
        exitCode.Should().Be(ExitCodes.Interrupted, errors);
        var ended = await JobsAsync("done", jobs => jobs.Any(job => (string?)job!["errorResult"]?["reason"] == "stopped"));
        ended.Should().NotBeEmpty();
    }

    private async Task<JsonArray> JobsAsync(string state, Func<JsonArray, bool> isAwaited)
    {
        using var http = new HttpClient { BaseAddress = _cloud.Addresses.BigQuery };
        return await Eventually.FindAsync(async () =>
        {
            var text = await http.GetStringAsync(new Uri($"bigquery/v2/projects/{Cloud.Project}/jobs?stateFilter={state}", UriKind.Relative));
            var jobs = JsonNode.Parse(text)!["jobs"]?.AsArray() ?? [];
            return isAwaited(jobs) ? jobs : null;
        });
    }

    private Task<PmpctlRun> RunAsync(string sql, params string[] options) => Pmpctl.RunAsync(_cloud.Configuration, ["query", sql, .. options]);

    private async Task ShouldMisuseAsync(string message, params string[] args)
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, args);
        run.ExitCode.Should().Be(ExitCodes.Misused, run.Error);
        run.Error.Should().Contain(message);
    }
}
