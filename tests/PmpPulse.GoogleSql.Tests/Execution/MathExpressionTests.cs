using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class MathExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"ABS(i)", @"1 ; 7 ; NULL")]
    [InlineData(@"ABS(f)", @"2.5 ; 2.5 ; NULL")]
    [InlineData(@"ABS(n)", @"7.25 ; 0.5 ; NULL")]
    [InlineData(@"SIGN(i)", @"1 ; -1 ; NULL")]
    [InlineData(@"SIGN(f)", @"1 ; -1 ; NULL")]
    [InlineData(@"ROUND(f)", @"3 ; -3 ; NULL")]
    [InlineData(@"ROUND(f, 1)", @"2.5 ; -2.5 ; NULL")]
    [InlineData(@"ROUND(n)", @"7 ; -1 ; NULL")]
    [InlineData(@"FLOOR(f)", @"2 ; -3 ; NULL")]
    [InlineData(@"CEIL(f)", @"3 ; -2 ; NULL")]
    [InlineData(@"TRUNC(f)", @"2 ; -2 ; NULL")]
    [InlineData(@"TRUNC(f, 1)", @"2.5 ; -2.5 ; NULL")]
    [InlineData(@"MOD(i, 3)", @"1 ; -1 ; NULL")]
    [InlineData(@"DIV(i, 2)", @"0 ; -3 ; NULL")]
    [InlineData(@"MOD(n, 2)", @"1.25 ; -0.5 ; NULL")]
    [InlineData(@"SAFE_DIVIDE(i, 0)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_DIVIDE(i, 2)", @"0.5 ; -3.5 ; NULL")]
    [InlineData(@"SAFE_DIVIDE(n, 3)", @"2.416666667 ; -0.166666667 ; NULL")]
    [InlineData(@"IEEE_DIVIDE(i, 0)", @"Infinity ; -Infinity ; NULL")]
    [InlineData(@"SQRT(ABS(f))", @"1.5811388300841898 ; 1.5811388300841898 ; NULL")]
    [InlineData(@"POW(f, 2)", @"6.25 ; 6.25 ; NULL")]
    [InlineData(@"EXP(f)", @"12.182493960703473 ; 0.0820849986238988 ; NULL")]
    [InlineData(@"LN(ABS(f))", @"0.9162907318741551 ; 0.9162907318741551 ; NULL")]
    [InlineData(@"LOG10(ABS(f))", @"0.3979400086720376 ; 0.3979400086720376 ; NULL")]
    [InlineData(@"LOG(ABS(f), 2)", @"1.3219280948873624 ; 1.3219280948873624 ; NULL")]
    [InlineData(@"SAFE_ADD(i, 1)", @"2 ; -6 ; NULL")]
    [InlineData(@"SAFE_NEGATE(i)", @"-1 ; 7 ; NULL")]
    [InlineData(@"SAFE_MULTIPLY(i, 2)", @"2 ; -14 ; NULL")]
    [InlineData(@"i & 3", @"1 ; 1 ; NULL")]
    [InlineData(@"i | 8", @"9 ; -7 ; NULL")]
    [InlineData(@"i ^ 5", @"4 ; -4 ; NULL")]
    [InlineData(@"~i", @"-2 ; 6 ; NULL")]
    [InlineData(@"i << 2", @"4 ; -28 ; NULL")]
    [InlineData(@"i >> 1", @"0 ; 9223372036854775804 ; NULL")]
    [InlineData(@"ROUND(i)", @"1 ; -7 ; NULL")]
    [InlineData(@"SIN(f)", @"0.5984721441039565 ; -0.5984721441039565 ; NULL")]
    [InlineData(@"ATAN2(f, 1)", @"1.1902899496825317 ; -1.1902899496825317 ; NULL")]
    [InlineData(@"CEIL(n)", @"8 ; 0 ; NULL")]
    [InlineData(@"FLOOR(n)", @"7 ; -1 ; NULL")]
    [InlineData(@"SIGN(n)", @"1 ; -1 ; NULL")]
    [InlineData(@"TRUNC(n)", @"7 ; 0 ; NULL")]
    [InlineData(@"SAFE.LN(f)", @"0.9162907318741551 ; NULL ; NULL")]
    [InlineData(@"SAFE.SQRT(f)", @"1.5811388300841898 ; NULL ; NULL")]
    [InlineData(@"GREATEST(n, 0)", @"7.25 ; 0 ; NULL")]
    [InlineData(@"IS_NAN(f)", @"false ; false ; NULL")]
    [InlineData(@"IS_INF(f)", @"false ; false ; NULL")]
    public void Math_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
