using System.Diagnostics;
using CsCheck;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.Testing;

namespace PmpPulse.GoogleSql.Tests;

public sealed class RobustnessTests : IDisposable
{
    private static readonly string[] Fragments =
    [
        "SELECT", "FROM", "(", ")", "[", "]", ",", ".", "*", "'", "\"", "`", "'''", "\\", "\0", "\ud800", "é", "NULL", "1", "-", "CASE", "WHEN", "END", "OVER", "GROUP BY",
        "ORDER BY", "UNION ALL", "WITH", "AS", "UNNEST", "STRUCT", "ARRAY<", ">>", "CAST(", "INTERVAL", "@p", "?", "0x", "1e", "--", "/*", "#", "r'", "b'", "INSERT INTO",
        "MERGE", "JSON '", "DATE '", "HAVING", "QUALIFY", "EXCEPT", "{0}", "{", "}", "%", "TRUE", "LIMIT", "9223372036854775808", "COUNT(*)", "SAFE.", "x", "t.",
    ];

    private readonly TestWarehouse _warehouse = new();

    public RobustnessTests()
    {
        foreach (var table in RepositoryFiles.TableNames())
        {
            _warehouse.AddTable(table.Split('.')[0], table.Split('.')[1], RepositoryFiles.Schema(table));
        }

        foreach (var mart in RepositoryFiles.MartNames())
        {
            _warehouse.AddView("pmp_marts", mart, RepositoryFiles.Mart(mart));
        }
    }

    private static Gen<string> Statement =>
        from start in Gen.OneOfConst(ValidStatements())
        from changes in Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.OneOfConst(Fragments)).Array[1, 6]
        select changes.Aggregate(start, Mutate);

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void Translate_MutatedStatement_SucceedsOrIsRefusedProperly() => Statement.Sample(TranslatesOrRefuses, iter: 6_000, threads: 1);

    [Fact]
    public void Translate_AnyText_SucceedsOrIsRefusedProperly() => Gen.String.Sample(TranslatesOrRefuses, iter: 2_000, threads: 1);

    [Theory]
    [InlineData("1", " + 1", 5_000)]
    [InlineData("'a'", " || 'a'", 5_000)]
    [InlineData("TRUE", " AND TRUE", 5_000)]
    [InlineData("x", ".x", 5_000)]
    [InlineData("x", "[0]", 5_000)]
    [InlineData("1", " UNION ALL SELECT 1", 5_000)]
    [InlineData("1 FROM UNNEST([1])", " CROSS JOIN UNNEST([1])", 5_000)]
    public void Translate_LongChain_SucceedsOrIsRefusedProperly(string start, string step, int count)
    {
        var thread = new Thread(() => TranslatesOrRefuses($"SELECT {start}{string.Concat(Enumerable.Repeat(step, count))}"), maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void Translate_ExponentialTemplates_AreRefusedInTime()
    {
        var expression = Enumerable.Range(0, 60).Aggregate("x", (inner, _) => $"SAFE_DIVIDE({inner}, {inner.Length})");
        var doubled = Enumerable.Range(0, 60).Aggregate("'a'", (inner, _) => $"SUBSTR({inner}, 1)");

        TranslatesOrRefuses($"SELECT {expression} FROM UNNEST([1.5]) x");
        _warehouse.Invoking(w => w.Translate($"SELECT {doubled}")).Should().Throw<GoogleSqlException>().WithMessage("Resources exceeded*");
    }

    [Fact]
    public void Translate_EveryMart_TakesMilliseconds()
    {
        foreach (var mart in RepositoryFiles.MartNames())
        {
            var sql = RepositoryFiles.Mart(mart);
            var best = TimeSpan.MaxValue;
            for (var i = 0; i < 20; i++)
            {
                var watch = Stopwatch.StartNew();
                _warehouse.Translate(sql);
                best = watch.Elapsed < best ? watch.Elapsed : best;
            }

            TestContext.Current.SendDiagnosticMessage($"{mart}: {best.TotalMilliseconds:F2} ms");
            best.Should().BeLessThan(TimeSpan.FromMilliseconds(100), mart);
        }
    }

    private static string[] ValidStatements() =>
    [
        .. RepositoryFiles.MartNames().Select(RepositoryFiles.Mart),
        "SELECT ARRAY_AGG(x IGNORE NULLS ORDER BY x LIMIT 2), STRING_AGG(DISTINCT s, ',' ORDER BY s) FROM UNNEST([STRUCT(1 AS x, 'a' AS s)]) GROUP BY ALL",
        "MERGE pmp_ops.dlq_parked t USING (SELECT 1 AS x) s ON FALSE WHEN NOT MATCHED THEN INSERT ROW",
        "INSERT INTO pmp_raw.velib_station_status_raw (key, payload) VALUES ('k', JSON '{\"a\": [1, 2]}'), (DEFAULT, PARSE_JSON('1'))",
        "SELECT j.a['b'][0], FORMAT_TIMESTAMP('%F %T', TIMESTAMP '2020-01-01 00:00:00+00', 'Europe/Paris'), r'\\d', b'\\xff', CAST('1' AS INT64) FROM (SELECT JSON '{}' AS j)",
        "SELECT x, SUM(x) OVER (PARTITION BY MOD(x, 2) ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM UNNEST(GENERATE_ARRAY(1, 5)) AS x WITH OFFSET o ORDER BY o DESC LIMIT 3",
        "CREATE TABLE d.t (a INT64 NOT NULL, b ARRAY<STRUCT<c STRING, d TIMESTAMP>>) PARTITION BY DATE(e) CLUSTER BY a OPTIONS(description = 'x')",
        "UPDATE pmp_ops.dlq_parked AS t SET replay_count = 1 WHERE EXISTS (SELECT 1 FROM UNNEST([1, 2]) AS y WHERE y = 1)",
    ];

    private static string Mutate(string sql, (int Position, int Kind, int Length, string Fragment) change)
    {
        var at = sql.Length == 0 ? 0 : change.Position % (sql.Length + 1);
        var length = Math.Min(change.Length % 12, sql.Length - at);
        return change.Kind switch
        {
            0 => sql.Insert(at, change.Fragment),
            1 => sql.Remove(at, length),
            2 => sql.Remove(at, length).Insert(at, change.Fragment),
            _ => sql.Insert(at, sql.Substring(at, length)),
        };
    }

    private void TranslatesOrRefuses(string sql)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            _warehouse.Translate(sql).Should().NotBeNull();
        }
        catch (GoogleSqlException exception)
        {
            exception.Line.Should().BePositive(exception.Message);
            exception.Column.Should().BePositive(exception.Message);
        }

        watch.Elapsed.Should().BeLessThan(Eventually.Timeout, "of {0}", sql);
    }
}
