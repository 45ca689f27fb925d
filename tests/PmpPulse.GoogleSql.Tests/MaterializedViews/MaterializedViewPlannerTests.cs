using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.MaterializedViews;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.MaterializedViews;

/// <summary>A view that is merged from parts of its table has the rows of its query over the whole table.</summary>
public sealed class MaterializedViewPlannerTests : IDisposable
{
    private const int Appends = 6;

    private readonly TestWarehouse _warehouse = new();

    public MaterializedViewPlannerTests()
    {
        _warehouse.AddAppendedTable(
            "d", "t",
            SqlField.Create("k", "STRING"), SqlField.Create("day", "DATE"), SqlField.Create("n", "INT64"), SqlField.Create("m", "NUMERIC"),
            SqlField.Create("f", "FLOAT64"), SqlField.Create("b", "BOOL"), SqlField.Create("s", "STRING"));
        _warehouse.Execute($"""
            INSERT INTO d.t
            SELECT
              CASE WHEN hash(i) % 5 < 4 THEN 'k' || hash(i) % 5 END,
              CASE WHEN hash(i, 1) % 7 > 0 THEN DATE '2026-01-01' + CAST(hash(i, 2) % 3 AS INTEGER) END,
              CASE WHEN hash(i, 3) % 4 > 0 THEN CAST(hash(i, 4) % 1000 AS BIGINT) - 500 END,
              CASE WHEN hash(i, 5) % 4 > 0 THEN CAST(hash(i, 6) % 100000 AS DECIMAL(38,9)) / 1000 END,
              CASE WHEN hash(i, 7) % 4 > 0 THEN CAST(hash(i, 8) % 100 AS DOUBLE) / 7 END,
              CASE WHEN hash(i, 9) % 3 > 0 THEN hash(i, 10) % 2 = 0 END,
              CASE WHEN hash(i, 11) % 4 > 0 THEN 's' || hash(i, 12) % 1000000 END,
              CAST(hash(i, 13) % {Appends} AS BIGINT)
            FROM range(300) AS r(i)
            """);
        _warehouse.AddView("d", "v", "SELECT k FROM d.t");
    }

    public static TheoryData<string> Kept => new(
        "SELECT k, COUNT(*) AS c, COUNT(n) AS cn, COUNTIF(n > 0) AS ci, SUM(n) AS s, SUM(m) AS sm FROM d.t GROUP BY k",
        "SELECT k, day, MIN(n) AS a, MAX(n) AS b, MIN(s) AS c, MAX(f) AS e, MIN(day) AS g FROM d.t GROUP BY k, day",
        "SELECT k, MAX_BY(n, s) AS a, MIN_BY(n, s) AS b, MAX_BY(COALESCE(n, -1), s) AS c, MAX(s) AS e, MAX_BY(s, n * 1000 + MOD(LENGTH(s), 7)) AS g FROM d.t WHERE s IS NOT NULL AND n IS NOT NULL GROUP BY k",
        "SELECT COUNT(*) AS c, SUM(n) AS s, MAX_BY(n, s) AS a FROM d.t",
        "SELECT k, LOGICAL_AND(b) AS a, LOGICAL_OR(b) AS o, BIT_AND(n) AS x, BIT_OR(n) AS y, BIT_XOR(n) AS z FROM d.t GROUP BY k",
        "WITH timed AS (SELECT * REPLACE (IF(n > 0, n, 0) AS n), n IS NULL AS missing FROM d.t WHERE k != 'k1'), named AS (SELECT *, CONCAT(k, 'x') AS kx FROM timed) SELECT kx, missing, SUM(n) + 1 AS s, MAX(n) - MIN(n) AS spread FROM named GROUP BY kx, missing",
        "SELECT x.k, COUNT(*) AS c FROM (SELECT k FROM d.t WHERE n IS NOT NULL) AS x GROUP BY k",
        "SELECT k, SUM(n) AS s FROM d.t WHERE FALSE GROUP BY k",
        "SELECT day FROM d.t GROUP BY day");

