using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class ExtractExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"EXTRACT(YEAR FROM t)", @"2021 ; 1969 ; NULL")]
    [InlineData(@"EXTRACT(DAYOFWEEK FROM t)", @"1 ; 4 ; NULL")]
    [InlineData(@"EXTRACT(WEEK FROM t)", @"44 ; 52 ; NULL")]
    [InlineData(@"EXTRACT(ISOWEEK FROM d)", @"53 ; 53 ; NULL")]
    [InlineData(@"EXTRACT(HOUR FROM t AT TIME ZONE 'Europe/Paris')", @"2 ; 0 ; NULL")]
    [InlineData(@"EXTRACT(DATE FROM t AT TIME ZONE z)", @"2021-10-31 ; 1970-01-01 ; NULL")]
    [InlineData(@"EXTRACT(MICROSECOND FROM t)", @"123456 ; 999999 ; NULL")]
    [InlineData(@"EXTRACT(MILLISECOND FROM t)", @"123 ; 999 ; NULL")]
    [InlineData(@"EXTRACT(SECOND FROM tm)", @"56 ; 0 ; NULL")]
    [InlineData(@"EXTRACT(HOUR FROM tm)", @"12 ; 0 ; NULL")]
    [InlineData(@"EXTRACT(MICROSECOND FROM tm)", @"500000 ; 0 ; NULL")]
    [InlineData(@"EXTRACT(DATE FROM dt)", @"2021-10-31 ; 1969-12-31 ; NULL")]
    [InlineData(@"EXTRACT(TIME FROM t)", @"00:30:15.123456 ; 23:59:59.999999 ; NULL")]
    [InlineData(@"EXTRACT(DAYOFYEAR FROM d)", @"3 ; 366 ; NULL")]
    [InlineData(@"EXTRACT(QUARTER FROM dt)", @"4 ; 4 ; NULL")]
    [InlineData(@"DATETIME(t, 'Europe/Paris')", @"2021-10-31 02:30:15.123456 ; 1970-01-01 00:59:59.999999 ; NULL")]
    [InlineData(@"DATETIME(t, z)", @"2021-10-31 02:30:15.123456 ; 1970-01-01 05:29:59.999999 ; NULL")]
    [InlineData(@"DATETIME(t)", @"2021-10-31 00:30:15.123456 ; 1969-12-31 23:59:59.999999 ; NULL")]
    [InlineData(@"DATE(t)", @"2021-10-31 ; 1969-12-31 ; NULL")]
    [InlineData(@"DATE(t, 'Europe/Paris')", @"2021-10-31 ; 1970-01-01 ; NULL")]
    [InlineData(@"TIME(t)", @"00:30:15.123456 ; 23:59:59.999999 ; NULL")]
    [InlineData(@"TIMESTAMP(dt, 'Europe/Paris')", @"2021-10-31 00:30:15 ; 1969-12-31 22:59:59 ; NULL")]
    [InlineData(@"TIMESTAMP(dt, z)", @"2021-10-31 00:30:15 ; 1969-12-31 18:29:59 ; NULL")]
    [InlineData(@"TIMESTAMP(dt)", @"2021-10-31 02:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"TIMESTAMP(d)", @"2021-01-03 00:00:00 ; 2020-12-31 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP(d, 'Europe/Paris')", @"2021-01-02 23:00:00 ; 2020-12-30 23:00:00 ; NULL")]
    [InlineData(@"UNIX_SECONDS(t)", @"1635640215 ; -1 ; NULL")]
    [InlineData(@"UNIX_MILLIS(t)", @"1635640215123 ; -1 ; NULL")]
    [InlineData(@"UNIX_MICROS(t)", @"1635640215123456 ; -1 ; NULL")]
    [InlineData(@"UNIX_DATE(d)", @"18630 ; 18627 ; NULL")]
    [InlineData(@"TIMESTAMP_SECONDS(i)", @"1970-01-01 00:00:01 ; 1969-12-31 23:59:53 ; NULL")]
    [InlineData(@"TIMESTAMP_MILLIS(i)", @"1970-01-01 00:00:00.001000 ; 1969-12-31 23:59:59.993000 ; NULL")]
    [InlineData(@"TIMESTAMP_MICROS(i)", @"1970-01-01 00:00:00.000001 ; 1969-12-31 23:59:59.999993 ; NULL")]
    [InlineData(@"DATE_FROM_UNIX_DATE(i)", @"1970-01-02 ; 1969-12-25 ; NULL")]
    [InlineData(@"LAST_DAY(d)", @"2021-01-31 ; 2020-12-31 ; NULL")]
    [InlineData(@"LAST_DAY(d, QUARTER)", @"2021-03-31 ; 2020-12-31 ; NULL")]
    [InlineData(@"d + 1", @"2021-01-04 ; 2021-01-01 ; NULL")]
    [InlineData(@"d - 1", @"2021-01-02 ; 2020-12-30 ; NULL")]
    [InlineData(@"d + i", @"2021-01-04 ; 2020-12-24 ; NULL")]
    [InlineData(@"d < DATE '2021-01-01'", @"false ; true ; NULL")]
    [InlineData(@"t >= TIMESTAMP '2021-01-01 00:00:00+00'", @"true ; false ; NULL")]
    [InlineData(@"t > '2021-01-01'", @"true ; false ; NULL")]
    [InlineData(@"d = '2021-01-03'", @"true ; false ; NULL")]
    [InlineData(@"dt > d", @"true ; false ; NULL")]
    public void Extract_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
