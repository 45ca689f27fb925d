using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class ConstantExpressionTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers
    [Theory]
    [InlineData(@"SELECT 1, 'a' AS x, [1,2], STRUCT(1,2 AS b)", @"1 | a | [1, 2] | {_field_1: 1, b: 2}")]
    [InlineData(@"SELECT CAST(1.0 AS STRING), CAST(1e15 AS STRING), CAST(123456789.5 AS STRING), CAST(0.1+0.2 AS STRING), CAST(CAST('inf' AS FLOAT64) AS STRING), CAST(CAST('nan' AS FLOAT64) AS STRING)", @"1 | 1e+15 | 123456789.5 | 0.30000000000000004 | inf | nan")]
    [InlineData(@"SELECT CAST(TIMESTAMP '2025-10-18 09:09:16.1+00' AS STRING), CAST(TIMESTAMP '2025-10-18 09:09:16.123456+00' AS STRING), CAST(DATETIME '2025-10-18 09:09:16.5' AS STRING), CAST(TIME '09:09:16.25' AS STRING), CAST(TRUE AS STRING), CAST(DATE '0999-01-01' AS STRING)", @"2025-10-18 09:09:16.100+00 | 2025-10-18 09:09:16.123456+00 | 2025-10-18 09:09:16.500 | 09:09:16.250 | true | 0999-01-01")]
    [InlineData(@"SELECT TIMESTAMP(DATETIME '2025-10-26 02:30:00','Europe/Paris'), TIMESTAMP(DATETIME '2025-03-30 02:30:00','Europe/Paris'), TIMESTAMP(DATETIME '2025-07-30 02:30:00','Europe/Paris')", @"2025-10-26 00:30:00 | 2025-03-30 01:30:00 | 2025-07-30 00:30:00")]
    [InlineData(@"SELECT DATETIME(TIMESTAMP '2025-10-26 00:30:00+00','Europe/Paris'), DATETIME(TIMESTAMP '2025-10-26 01:30:00+00','Europe/Paris'), DATE(TIMESTAMP '2025-10-25 23:30:00+00','Europe/Paris'), TIME(TIMESTAMP '2025-10-25 23:30:00+00','Europe/Paris')", @"2025-10-26 02:30:00 | 2025-10-26 02:30:00 | 2025-10-26 | 01:30:00")]
    [InlineData(@"SELECT 5/2, 4/2, -7/2, 1.5/0.5, 1/3", @"2.5 | 2 | -3.5 | 3 | 0.3333333333333333")]
    [InlineData(@"SELECT 7 - 2 * 3, 2 + 3 * 4, -(-3), - 5, +5, ~5, 5 & 3, 5 | 3, 5 ^ 3, 1 << 3, -8 >> 1, 1 << 63, 1 << 64, -1 >> 60", @"1 | 14 | 3 | -5 | 5 | -6 | 1 | 7 | 6 | 8 | 9223372036854775804 | -9223372036854775808 | 0 | 15")]
    [InlineData(@"SELECT -9223372036854775808, 9223372036854775807, 0x1F, 1e3, .5, 1.", @"-9223372036854775808 | 9223372036854775807 | 31 | 1000 | 0.5 | 1")]
    [InlineData(@"SELECT SAFE_CAST('abc' AS INT64), SAFE_CAST('12' AS INT64), SAFE_CAST('1.5' AS INT64), SAFE_CAST('x' AS DATE), SAFE_CAST('2020-02-30' AS DATE), SAFE_CAST('t' AS BOOL), SAFE_CAST('TRUE' AS BOOL), SAFE_CAST('1e400' AS FLOAT64)", @"NULL | 12 | NULL | NULL | NULL | NULL | true | Infinity")]
    [InlineData(@"SELECT CAST(2.5 AS INT64), CAST(3.5 AS INT64), CAST(-2.5 AS INT64), CAST(1e18 AS INT64), CAST(TRUE AS INT64), CAST(0 AS BOOL), CAST(5 AS BOOL), CAST(1.123456789123 AS NUMERIC)", @"3 | 4 | -3 | 1000000000000000000 | 1 | false | true | 1.123456789")]
    [InlineData(@"SELECT [1,2,3][OFFSET(0)], [1,2,3][ORDINAL(1)], [1,2,3][SAFE_OFFSET(9)], [1,2,3][SAFE_ORDINAL(0)], [1,2][1]", @"1 | 1 | NULL | NULL | 2")]
    [InlineData(@"SELECT CASE WHEN 1 = 2 THEN 'a' WHEN TRUE THEN 'b' ELSE 'c' END, CASE 2 WHEN 1 THEN 'x' WHEN 2 THEN 'y' END, CASE 5 WHEN 1 THEN 1 END, IF(TRUE, 1, 2.5), COALESCE(NULL, 3), IFNULL(NULL, 'q'), NULLIF(1,1), NULLIF(1,2)", @"b | y | NULL | 1 | 3 | q | NULL | 1")]
    [InlineData(@"SELECT NULL = 1, NULL AND FALSE, NULL OR TRUE, NOT NULL, 1 != 2, 1 <> 1, 'a' < 'b', TRUE > FALSE", @"NULL | false | true | NULL | true | false | true | true")]
    [InlineData(@"SELECT 'a' || 'b' || 'c', CONCAT('a', 'b'), CONCAT('a', NULL), b'ab' || b'c', [1] || [2,3]", @"abc | ab | NULL | 616263 | [1, 2, 3]")]
    [InlineData(@"SELECT 'a\u00e9😀', LENGTH('a\u00e9😀'), BYTE_LENGTH('é'), LENGTH(b'abc'), REVERSE('abc'), UPPER('é'), CHAR_LENGTH('日本')", @"aé😀 | 3 | 2 | 3 | cba | É | 2")]
    [InlineData(@"SELECT DATE '2020-01-01', TIMESTAMP '2020-01-01 00:00:00+02', TIMESTAMP '2020-01-01T10:00:00Z', TIMESTAMP '2020-07-01 00:00:00 Europe/Paris', DATETIME '2020-01-01 01:02:03.5', TIME '01:02:03', DATE '2020-1-2', TIMESTAMP '2020-01-01'", @"2020-01-01 | 2019-12-31 22:00:00 | 2020-01-01 10:00:00 | 2020-06-30 22:00:00 | 2020-01-01 01:02:03.500000 | 01:02:03 | 2020-01-02 | 2020-01-01 00:00:00")]
    [InlineData(@"SELECT DATE(2020,1,2), DATETIME(2020,1,2,3,4,5), TIME(1,2,3), DATE(DATETIME '2020-01-02 03:04:05'), DATETIME(DATE '2020-01-02'), DATETIME(DATE '2020-01-02', TIME '03:04:05'), TIMESTAMP(DATE '2020-01-02'), TIMESTAMP('2020-01-02 03:04:05'), TIMESTAMP('2020-01-02 03:04:05', 'Europe/Paris'), DATE('2020-01-02')", @"2020-01-02 | 2020-01-02 03:04:05 | 01:02:03 | 2020-01-02 | 2020-01-02 00:00:00 | 2020-01-02 03:04:05 | 2020-01-02 00:00:00 | 2020-01-02 03:04:05 | 2020-01-02 02:04:05 | 2020-01-02")]
    [InlineData(@"SELECT GENERATE_ARRAY(1,5), GENERATE_ARRAY(1,10,3), GENERATE_ARRAY(5,1,-2), GENERATE_ARRAY(5,1), GENERATE_DATE_ARRAY('2020-01-01','2020-01-03'), GENERATE_DATE_ARRAY('2020-01-31','2020-04-01', INTERVAL 1 MONTH), GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2020-01-01 00:00:00+00', TIMESTAMP '2020-01-01 02:00:00+00', INTERVAL 1 HOUR), ARRAY_LENGTH([1,2]), ARRAY_CONCAT([1],[2]), ARRAY_REVERSE([1,2]), ARRAY_LENGTH([])", @"[1, 2, 3, 4, 5] | [1, 4, 7, 10] | [5, 3, 1] | [] | [2020-01-01, 2020-01-02, 2020-01-03] | [2020-01-31, 2020-02-29, 2020-03-29] | [2020-01-01 00:00:00, 2020-01-01 01:00:00, 2020-01-01 02:00:00] | 2 | [1, 2] | [2, 1] | 0")]
    [InlineData(@"SELECT SUBSTR('hello', 2, 3), SUBSTR('hello', 0, 2), SUBSTR('hello', -2), SUBSTR('hello', -9, 2), SUBSTR('héllo', 2, 1), SUBSTR('hello', 10), SUBSTR('hello', -3, 2), LEFT('abc', 2), RIGHT('abc', 2), SUBSTR('abc', 2, 0), LEFT('ab', 10)", @"ell | he | lo | he | é |  | ll | ab | bc |  | ab")]
    [InlineData(@"SELECT ABS(-1), ABS(-1.5), SIGN(-3), SIGN(2.5), ROUND(2.5), ROUND(-2.5), ROUND(2.345, 2), ROUND(1234.5, -2), ROUND(5), FLOOR(-1.5), CEIL(1.2), CEILING(-1.2), TRUNC(1.99), TRUNC(-1.99), TRUNC(1.987, 1), MOD(-7, 3), MOD(7,-3), DIV(-7, 2), SQRT(4), POW(2, 10), POWER(2, 0.5), EXP(0), LN(1), LOG(8, 2), LOG10(100), LOG(1)", @"1 | 1.5 | -1 | 1 | 3 | -3 | 2.35 | 1200 | 5 | -2 | 2 | -1 | 1 | -1 | 1.9 | -1 | 1 | -3 | 2 | 1024 | 1.4142135623730951 | 1 | 0 | 3 | 2 | 0")]
    [InlineData(@"SELECT SAFE_DIVIDE(1, 0), SAFE_DIVIDE(1, 4), SAFE_DIVIDE(NUMERIC '1', NUMERIC '3'), IEEE_DIVIDE(1, 0), IEEE_DIVIDE(-1, 0), IEEE_DIVIDE(0, 0), SAFE_ADD(9223372036854775807, 1), SAFE_MULTIPLY(3, 4), SAFE_SUBTRACT(1, 2), SAFE_NEGATE(5), GREATEST(1, 3, 2), LEAST(1.5, 2), GREATEST('a', 'b'), GREATEST(1, NULL), IS_NAN(CAST('nan' AS FLOAT64)), IS_INF(1.0), LEAST(DATE '2020-01-01', DATE '2019-01-01')", @"NULL | 0.25 | 0.333333333 | Infinity | -Infinity | NaN | NULL | 12 | -1 | -5 | 3 | 1.5 | b | NULL | true | false | 2019-01-01")]
    [InlineData(@"SELECT NUMERIC '1' / 3, NUMERIC '2' / NUMERIC '3', NUMERIC '-2' / 3, NUMERIC '1.5' * 2, NUMERIC '1.123456789' * NUMERIC '1.1', NUMERIC '1' + 1, NUMERIC '1' + 1.5, NUMERIC '0.1' + NUMERIC '0.2', CAST(NUMERIC '12.50' AS STRING), CAST('12.5' AS NUMERIC), CAST(NUMERIC '2.5' AS INT64), ABS(NUMERIC '-1.5'), ROUND(NUMERIC '2.5'), FLOOR(NUMERIC '-1.5'), CEIL(NUMERIC '1.5'), MOD(NUMERIC '7.5', 2), NUMERIC '99999999999' / 7, SIGN(NUMERIC '-5')", @"0.333333333 | 0.666666667 | -0.666666667 | 3 | 1.235802468 | 2 | 2.5 | 0.3 | 12.5 | 12.5 | 3 | 1.5 | 3 | -2 | 2 | 1.5 | 14285714285.571428571 | -1")]
    [InlineData(@"SELECT PARSE_JSON('{""a"": 1}'), TO_JSON(STRUCT(1 AS a, 'x' AS b)), TO_JSON([1,2]), TO_JSON(NULL), TO_JSON_STRING('a""b'), TO_JSON_STRING(1.5), TO_JSON_STRING(1.0), TO_JSON_STRING(NULL), TO_JSON_STRING([1,NULL]), TO_JSON_STRING(TRUE), TO_JSON_STRING(DATE '2020-01-01'), TO_JSON_STRING(TIMESTAMP '2020-01-01 00:00:00.123+00')", @"{""a"":1} | {""a"":1,""b"":""x""} | [1,2] | null | ""a\""b"" | 1.5 | 1 | null | [1,null] | true | ""2020-01-01"" | ""2020-01-01T00:00:00.123Z""")]
    public void Constants_Executed_MatchGoogleSql(string sql, string expected)
    {
        var rows = Warehouse.Query(sql);

        string.Join(" ; ", rows).Should().Be(expected);
    }
}
