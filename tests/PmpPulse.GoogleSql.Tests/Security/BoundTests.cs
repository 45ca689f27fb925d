using System.Diagnostics;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>No statement makes the translator or DuckDB run without end. Each runaway has a harmless twin within bounds.</summary>
public sealed class BoundTests : IDisposable
{
    private const int QueryText = 1_000_000;

    private readonly TestWarehouse _warehouse = new();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("FORMAT('%999999999d', 1)", "FORMAT('%9d', 1)", "        1")]
    [InlineData("FORMAT('%99999999999999999999d', 1)", "FORMAT('%1$d', 1)", null)]
    [InlineData("FORMAT('%.999999999f', 1.5)", "FORMAT('%.3f', 1.5)", "1.500")]
    [InlineData("FORMAT('%.600000d%600000d', 1, 2)", "FORMAT('%.3d%3d', 1, 2)", "001  2")]
    [InlineData("REGEXP_CONTAINS('a', REPEAT('a?', 5000))", "REGEXP_CONTAINS('aa', REPEAT('a?', 50))", "true")]
    [InlineData("REGEXP_REPLACE(REPEAT('a', 1048576), 'a', REPEAT('b', 1000))", "REGEXP_REPLACE('banana', 'an', 'AN')", "bANANa")]
    [InlineData("REPLACE(REPEAT('a', 1048576), 'a', REPEAT('b', 1000))", "REPLACE('banana', 'an', 'a quite long text')", "ba quite long texta quite long texta")]
    [InlineData("ARRAY_TO_STRING(SPLIT(REPEAT('a', 1048576), ''), 'a separator of more than sixteen bytes')", "ARRAY_TO_STRING(['a', 'b'], 'a separator of more than sixteen bytes')", "aa separator of more than sixteen bytesb")]
    [InlineData("EDIT_DISTANCE(REPEAT('a', 100000), REPEAT('b', 100000))", "EDIT_DISTANCE('kitten', 'sitting')", "3")]
    [InlineData("REPEAT('a', 1000000000)", "REPEAT('ab', 3)", "ababab")]
    [InlineData("STRPOS(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), 'b'))", "STRPOS(CONCAT(REPEAT('a', 10000), REPEAT('b', 5000)), REPEAT('b', 5000))", "10001")]
    [InlineData("INSTR(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), 'b'))", "INSTR('banana', 'nan')", "3")]
    [InlineData("SPLIT(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), 'b'))", "ARRAY_LENGTH(SPLIT(REPEAT('ab', 500000), 'b'))", "500001")]
    [InlineData("REPLACE(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), 'b'), '')", "REPLACE(REPEAT('ab', 3), 'b', '')", "aaa")]
    [InlineData("REPLACE(REPEAT('a', 1000000), CONCAT(REPEAT('a', 500000), 'b'), REPEAT('c', 20))", "REPLACE('banana', CONCAT('a', 'n'), REPEAT('c', 20))", "bcccccccccccccccccccccccccccccccccccccccca")]
    [InlineData("REGEXP_CONTAINS(REPEAT('a', 1000000), '((a?){1000}b)|((a?){1000}c)|((a?){1000}d)')", "REGEXP_CONTAINS(REPEAT('a', 5000), '^(?:a?){1,1000}(a{100}){2,}$')", "true")]
    [InlineData("REGEXP_CONTAINS(REPEAT('a', 1000000), CONCAT('((a?){1000}b)|((a?){1000}', 'c)'))", "REGEXP_CONTAINS('2026-11-30', CONCAT('^[0-9]{4}-[0-9]{1,2}', '-[0-9]{2}$'))", "true")]
    [InlineData("REGEXP_EXTRACT(REPEAT('a', 1000000), '((?:a?){1000}b|(?:a?){1000}c|(?:a?){1000}d)')", "LENGTH(REGEXP_EXTRACT(REPEAT('a', 1000000), 'a{5}(a+)'))", "999995")]
    [InlineData("REGEXP_EXTRACT_ALL(REPEAT('a', 1000000), '((?:a?){1000}b|(?:a?){1000}c|(?:a?){1000}d)')", "ARRAY_LENGTH(REGEXP_EXTRACT_ALL(REPEAT('a', 1000), 'a{10}'))", "100")]
    [InlineData("REGEXP_REPLACE(REPEAT('a', 1000000), '((?:a?){1000}b|(?:a?){1000}c|(?:a?){1000}d)', '')", "REGEXP_REPLACE('aaab', '[ab]{2,3}', 'x')", "xb")]
    [InlineData("REPEAT('a', 1000000) LIKE CONCAT('%', REPEAT('a%', 20000), 'b')", "REPEAT('a', 1000) LIKE CONCAT('%', REPEAT('a%', 20), 'a')", "true")]
    [InlineData("LPAD('a', 1000000000)", "LPAD('a', 3, 'b')", "bba")]
    [InlineData("GENERATE_ARRAY(1, 1000000000)", "ARRAY_LENGTH(GENERATE_ARRAY(1, 1000000))", "1000000")]
    [InlineData("GENERATE_DATE_ARRAY(DATE '0001-01-01', DATE '9999-12-31', INTERVAL 0 DAY)", "ARRAY_LENGTH(GENERATE_DATE_ARRAY(DATE '2020-01-01', DATE '2020-12-31'))", "366")]
    [InlineData("GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2020-01-01', TIMESTAMP '2021-01-01', INTERVAL 1 MICROSECOND)", "ARRAY_LENGTH(GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2020-01-01', TIMESTAMP '2020-01-02', INTERVAL 1 HOUR))", "25")]
    public void Execute_RunawayFunction_FailsAndItsTwinSucceeds(string runaway, string twin, string? answer)
    {
        foreach (var of in (string[])["", " FROM UNNEST([1]) x"])
        {
            var watch = Stopwatch.StartNew();
            _warehouse.Outcome($"SELECT {runaway}{of}").Should().NotStartWith("rows", runaway).And.NotStartWith("Parser Error").And.NotStartWith("Binder Error");
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), runaway);
        }

        if (answer is not null)
        {
            _warehouse.Evaluate(twin).Should().Be(answer);
        }
    }

    [Theory]
    [InlineData("x LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'", "false")]
    [InlineData("x LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b_'", "false")]
    [InlineData("x LIKE '%a%_%a%_%a%_%a%_%a%_%a%_%a%_%\\\\%'", "false")]
    [InlineData("x LIKE CONCAT(LEFT(x, 1), '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b')", "false")]
    [InlineData("x LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%'", "true")]
    public void Like_ManyPercentSignsOverALongText_IsMatchedInTime(string expression, string answer)
    {
        var watch = Stopwatch.StartNew();
        _warehouse.Value($"SELECT {expression} FROM UNNEST([REPEAT('a', 200000)]) x").Should().Be(answer);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("a%b.c", @"a\%b.c", "true")]
    [InlineData("axb.c", @"a\%b.c", "false")]
    [InlineData("a_b", @"a\_b", "true")]
    [InlineData("axb", @"a\_b", "false")]
    [InlineData("a\nb", "a_b", "true")]
    [InlineData("é", "_", "true")]
    [InlineData("🚲", "_", "true")]
    [InlineData("a(b", "_(_", "true")]
    [InlineData("A", "_a", "false")]
    [InlineData("", "", "true")]
    [InlineData("", "%", "true")]
    [InlineData(@"a\b", @"a\\b", "true")]
    [InlineData("a.b", "a_b", "true")]
    [InlineData("ab", "a_b", "false")]
    public void Like_AnyPattern_MatchesLikeGoogleSql(string text, string pattern, string answer)
    {
        var (left, right) = (PmpPulse.Testing.Sql.GoogleSqlText.Literal(text), PmpPulse.Testing.Sql.GoogleSqlText.Literal(pattern));
        _warehouse.Value($"SELECT x LIKE {right} FROM UNNEST([{left}]) x").Should().Be(answer, "of a constant pattern");
        _warehouse.Value($"SELECT x LIKE p FROM UNNEST([{left}]) x, UNNEST([{right}]) p").Should().Be(answer, "of a computed pattern");
    }

    [Theory]
    [InlineData("x LIKE '{0}_%b'", "x LIKE '{1}_%a'", 10_000)]
    [InlineData("x LIKE '%{0}b%'", "x LIKE '%{1}a%'", 200_000)]
    public void Like_LongConstantPattern_IsBoundedByTheText(string runaway, string twin, int length)
    {
        string Of(string expression, int size) => $"SELECT {string.Format(System.Globalization.CultureInfo.InvariantCulture, expression, new string('a', size), new string('a', size))} FROM UNNEST([REPEAT('a', 1000000)]) x";

        _warehouse.Outcome(Of(runaway, length)).Should().Contain("the operands of LIKE are too long");
        _warehouse.Value(Of(twin, 50)).Should().Be("true");
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("abc", 3)]
    [InlineData("a{1000}", 1_000)]
    [InlineData("(?:ab){10}c", 21)]
    [InlineData("((a{10}){10}){10}", 1_000)]
    [InlineData("[a-z]{3}", 3)]
    [InlineData(@"\{5}", 3)]
    [InlineData("a{,5}", 5)]
    [InlineData("a{b}", 4)]
    [InlineData("(a", 1)]
    [InlineData("[", 1)]
    [InlineData("a\\", 2)]
    public void Expanded_Pattern_CountsRepetitionsAsCopies(string pattern, int about) =>
        PmpPulse.GoogleSql.Functions.MatchCost.Expanded(pattern).Should().BeInRange(about, about + 1);

    [Fact]
    public void ApproxQuantiles_TooMany_IsRefused()
    {
        _warehouse.Outcome("SELECT APPROX_QUANTILES(x, 2000000000) FROM UNNEST([1, 2, 3]) x").Should().Contain("APPROX_QUANTILES takes at most 10000 quantiles");
        _warehouse.Value("SELECT ARRAY_LENGTH(APPROX_QUANTILES(x, 10000)) FROM UNNEST([1, 2, 3]) x").Should().Be("10001");
    }

    [Theory]
    [InlineData("ARRAY_TO_STRING(['a', NULL, 'c'], s)", "a--c")]
    [InlineData("ARRAY_TO_STRING(['a', NULL, 'c'], s, n)", "a--N--c")]
    [InlineData("ARRAY_TO_STRING(CAST([] AS ARRAY<STRING>), s)", "")]
    [InlineData("ARRAY_TO_STRING(['', ''], s)", "--")]
    [InlineData("ARRAY_TO_STRING(['a', 'b'], e)", "ab")]
    [InlineData("ARRAY_TO_STRING(['a', 'b'], CAST(NULL AS STRING))", "NULL")]
    public void ArrayToString_ComputedSeparator_Joins(string expression, string answer) =>
        _warehouse.Value($"SELECT IFNULL({expression}, 'NULL') FROM (SELECT '--' AS s, 'N' AS n, '' AS e)").Should().Be(answer);

    [Fact]
    public void Like_PatternThatEndsInABackslash_IsAnError()
    {
        _warehouse.Outcome(@"SELECT x LIKE 'a\\' FROM UNNEST(['a']) x").Should().Contain("LIKE pattern ends with a backslash");
        _warehouse.Outcome(@"SELECT x LIKE CONCAT(x, '\\') FROM UNNEST(['a']) x").Should().Contain("LIKE pattern ends with a backslash");
    }

    [Theory]
    [InlineData("s || s", "CONCAT")]
    [InlineData("CONCAT(s, s)", "CONCAT")]
    [InlineData("TO_HEX(CAST(s AS BYTES))", "TO_HEX")]
    [InlineData("FORMAT('%s%s', s, s)", "FORMAT")]
    [InlineData("REPLACE(s, 'a', 'aa')", "REPLACE")]
    [InlineData("REGEXP_REPLACE(s, 'a', 'aa')", "REGEXP_REPLACE")]
    [InlineData("ARRAY_TO_STRING([s, s], '')", "ARRAY_TO_STRING")]
    [InlineData("TO_JSON_STRING([s, s])", "TO_JSON_STRING")]
    public void Execute_TextDoublingAtEachLevel_FailsBeforeExhaustingMemory(string doubled, string function)
    {
        string Levels(int count) => "WITH c0 AS (SELECT 'aa' AS s FROM UNNEST([1]))"
            + string.Concat(Enumerable.Range(1, count).Select(i => $", c{i} AS (SELECT {doubled} AS s FROM c{i - 1})")) + $" SELECT LENGTH(s) > 2 FROM c{count}";

        _warehouse.Outcome(Levels(30)).Should().Contain($"Output of {function} exceeds max allowed output size");
        _warehouse.Value(Levels(3)).Should().Be("true");
    }

    public static TheoryData<string, string, string, string, int> Lists => new()
    {
        { "SELECT COUNT(*) FROM (SELECT ", "1 AS c#", ", ", ")", 300 },
        { "SELECT SUM(x) OVER (PARTITION BY ", "x + #", ", ", ") FROM UNNEST([1]) x", 300 },
        { "SELECT SUM(x) OVER (ORDER BY ", "x + #", ", ", ") FROM UNNEST([1]) x", 300 },
        { "SELECT x FROM UNNEST([1]) x ORDER BY ", "x + #", ", ", "", 300 },
        { "SELECT COUNT(*) FROM UNNEST([1]) x GROUP BY ", "x + #", ", ", "", 300 },
        { "SELECT x IN (", "x + #", ", ", ") FROM UNNEST([1]) x", 1_000 },
        { "SELECT x IN (", "#", ", ", ") FROM UNNEST([1]) x", 10_000 },
        { "SELECT 1 FROM UNNEST([1]) x WHERE ", "x = #", " OR ", "", 500 },
        { "SELECT 1 FROM UNNEST([0]) x WHERE ", "x > -1 - #", " AND ", "", 500 },
        { "SELECT LENGTH(", "x", " || ", ") FROM UNNEST(['a']) x", 1_500 },
        { "SELECT ", "x", " + ", " FROM UNNEST([1]) x", 100 },
        { "SELECT COUNT(*) FROM ", "UNNEST([1])", ", ", "", 40 },
        { "SELECT COUNT(*) FROM (SELECT 1 AS x) t JOIN ", "(SELECT 1 AS x) t# ON t#.x = t.x", " JOIN ", "", 30 },
        { "WITH ", "a# AS (SELECT 1 AS x)", ", ", " SELECT x FROM a1", 100 },
        { "SELECT CASE x WHEN -1 THEN 0 ", "WHEN # THEN #", " ", " END FROM UNNEST([1]) x", 500 },
        { "SELECT COALESCE(", "x + #", ", ", ") FROM UNNEST([1]) x", 500 },
        { "SELECT ARRAY_LENGTH([", "#", ", ", "])", 10_000 },
        { "SELECT STRUCT(", "#", ", ", ") IS NULL", 300 },
        { "SELECT x LIKE ANY (", "'%#'", ", ", ") FROM UNNEST(['1']) x", 300 },
        { "", "SELECT #", " UNION ALL ", " LIMIT 1", 300 },
        { "SELECT ", "SUM(x + #) OVER ()", ", ", " FROM UNNEST([1]) x", 50 },
        { "SELECT SUM(x) OVER w1 FROM UNNEST([1]) x WINDOW w1 AS (ORDER BY x), ", "v# AS (w1)", ", ", "", 100 },
        { "SELECT FORMAT_TIMESTAMP('", "%Z", "", "', t, 'Europe/Paris') IS NULL FROM UNNEST([CURRENT_TIMESTAMP()]) t", 30 },
        { "SELECT ", "(", "", "1", 20_000 },
        { "SELECT j", ".a", "", " FROM (SELECT JSON '{}' AS j)", 30 },
        { "SELECT FORMAT('", "x", "", "')", 10_000 },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Translate_LongestPossibleList_IsRefusedOrDoneInTimeAndAShorterWorks(string head, string item, string separator, string tail, int harmless)
    {
        string Of(int length, int count)
        {
            var text = new System.Text.StringBuilder(head);
            for (var i = 1; i <= count && text.Length + item.Length + separator.Length + tail.Length + 20 < length; i++)
            {
                text.Append(i == 1 ? "" : separator).Append(item.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }

            return text.Append(tail).ToString();
        }

        // on a pool thread's stack size; DuckDB must be able to plan whatever isn't refused
        var outcome = "";
        var thread = new Thread(() => outcome = _warehouse.Outcome(Of(QueryText, int.MaxValue)), 1536 * 1024);
        thread.Start();
        thread.Join();
        (outcome.StartsWith("refused: Resources exceeded", StringComparison.Ordinal) || outcome.StartsWith("rows", StringComparison.Ordinal)).Should().BeTrue(outcome[..Math.Min(300, outcome.Length)]);
        if (item != "(")
        {
            _warehouse.Outcome(Of(QueryText, harmless)).Should().StartWith("rows");
        }
    }

    [Theory]
    [InlineData("a{0} AS (SELECT 1 AS x FROM a{1}, a{1} AS b)")]
    [InlineData("a{0} AS (SELECT x FROM a{1} UNION ALL SELECT x FROM a{1})")]
    [InlineData("a{0} AS (SELECT 1 AS x, STRUCT(a AS a, a AS b) AS s FROM a{1} AS a)")]
    [InlineData("a{0} AS (SELECT (SELECT MAX(x) FROM a{1}) + (SELECT MIN(x) FROM a{1}) AS x)")]
    public void Translate_ExponentialCommonTables_AreRefused(string table)
    {
        string Of(int count) => "WITH a0 AS (SELECT 1 AS x)"
            + string.Concat(Enumerable.Range(1, count).Select(i => ", " + table.Replace("{0}", $"{i}", StringComparison.Ordinal).Replace("{1}", $"{i - 1}", StringComparison.Ordinal)))
            + $" SELECT MAX(x) FROM a{count}";

        _warehouse.Outcome(Of(30)).Should().StartWith("refused: Resources exceeded");
        _warehouse.Outcome(Of(4)).Should().StartWith("rows");
    }

    [Fact]
    public void Translate_ExponentialViews_AreRefused()
    {
        _warehouse.AddView("d", "v0", "SELECT 1 AS x");
        for (var i = 1; i <= 14; i++)
        {
            _warehouse.AddView("d", $"v{i}", $"SELECT 1 AS x FROM d.v{i - 1} a, d.v{i - 1} b");
        }

        _warehouse.Outcome("SELECT COUNT(*) FROM d.v14").Should().StartWith("refused: Resources exceeded");
        _warehouse.Outcome("SELECT COUNT(*) FROM d.v4").Should().Be("rows: 1");
    }

    [Fact]
    public void Translate_ChainedCommonTables_FitAThreadsStack()
    {
        string Of(int count) => "WITH a0 AS (SELECT 1 AS x)" + string.Concat(Enumerable.Range(1, count).Select(i => $", a{i} AS (SELECT x FROM a{i - 1})")) + $" SELECT x FROM a{count}";
        var outcomes = new List<string>();
        var thread = new Thread(() => outcomes.AddRange(new[] { 50, 70, 80, 90, 199 }.Select(count => _warehouse.Outcome(Of(count)))), 1024 * 1024);
        thread.Start();
        thread.Join();

        outcomes[0].Should().Be("rows: 1");
        outcomes[^1].Should().StartWith("refused: Resources exceeded");
    }

    [Fact]
    public void Translate_MoreParametersThanBigQueryAccepts_IsRefused()
    {
        QueryParameter Parameter(int i) => new($"p{i}", SqlType.Int64, new ParameterValue($"{i}"));
        _warehouse.Options = _warehouse.Options with { Parameters = [.. Enumerable.Range(0, 10_001).Select(Parameter)] };
        _warehouse.Outcome("SELECT @p1").Should().StartWith("refused: Resources exceeded");
        _warehouse.Options = _warehouse.Options with { Parameters = [.. Enumerable.Range(0, 10_000).Select(Parameter)] };
        _warehouse.Value("SELECT @p9999").Should().Be("9999");
    }
}
