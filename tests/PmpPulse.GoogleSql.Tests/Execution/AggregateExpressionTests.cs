using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class AggregateExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"COUNT(*)", @"3")]
    [InlineData(@"COUNT(i)", @"2")]
    [InlineData(@"COUNT(DISTINCT s)", @"2")]
    [InlineData(@"COUNTIF(b)", @"1")]
    [InlineData(@"SUM(i)", @"-6")]
    [InlineData(@"SUM(f)", @"0")]
    [InlineData(@"SUM(n)", @"6.75")]
    [InlineData(@"AVG(i)", @"-3")]
    [InlineData(@"AVG(f)", @"0")]
    [InlineData(@"AVG(n)", @"3.375")]
    [InlineData(@"MIN(i)", @"-7")]
    [InlineData(@"MAX(s)", @"abc")]
    [InlineData(@"MIN(t)", @"1969-12-31 23:59:59.999999")]
    [InlineData(@"MAX(d)", @"2021-01-03")]
    [InlineData(@"ARRAY_AGG(i IGNORE NULLS ORDER BY i)", @"[-7, 1]")]
    [InlineData(@"ARRAY_AGG(s IGNORE NULLS ORDER BY i DESC LIMIT 1)", @"[abc]")]
    [InlineData(@"STRING_AGG(s, '/' ORDER BY s)", @" Été /abc")]
    [InlineData(@"STRING_AGG(s ORDER BY i)", @" Été ,abc")]
    [InlineData(@"LOGICAL_AND(b)", @"false")]
    [InlineData(@"LOGICAL_OR(b)", @"true")]
    [InlineData(@"ANY_VALUE(s HAVING MAX i)", @"abc")]
    [InlineData(@"ANY_VALUE(s HAVING MIN t)", @" Été ")]
    [InlineData(@"STDDEV(f)", @"3.5355339059327378")]
    [InlineData(@"VARIANCE(f)", @"12.5")]
    [InlineData(@"VAR_POP(f)", @"6.25")]
    [InlineData(@"STDDEV_POP(f)", @"2.5")]
    [InlineData(@"CORR(i, f)", @"1")]
    [InlineData(@"COVAR_POP(i, f)", @"10")]
    [InlineData(@"COVAR_SAMP(i,f)", @"20")]
    [InlineData(@"BIT_AND(i)", @"1")]
    [InlineData(@"BIT_OR(i)", @"-7")]
    [InlineData(@"BIT_XOR(i)", @"-8")]
    [InlineData(@"SUM(IF(b, i, 0))", @"1")]
    [InlineData(@"COUNT(DISTINCT IF(b, s, NULL))", @"1")]
    [InlineData(@"ARRAY_CONCAT_AGG(a ORDER BY i)", @"[3, 1, 2]")]
    [InlineData(@"AVG(CAST(b AS INT64))", @"0.5")]
    [InlineData(@"MAX(f) - MIN(f)", @"5")]
    [InlineData(@"SUM(i) / COUNT(*)", @"-2")]
    [InlineData(@"APPROX_COUNT_DISTINCT(s)", @"2")]
    [InlineData(@"MIN(b)", @"false")]
    [InlineData(@"MAX(tm)", @"12:34:56.5")]
    [InlineData(@"ARRAY_AGG(STRUCT(i, s) ORDER BY i LIMIT 1)", @"[{i: NULL, s: NULL}]")]
    [InlineData(@"ARRAY_AGG(DISTINCT b IGNORE NULLS ORDER BY b)", @"[false, true]")]
    public void Aggregate_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
