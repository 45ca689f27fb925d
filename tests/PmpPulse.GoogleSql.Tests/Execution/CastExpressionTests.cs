using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class CastExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"CAST(i AS STRING)", @"1 ; -7 ; NULL")]
    [InlineData(@"CAST(f AS STRING)", @"2.5 ; -2.5 ; NULL")]
    [InlineData(@"CAST(b AS STRING)", @"true ; false ; NULL")]
    [InlineData(@"CAST(d AS STRING)", @"2021-01-03 ; 2020-12-31 ; NULL")]
    [InlineData(@"CAST(t AS STRING)", @"2021-10-31 00:30:15.123456+00 ; 1969-12-31 23:59:59.999999+00 ; NULL")]
    [InlineData(@"CAST(dt AS STRING)", @"2021-10-31 02:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"CAST(tm AS STRING)", @"12:34:56.500 ; 00:00:00 ; NULL")]
    [InlineData(@"CAST(n AS STRING)", @"7.25 ; -0.5 ; NULL")]
    [InlineData(@"CAST(i AS FLOAT64)", @"1 ; -7 ; NULL")]
    [InlineData(@"CAST(f AS INT64)", @"3 ; -3 ; NULL")]
    [InlineData(@"CAST(n AS INT64)", @"7 ; -1 ; NULL")]
    [InlineData(@"CAST(n AS FLOAT64)", @"7.25 ; -0.5 ; NULL")]
    [InlineData(@"CAST(f AS NUMERIC)", @"2.5 ; -2.5 ; NULL")]
    [InlineData(@"CAST(i AS NUMERIC)", @"1 ; -7 ; NULL")]
    [InlineData(@"CAST(i AS BOOL)", @"true ; true ; NULL")]
    [InlineData(@"CAST(b AS INT64)", @"1 ; 0 ; NULL")]
    [InlineData(@"CAST(d AS TIMESTAMP)", @"2021-01-03 00:00:00 ; 2020-12-31 00:00:00 ; NULL")]
    [InlineData(@"CAST(d AS DATETIME)", @"2021-01-03 00:00:00 ; 2020-12-31 00:00:00 ; NULL")]
    [InlineData(@"CAST(t AS DATE)", @"2021-10-31 ; 1969-12-31 ; NULL")]
    [InlineData(@"CAST(t AS DATETIME)", @"2021-10-31 00:30:15.123456 ; 1969-12-31 23:59:59.999999 ; NULL")]
    [InlineData(@"CAST(t AS TIME)", @"00:30:15.123456 ; 23:59:59.999999 ; NULL")]
    [InlineData(@"CAST(dt AS DATE)", @"2021-10-31 ; 1969-12-31 ; NULL")]
    [InlineData(@"CAST(dt AS TIMESTAMP)", @"2021-10-31 02:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"CAST(dt AS TIME)", @"02:30:15 ; 23:59:59 ; NULL")]
    [InlineData(@"CAST(s AS BYTES)", @"616263 ; 20C38974C3A920 ; NULL")]
    [InlineData(@"CAST(y AS STRING)", @"xyz ;  ; NULL")]
    [InlineData(@"SAFE_CAST(s AS INT64)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS FLOAT64)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS BOOL)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS DATE)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS TIMESTAMP)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS NUMERIC)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS TIME)", @"NULL ; NULL ; NULL")]
    [InlineData(@"SAFE_CAST(s AS DATETIME)", @"NULL ; NULL ; NULL")]
    [InlineData(@"CAST(CAST(t AS STRING) AS TIMESTAMP)", @"2021-10-31 00:30:15.123456 ; 1969-12-31 23:59:59.999999 ; NULL")]
    [InlineData(@"CAST(CAST(dt AS STRING) AS DATETIME)", @"2021-10-31 02:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"CAST(CAST(i AS STRING) AS INT64)", @"1 ; -7 ; NULL")]
    [InlineData(@"CAST(CAST(f AS STRING) AS FLOAT64)", @"2.5 ; -2.5 ; NULL")]
    [InlineData(@"CAST(CAST(tm AS STRING) AS TIME)", @"12:34:56.5 ; 00:00:00 ; NULL")]
    [InlineData(@"CAST(CAST(d AS STRING) AS DATE)", @"2021-01-03 ; 2020-12-31 ; NULL")]
    [InlineData(@"CAST(CAST(n AS STRING) AS NUMERIC)", @"7.25 ; -0.5 ; NULL")]
    [InlineData(@"CAST(CAST(b AS STRING) AS BOOL)", @"true ; false ; NULL")]
    public void Cast_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
