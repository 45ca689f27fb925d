using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class ArrayExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"ARRAY_LENGTH(a)", @"3 ; 0 ; NULL")]
    [InlineData(@"a[SAFE_OFFSET(0)]", @"3 ; NULL ; NULL")]
    [InlineData(@"a[SAFE_ORDINAL(5)]", @"NULL ; NULL ; NULL")]
    [InlineData(@"ARRAY_CONCAT(a, [9])", @"[3, 1, 2, 9] ; [9] ; []")]
    [InlineData(@"ARRAY_REVERSE(a)", @"[2, 1, 3] ; [] ; []")]
    [InlineData(@"ARRAY_TO_STRING([s, 'q'], ',')", @"abc,q ;  Été ,q ; q")]
    [InlineData(@"ARRAY_TO_STRING([s, 'q'], ',', '?')", @"abc,q ;  Été ,q ; ?,q")]
    [InlineData(@"(SELECT SUM(x) FROM UNNEST(a) x)", @"6 ; NULL ; NULL")]
    [InlineData(@"(SELECT COUNT(*) FROM UNNEST(a))", @"3 ; 0 ; 0")]
    [InlineData(@"ARRAY(SELECT x + 1 FROM UNNEST(a) x ORDER BY x)", @"[2, 3, 4] ; [] ; []")]
    [InlineData(@"EXISTS(SELECT 1 FROM UNNEST(a) x WHERE x > 2)", @"true ; false ; false")]
    [InlineData(@"GENERATE_ARRAY(1, i)", @"[1] ; [] ; []")]
    [InlineData(@"GENERATE_ARRAY(i, 3, 2)", @"[1, 3] ; [-7, -5, -3, -1, 1, 3] ; []")]
    [InlineData(@"GENERATE_DATE_ARRAY(d, DATE_ADD(d, INTERVAL 2 DAY))", @"[2021-01-03, 2021-01-04, 2021-01-05] ; [2020-12-31, 2021-01-01, 2021-01-02] ; []")]
    [InlineData(@"GENERATE_TIMESTAMP_ARRAY(t, TIMESTAMP_ADD(t, INTERVAL 1 HOUR), INTERVAL 30 MINUTE)", @"[2021-10-31 00:30:15.123456, 2021-10-31 01:00:15.123456, 2021-10-31 01:30:15.123456] ; [1969-12-31 23:59:59.999999, 1970-01-01 00:29:59.999999, 1970-01-01 00:59:59.999999] ; []")]
    [InlineData(@"(SELECT MAX(x) FROM UNNEST(a) x WHERE x < i + 5)", @"3 ; NULL ; NULL")]
    [InlineData(@"ARRAY(SELECT AS STRUCT x, x * 2 AS y FROM UNNEST(a) x ORDER BY x DESC)", @"[{x: 3, y: 6}, {x: 2, y: 4}, {x: 1, y: 2}] ; [] ; []")]
    [InlineData(@"STRUCT(i AS q, s).q", @"1 ; -7 ; NULL")]
    [InlineData(@"[STRUCT(i AS q)]", @"[{q: 1}] ; [{q: -7}] ; [{q: NULL}]")]
    public void Array_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
