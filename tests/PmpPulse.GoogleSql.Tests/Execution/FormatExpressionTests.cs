using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class FormatExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%E3S%Ez', t)", @"2021-10-31T00:30:15.123+00:00 ; 1969-12-31T23:59:59.999+00:00 ; NULL")]
    [InlineData(@"FORMAT_TIMESTAMP('%F %T %Z', t, 'Europe/Paris')", @"2021-10-31 02:30:15 UTC+2 ; 1970-01-01 00:59:59 UTC+1 ; NULL")]
    [InlineData(@"FORMAT_TIMESTAMP('%F %T %z', t, z)", @"2021-10-31 02:30:15 +0200 ; 1970-01-01 05:29:59 +0530 ; NULL")]
    [InlineData(@"FORMAT_TIMESTAMP('%c', t)", @"Sun Oct 31 00:30:15 2021 ; Wed Dec 31 23:59:59 1969 ; NULL")]
    [InlineData(@"FORMAT_DATE('%A %d %B %Y', d)", @"Sunday 03 January 2021 ; Thursday 31 December 2020 ; NULL")]
    [InlineData(@"FORMAT_DATE('%V/%G %j %U %W %u %w %e', d)", @"53/2020 003 01 00 7 0  3 ; 53/2020 366 52 52 4 4 31 ; NULL")]
    [InlineData(@"FORMAT_DATETIME('%x %X %p %I', dt)", @"10/31/21 02:30:15 AM 02 ; 12/31/69 23:59:59 PM 11 ; NULL")]
    [InlineData(@"FORMAT_TIME('%H:%M:%E*S', tm)", @"12:34:56.5 ; 00:00:00 ; NULL")]
    [InlineData(@"PARSE_TIMESTAMP('%F %T', FORMAT_TIMESTAMP('%F %T', t))", @"2021-10-31 00:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"PARSE_DATE('%F', FORMAT_DATE('%F', d))", @"2021-01-03 ; 2020-12-31 ; NULL")]
    [InlineData(@"PARSE_DATETIME('%F %T', FORMAT_DATETIME('%F %T', dt))", @"2021-10-31 02:30:15 ; 1969-12-31 23:59:59 ; NULL")]
    [InlineData(@"PARSE_TIME('%T', FORMAT_TIME('%T', tm))", @"12:34:56 ; 00:00:00 ; NULL")]
    [InlineData(@"FORMAT_DATE('%F', t)", @"2021-10-31 ; 1969-12-31 ; NULL")]
    [InlineData(@"STRING(t)", @"2021-10-31 00:30:15.123456+00 ; 1969-12-31 23:59:59.999999+00 ; NULL")]
    [InlineData(@"STRING(d)", @"2021-01-03 ; 2020-12-31 ; NULL")]
    [InlineData(@"FORMAT_TIMESTAMP('', t)", @" ;  ; NULL")]
    [InlineData(@"FORMAT_DATE('100%%{0}', d)", @"100%{0} ; 100%{0} ; NULL")]
    public void Format_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
