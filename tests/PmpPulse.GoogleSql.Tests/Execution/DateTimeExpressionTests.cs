using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class DateTimeExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"TIMESTAMP_TRUNC(t, HOUR)", @"2021-10-31 00:00:00 ; 1969-12-31 23:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, DAY)", @"2021-10-31 00:00:00 ; 1969-12-31 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, MONTH)", @"2021-10-01 00:00:00 ; 1969-12-01 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, WEEK)", @"2021-10-31 00:00:00 ; 1969-12-28 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, ISOWEEK)", @"2021-10-25 00:00:00 ; 1969-12-29 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, YEAR)", @"2021-01-01 00:00:00 ; 1969-01-01 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, QUARTER)", @"2021-10-01 00:00:00 ; 1969-10-01 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, DAY, 'Europe/Paris')", @"2021-10-30 22:00:00 ; 1969-12-31 23:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, HOUR, 'Asia/Kolkata')", @"2021-10-31 00:30:00 ; 1969-12-31 23:30:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, DAY, z)", @"2021-10-30 22:00:00 ; 1969-12-31 18:30:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, MINUTE)", @"2021-10-31 00:30:00 ; 1969-12-31 23:59:00 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, SECOND)", @"2021-10-31 00:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"TIMESTAMP_TRUNC(t, MILLISECOND)", @"2021-10-31 00:30:15.123000 ; 1969-12-31 23:59:59.999000 ; NULL")]
    [InlineData(@"DATE_TRUNC(d, WEEK)", @"2021-01-03 ; 2020-12-27 ; NULL")]
    [InlineData(@"DATE_TRUNC(d, WEEK(MONDAY))", @"2020-12-28 ; 2020-12-28 ; NULL")]
    [InlineData(@"DATE_TRUNC(d, MONTH)", @"2021-01-01 ; 2020-12-01 ; NULL")]
    [InlineData(@"DATE_TRUNC(d, ISOYEAR)", @"2019-12-30 ; 2019-12-30 ; NULL")]
    [InlineData(@"DATETIME_TRUNC(dt, DAY)", @"2021-10-31 00:00:00 ; 1969-12-31 00:00:00 ; NULL")]
    [InlineData(@"DATETIME_TRUNC(dt, WEEK)", @"2021-10-31 00:00:00 ; 1969-12-28 00:00:00 ; NULL")]
    [InlineData(@"TIME_TRUNC(tm, MINUTE)", @"12:34:00 ; 00:00:00 ; NULL")]
    [InlineData(@"TIMESTAMP_ADD(t, INTERVAL i HOUR)", @"2021-10-31 01:30:15.123456 ; 1969-12-31 16:59:59.999999 ; NULL")]
    [InlineData(@"TIMESTAMP_SUB(t, INTERVAL i DAY)", @"2021-10-30 00:30:15.123456 ; 1970-01-07 23:59:59.999999 ; NULL")]
    [InlineData(@"TIMESTAMP_ADD(t, INTERVAL 10 SECOND)", @"2021-10-31 00:30:25.123456 ; 1970-01-01 00:00:09.999999 ; NULL")]
    [InlineData(@"DATE_ADD(d, INTERVAL i MONTH)", @"2021-02-03 ; 2020-05-31 ; NULL")]
    [InlineData(@"DATE_SUB(d, INTERVAL 1 WEEK)", @"2020-12-27 ; 2020-12-24 ; NULL")]
    [InlineData(@"DATETIME_ADD(dt, INTERVAL i QUARTER)", @"2022-01-31 02:30:15 ; 1968-03-31 23:59:59 ; NULL")]
    [InlineData(@"TIME_ADD(tm, INTERVAL i MINUTE)", @"12:35:56.5 ; 23:53:00 ; NULL")]
    [InlineData(@"TIMESTAMP_DIFF(t, TIMESTAMP '2021-01-01 00:00:00+00', HOUR)", @"7272 ; -447072 ; NULL")]
    [InlineData(@"TIMESTAMP_DIFF(t, TIMESTAMP '2021-01-01 00:00:00+00', DAY)", @"303 ; -18628 ; NULL")]
    [InlineData(@"DATE_DIFF(d, DATE '2020-06-15', MONTH)", @"7 ; 6 ; NULL")]
    [InlineData(@"DATE_DIFF(d, DATE '2020-06-15', WEEK)", @"29 ; 28 ; NULL")]
    [InlineData(@"DATE_DIFF(d, DATE '2020-06-15', ISOYEAR)", @"0 ; 0 ; NULL")]
    [InlineData(@"DATETIME_DIFF(dt, DATETIME '2021-10-30 23:00:00', DAY)", @"1 ; -18931 ; NULL")]
    [InlineData(@"DATETIME_DIFF(dt, DATETIME '2021-10-30 23:00:00', QUARTER)", @"0 ; -208 ; NULL")]
    [InlineData(@"TIME_DIFF(tm, TIME '10:00:00', HOUR)", @"2 ; -10 ; NULL")]
    public void DateTime_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
