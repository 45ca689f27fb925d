using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class StringExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers for the rows of SampleRows
    [Theory]
    [InlineData(@"LENGTH(s)", @"3 ; 5 ; NULL")]
    [InlineData(@"BYTE_LENGTH(s)", @"3 ; 7 ; NULL")]
    [InlineData(@"UPPER(s)", @"ABC ;  ÉTÉ  ; NULL")]
    [InlineData(@"LOWER(s)", @"abc ;  été  ; NULL")]
    [InlineData(@"TRIM(s)", @"abc ; Été ; NULL")]
    [InlineData(@"LTRIM(s)", @"abc ; Été  ; NULL")]
    [InlineData(@"RTRIM(s)", @"abc ;  Été ; NULL")]
    [InlineData(@"SUBSTR(s, 2)", @"bc ; Été  ; NULL")]
    [InlineData(@"SUBSTR(s, 2, 1)", @"b ; É ; NULL")]
    [InlineData(@"SUBSTR(s, i)", @"abc ;  Été  ; NULL")]
    [InlineData(@"SUBSTR(s, -2)", @"bc ; é  ; NULL")]
    [InlineData(@"SUBSTR(s, i, 2)", @"ab ;  É ; NULL")]
    [InlineData(@"CONCAT(s, '-', s)", @"abc-abc ;  Été - Été  ; NULL")]
    [InlineData(@"s ", @"abc ;  Été  ; NULL")]
    [InlineData(@" 'x'", @"x ; x ; x")]
    [InlineData(@"REPLACE(s, 'b', 'X')", @"aXc ;  Été  ; NULL")]
    [InlineData(@"REVERSE(s)", @"cba ;  étÉ  ; NULL")]
    [InlineData(@"REPEAT(s, 2)", @"abcabc ;  Été  Été  ; NULL")]
    [InlineData(@"STRPOS(s, 'b')", @"2 ; 0 ; NULL")]
    [InlineData(@"STARTS_WITH(s, 'a')", @"true ; false ; NULL")]
    [InlineData(@"ENDS_WITH(s, 'c')", @"true ; false ; NULL")]
    [InlineData(@"SPLIT(s, 'b')", @"[a, c] ; [ Été ] ; []")]
    [InlineData(@"LPAD(s, 6, '*')", @"***abc ; * Été  ; NULL")]
    [InlineData(@"RPAD(s, 6)", @"abc    ;  Été   ; NULL")]
    [InlineData(@"LEFT(s, 2)", @"ab ;  É ; NULL")]
    [InlineData(@"RIGHT(s, 2)", @"bc ; é  ; NULL")]
    [InlineData(@"REGEXP_CONTAINS(s, 'b')", @"true ; false ; NULL")]
    [InlineData(@"REGEXP_EXTRACT(s, 'b(.)')", @"c ; NULL ; NULL")]
    [InlineData(@"REGEXP_EXTRACT_ALL(s, '[a-z]')", @"[a, b, c] ; [t] ; []")]
    [InlineData(@"REGEXP_REPLACE(s, '[aeiouÉé]', '_')", @"_bc ;  _t_  ; NULL")]
    [InlineData(@"INITCAP(s)", @"Abc ;  Été  ; NULL")]
    [InlineData(@"ASCII(s)", @"97 ; 32 ; NULL")]
    [InlineData(@"UNICODE(s)", @"97 ; 32 ; NULL")]
    [InlineData(@"TO_CODE_POINTS(s)", @"[97, 98, 99] ; [32, 201, 116, 233, 32] ; []")]
    [InlineData(@"TO_BASE64(y)", @"eHl6 ;  ; NULL")]
    [InlineData(@"TO_HEX(y)", @"78797a ;  ; NULL")]
    [InlineData(@"LENGTH(y)", @"3 ; 0 ; NULL")]
    [InlineData(@"SHA256(s)", @"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD ; C673BE156EA0748F3146642FC3A644DC221EFDEADAE79EE74158565F9331A07C ; NULL")]
    [InlineData(@"MD5(s)", @"900150983CD24FB0D6963F7D28E17F72 ; 7F27A974B9C51DA3D807AE9622950CB4 ; NULL")]
    [InlineData(@"SHA1(s)", @"A9993E364706816ABA3E25717850C26C9CD0D89D ; 337D22084A7CA16C58C256383475E4B000383F75 ; NULL")]
    [InlineData(@"SAFE_CONVERT_BYTES_TO_STRING(y)", @"xyz ;  ; NULL")]
    [InlineData(@"TRANSLATE(s,'ab','xy')", @"xyc ;  Été  ; NULL")]
    [InlineData(@"TO_JSON_STRING(s)", @"""abc"" ; "" Été "" ; null")]
    [InlineData(@"FORMAT('%s-%d-%5.1f', s, i, f)", @"abc-1-  2.5 ;  Été --7- -2.5 ; NULL")]
    public void String_OverSampleRows_MatchesGoogleSql(string expression, string expected)
    {
        var rows = Warehouse.Query($"SELECT {expression} {SampleRows.From}");

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
