using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class OperatorsExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"i + i", @"2 ; -14 ; NULL")]
    [InlineData(@"i - 1", @"0 ; -8 ; NULL")]
    [InlineData(@"i * 2", @"2 ; -14 ; NULL")]
    [InlineData(@"-i", @"-1 ; 7 ; NULL")]
    [InlineData(@"i / 2", @"0.5 ; -3.5 ; NULL")]
    [InlineData(@"f / 2", @"1.25 ; -1.25 ; NULL")]
    [InlineData(@"f * i", @"2.5 ; 17.5 ; NULL")]
    [InlineData(@"n * i", @"7.25 ; 3.5 ; NULL")]
    [InlineData(@"n / 3", @"2.416666667 ; -0.166666667 ; NULL")]
    [InlineData(@"n + i", @"8.25 ; -7.5 ; NULL")]
    [InlineData(@"n + f", @"9.75 ; -3 ; NULL")]
    [InlineData(@"n * n", @"52.5625 ; 0.25 ; NULL")]
    [InlineData(@"i / f", @"0.4 ; 2.8 ; NULL")]
    [InlineData(@"i = 1", @"true ; false ; NULL")]
    [InlineData(@"i != 1", @"false ; true ; NULL")]
    [InlineData(@"i < f", @"true ; true ; NULL")]
    [InlineData(@"s < 'b'", @"true ; true ; NULL")]
    [InlineData(@"b AND i > 0", @"true ; false ; NULL")]
    [InlineData(@"b OR i IS NULL", @"true ; false ; true")]
    [InlineData(@"NOT b", @"false ; true ; NULL")]
    [InlineData(@"i IN (1,2)", @"true ; false ; NULL")]
    [InlineData(@"i NOT IN (1, NULL)", @"false ; NULL ; NULL")]
    [InlineData(@"i BETWEEN 0 AND 5", @"true ; false ; NULL")]
    [InlineData(@"s LIKE '%b%'", @"true ; false ; NULL")]
    [InlineData(@"i IS NULL", @"false ; false ; true")]
    [InlineData(@"i IS NOT DISTINCT FROM NULL", @"false ; false ; true")]
    [InlineData(@"b IS TRUE", @"true ; false ; false")]
    [InlineData(@"b IS NOT TRUE", @"false ; true ; true")]
    [InlineData(@"i IN UNNEST(a)", @"true ; false ; false")]
    public void Operators_OverSampleRows_MatchGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
