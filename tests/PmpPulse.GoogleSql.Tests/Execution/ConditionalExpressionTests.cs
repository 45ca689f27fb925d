using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class ConditionalExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"IF(b, i, 0)", @"1 ; 0 ; 0")]
    [InlineData(@"CASE WHEN i > 0 THEN s ELSE 'neg' END", @"abc ; neg ; neg")]
    [InlineData(@"CASE i WHEN 1 THEN 'one' WHEN -7 THEN 'm7' END", @"one ; m7 ; NULL")]
    [InlineData(@"COALESCE(i, 0)", @"1 ; -7 ; 0")]
    [InlineData(@"COALESCE(s, 'none')", @"abc ;  Été  ; none")]
    [InlineData(@"IFNULL(f, 0)", @"2.5 ; -2.5 ; 0")]
    [InlineData(@"NULLIF(i, 1)", @"NULL ; -7 ; NULL")]
    [InlineData(@"GREATEST(i, 0)", @"1 ; 0 ; NULL")]
    [InlineData(@"LEAST(f, i)", @"1 ; -7 ; NULL")]
    [InlineData(@"COALESCE(i, f)", @"1 ; -7 ; NULL")]
    [InlineData(@"COALESCE(n, i)", @"7.25 ; -0.5 ; NULL")]
    public void Conditional_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
