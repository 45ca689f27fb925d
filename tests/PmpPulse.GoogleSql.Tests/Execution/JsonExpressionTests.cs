using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class JsonExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"JSON_VALUE(j, '$.k[1]')", @"v ; NULL ; NULL")]
    [InlineData(@"JSON_QUERY(j, '$.k')", @"[1,""v"",null,true,1.5] ; NULL ; NULL")]
    [InlineData(@"JSON_QUERY_ARRAY(j, '$.k')", @"[1, ""v"", null, true, 1.5] ; [] ; []")]
    [InlineData(@"TO_JSON_STRING(j)", @"{""k"":[1,""v"",null,true,1.5]} ; [] ; null")]
    [InlineData(@"j.k", @"[1,""v"",null,true,1.5] ; NULL ; NULL")]
    [InlineData(@"j.k[0]", @"1 ; NULL ; NULL")]
    [InlineData(@"j.k[1]", @"""v"" ; NULL ; NULL")]
    [InlineData(@"LAX_INT64(j.k[4])", @"2 ; NULL ; NULL")]
    [InlineData(@"LAX_STRING(j.k[1])", @"v ; NULL ; NULL")]
    [InlineData(@"LAX_BOOL(j.k[3])", @"true ; NULL ; NULL")]
    [InlineData(@"LAX_FLOAT64(j.k[0])", @"1 ; NULL ; NULL")]
    [InlineData(@"JSON_TYPE(j.k)", @"array ; NULL ; NULL")]
    [InlineData(@"JSON_TYPE(j)", @"object ; array ; NULL")]
    [InlineData(@"TO_JSON(i)", @"1 ; -7 ; null")]
    [InlineData(@"TO_JSON_STRING(i)", @"1 ; -7 ; null")]
    [InlineData(@"TO_JSON_STRING(f)", @"2.5 ; -2.5 ; null")]
    [InlineData(@"TO_JSON_STRING(n)", @"""7.25"" ; ""-0.5"" ; null")]
    [InlineData(@"TO_JSON_STRING(b)", @"true ; false ; null")]
    [InlineData(@"TO_JSON_STRING(d)", @"""2021-01-03"" ; ""2020-12-31"" ; null")]
    [InlineData(@"TO_JSON_STRING(t)", @"""2021-10-31T00:30:15.123456Z"" ; ""1969-12-31T23:59:59.999999Z"" ; null")]
    [InlineData(@"TO_JSON_STRING(dt)", @"""2021-10-31T02:30:15"" ; ""1969-12-31T23:59:59"" ; null")]
    [InlineData(@"TO_JSON_STRING(tm)", @"""12:34:56.500"" ; ""00:00:00"" ; null")]
    [InlineData(@"TO_JSON_STRING(y)", @"""eHl6"" ; """" ; null")]
    [InlineData(@"TO_JSON_STRING(a)", @"[3,1,2] ; [] ; null")]
    [InlineData(@"TO_JSON_STRING([STRUCT(i AS x, [s] AS y)])", @"[{""x"":1,""y"":[""abc""]}] ; [{""x"":-7,""y"":["" Été ""]}] ; [{""x"":null,""y"":[null]}]")]
    [InlineData(@"TO_JSON_STRING(STRUCT(i, s))", @"{""i"":1,""s"":""abc""} ; {""i"":-7,""s"":"" Été ""} ; {""i"":null,""s"":null}")]
    [InlineData(@"JSON_VALUE(TO_JSON_STRING(STRUCT(i AS q)), '$.q')", @"1 ; -7 ; NULL")]
    [InlineData(@"JSON_EXTRACT(TO_JSON_STRING(a), '$[0]')", @"3 ; NULL ; NULL")]
    [InlineData(@"JSON_EXTRACT_SCALAR(TO_JSON_STRING(a), '$[0]')", @"3 ; NULL ; NULL")]
    [InlineData(@"PARSE_JSON(TO_JSON_STRING(a))", @"[3,1,2] ; [] ; null")]
    public void Json_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