    public static TheoryData<string, string> Refused => new()
    {
        { "SELECT k FROM d.t", "aggregate" },
        { "SELECT DISTINCT k, COUNT(*) AS c FROM d.t GROUP BY k", "DISTINCT" },
        { "SELECT k, COUNT(*) AS c FROM d.t GROUP BY k HAVING COUNT(*) > 1", "HAVING" },
        { "SELECT k, COUNT(*) AS c FROM d.t GROUP BY k ORDER BY k", "ORDER BY" },
        { "SELECT k, COUNT(*) AS c FROM d.t GROUP BY k LIMIT 1", "LIMIT" },
        { "SELECT k, AVG(n) AS a FROM d.t GROUP BY k", "merged" },
        { "SELECT k, SUM(f) AS a FROM d.t GROUP BY k", "merged" },
        { "SELECT k, COUNT(DISTINCT n) AS a FROM d.t GROUP BY k", "merged" },
        { "SELECT k, ARRAY_AGG(n IGNORE NULLS) AS a FROM d.t GROUP BY k", "merged" },
        { "SELECT k, ANY_VALUE(n) AS a FROM d.t GROUP BY k", "merged" },
        { "SELECT a.k, COUNT(*) AS c FROM d.t AS a JOIN d.t AS b ON a.k = b.k GROUP BY a.k", "one table" },
        { "SELECT k, COUNT(*) AS c FROM (SELECT k FROM d.t UNION ALL SELECT k FROM d.t) GROUP BY k", "combines rows" },
        { "SELECT k, COUNT(*) AS c FROM (SELECT DISTINCT k FROM d.t) GROUP BY k", "combines rows" },
        { "SELECT k, COUNT(*) AS c FROM (SELECT k FROM d.t WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY n) = 1) GROUP BY k", "combines rows" },
        { "SELECT k, COUNT(*) AS c FROM (SELECT k FROM d.t LIMIT 5) GROUP BY k", "combines rows" },
        { "SELECT k, MAX(r) AS c FROM (SELECT k, RANK() OVER (ORDER BY n) AS r FROM d.t) GROUP BY k", "depends on more" },
        { "SELECT k, COUNT(*) AS c FROM d.t WHERE n > (SELECT AVG(n) FROM d.t) GROUP BY k", "depends on more" },
        { "SELECT k, COUNTIF(EXISTS (SELECT 1 FROM d.t)) AS c FROM d.t GROUP BY k", "depends on more" },
        { "SELECT k, COUNT(*) AS c FROM d.t WHERE RAND() < 0.5 GROUP BY k", "depends on more" },
        { "SELECT k, COUNTIF(day < CURRENT_DATE()) AS c FROM d.t GROUP BY k", "current time" },
        { "SELECT 1 AS one, COUNT(*) AS c FROM UNNEST([1, 2]) AS x GROUP BY one", "one table" },
        { "SELECT k, COUNT(*) AS c FROM d.v GROUP BY k", "another view" },
    };

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [MemberData(nameof(Kept))]
    public void Plan_MergedAppendByAppend_EqualsTheQuery(string sql)
    {
        var expected = Sorted(sql);
        _warehouse.SetView("d", "mv", new ViewRelation(sql));
        for (var covered = 0; covered <= Appends; covered++)
        {
            Sorted("SELECT * FROM d.mv").Should().Equal(expected, "of {0} with {1} appends covered", sql, covered);
            Cover(sql, covered);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Plan_OfAViewThatPartsDoNotDetermine_IsRefused(string sql, string reason)
    {
        _warehouse.Query(sql);

        var (plan, refusal) = Plan(sql, new AppendRange(0));

        plan.Should().BeNull(sql);
        refusal.Should().Contain(reason, sql);
    }

    [Fact]
    public void Plan_WithPartials_ReadsOnlyNewRowsOfTheTable()
    {
        const string Sql = "SELECT k, SUM(n) AS s FROM d.t GROUP BY k";
        _warehouse.SetView("d", "mv", new ViewRelation(Sql));
        for (var i = 0; i < Appends; i++) Cover(Sql, i);
        var expected = Sorted("SELECT * FROM d.mv");

        // what is covered is not read again
        _warehouse.Execute("DELETE FROM d.t");

        Sorted("SELECT * FROM d.mv").Should().Equal(expected).And.HaveCount(5);
    }

    [Fact]
    public void Translate_AKeyThatContainsAKey_ShowsTheStoredOne()
    {
        foreach (var by in (string[])["n, m", "1, 2", "ALL"])
        {
            var view = new ViewRelation($"SELECT n, n + 1 AS m, COUNT(*) AS c FROM d.t GROUP BY {by}");
            _warehouse.SetView("d", "mv", view with { Partials = new ViewPartials("\"d\".\"parts\"", 1) });

            _warehouse.Translate("SELECT m FROM d.mv WHERE m > 5").DuckDbSql.Should().Contain("\"k2\" AS \"m\"", "DuckDB filters the stored column");
        }

        _warehouse.Query("SELECT RAND() < 2 AS r, COUNT(*) AS c FROM d.t GROUP BY r").Should().Equal("true | 300");
    }

    [Theory]
    [InlineData("SELECT TIMESTAMP_TRUNC(ts, DAY) AS d, COUNT(*) AS c FROM d.times GROUP BY d", "ts=\"k1\"")]
    [InlineData("SELECT n, TIMESTAMP_TRUNC(ts, DAY, 'UTC') AS d, COUNT(*) AS c FROM d.times GROUP BY n, d", "ts=\"k2\"")]
    [InlineData("WITH a AS (SELECT *, n + 1 AS m FROM d.times), b AS (SELECT * EXCEPT (n), ts AS t FROM a) SELECT m, TIMESTAMP_TRUNC(t, DAY) AS d, COUNT(*) AS c FROM b GROUP BY m, d", "ts=\"k2\"")]
    [InlineData("SELECT TIMESTAMP_TRUNC(x.t, DAY) AS d, COUNT(*) AS c FROM (SELECT ts AS t FROM d.times) AS x GROUP BY d", "ts=\"k1\"")]
    [InlineData("SELECT TIMESTAMP_TRUNC(ts, HOUR) AS d, COUNT(*) AS c FROM d.times GROUP BY d", "")]
    [InlineData("SELECT TIMESTAMP_TRUNC(ts, DAY, 'Europe/Paris') AS d, COUNT(*) AS c FROM d.times GROUP BY d", "")]
    [InlineData("WITH a AS (SELECT TIMESTAMP_ADD(ts, INTERVAL 1 DAY) AS ts FROM d.times) SELECT TIMESTAMP_TRUNC(ts, DAY) AS d, COUNT(*) AS c FROM a GROUP BY d", "")]
    [InlineData("WITH a AS (SELECT other AS ts FROM d.times) SELECT TIMESTAMP_TRUNC(ts, DAY) AS d, COUNT(*) AS c FROM a GROUP BY d", "other=\"k1\"")]
    [InlineData("SELECT n, COUNT(*) AS c FROM d.times GROUP BY n", "")]
    public void Plan_DayKeys_AreDaysOfStoredColumns(string sql, string expected)
    {
        _warehouse.AddAppendedTable("d", "times", SqlField.Create("ts", "TIMESTAMP"), SqlField.Create("other", "TIMESTAMP"), SqlField.Create("n", "INT64"));

        var keys = Plan(sql, new AppendRange(0)).Plan!.DayKeys;

        string.Join(' ', keys.Select(key => $"{key.Key}={key.Value}")).Should().Be(expected);
    }

    /// <summary>Merges one more append into the stored partial aggregates.</summary>
    private void Cover(string sql, int append)
    {
        var plan = Plan(sql, new AppendRange(append, append + 1)).Plan!;
        plan.Base.ToString().Should().Be("test:d.t");
        var groupBy = plan.Keys.Count == 0 ? "" : $"GROUP BY {string.Join(", ", plan.Keys)}";
        if (append == 0) _warehouse.Execute($"CREATE OR REPLACE TABLE d.parts AS SELECT {plan.MergedColumns} FROM ({plan.PartialQuery}) {groupBy} LIMIT 0");
        _warehouse.Execute($"""
            CREATE OR REPLACE TABLE d.merged AS SELECT {plan.MergedColumns} FROM (FROM d.parts UNION ALL ({plan.PartialQuery})) {groupBy};
            DELETE FROM d.parts;
            INSERT INTO d.parts FROM d.merged;
            """);
        _warehouse.SetView("d", "mv", new ViewRelation(sql) { Partials = new ViewPartials("\"d\".\"parts\"", append + 1) });
    }

    private (MaterializedViewPlan? Plan, string? Refusal) Plan(string sql, AppendRange appends) =>
        new MaterializedViewPlanner(_warehouse).Plan(new ViewRelation(sql), appends, _warehouse.Options);

    private List<string> Sorted(string sql) => [.. _warehouse.Query(sql).Order(StringComparer.Ordinal)];
}
