using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class QueryTests
{
    // one for all cases: they only read
    private static readonly TestWarehouse Warehouse = new();

    // expected: what GoogleSQL's reference implementation answers
    [Theory]
    [InlineData(@"SELECT ANY_VALUE(x HAVING MAX y) FROM UNNEST([STRUCT(1 AS x,1 AS y),STRUCT(NULL,2),STRUCT(5,NULL)])", @"NULL")]
    [InlineData(@"SELECT UPPER(x) AS x, COUNT(*) FROM UNNEST(['a','A']) AS x GROUP BY x", @"A | 2")]
    [InlineData(@"SELECT UPPER(x) AS x FROM UNNEST(['a','A','b']) AS x ORDER BY x", @"A ; A ; B")]
    [InlineData(@"SELECT x+10 AS x, COUNT(*) c FROM UNNEST([1,2,2]) AS x GROUP BY x HAVING x > 10 ORDER BY x", @"11 | 1 ; 12 | 2")]
    [InlineData(@"SELECT x AS y, x+1 AS x FROM UNNEST([1,2,2]) AS x QUALIFY ROW_NUMBER() OVER (ORDER BY x) = 1 AND x = 2", @"1 | 2")]
    [InlineData(@"SELECT COUNT(*), COUNT(x), COUNT(DISTINCT x), SUM(x), AVG(x), MIN(x), MAX(x), COUNTIF(x > 1) FROM UNNEST([1,2,2,NULL]) AS x", @"4 | 3 | 2 | 5 | 1.6666666666666667 | 1 | 2 | 2")]
    [InlineData(@"SELECT COUNT(*), SUM(x), AVG(x), MIN(x), ARRAY_AGG(x), STRING_AGG(CAST(x AS STRING)), COUNTIF(x>1), LOGICAL_AND(x>1) FROM UNNEST(ARRAY<INT64>[]) AS x", @"0 | NULL | NULL | NULL | [] | NULL | 0 | NULL")]
    [InlineData(@"SELECT SUM(x), AVG(x), STDDEV(x), VARIANCE(x), STDDEV_POP(x), VAR_POP(x) FROM UNNEST([1.5, 2.5, 4]) x", @"8 | 2.6666666666666665 | 1.2583057392117918 | 1.5833333333333335 | 1.0274023338281628 | 1.0555555555555556")]
    [InlineData(@"SELECT SUM(x), AVG(x), MIN(x) FROM UNNEST([NUMERIC '1.5', NUMERIC '2.25']) x", @"3.75 | 1.875 | 1.5")]
    [InlineData(@"SELECT ARRAY_AGG(x ORDER BY x), ARRAY_AGG(x ORDER BY x DESC LIMIT 2), ARRAY_AGG(DISTINCT x ORDER BY x) FROM UNNEST([3,1,2,3]) x", @"[1, 2, 3, 3] | [3, 3] | [1, 2, 3]")]
    [InlineData(@"SELECT ARRAY_AGG(x IGNORE NULLS ORDER BY x), STRING_AGG(CAST(x AS STRING), '-' ORDER BY x DESC), STRING_AGG(CAST(x AS STRING), '-' ORDER BY x LIMIT 2), STRING_AGG(DISTINCT CAST(x AS STRING) ORDER BY CAST(x AS STRING)) FROM UNNEST([3,1,NULL,2,3]) x", @"[1, 2, 3, 3] | 3-3-2-1 | 1-2 | 1,2,3")]
    [InlineData(@"SELECT LOGICAL_AND(b), LOGICAL_OR(b), BIT_AND(1), BIT_OR(2), BIT_XOR(3) FROM UNNEST([TRUE,FALSE,NULL]) b", @"false | true | 1 | 2 | 3")]
    [InlineData(@"SELECT x, ROW_NUMBER() OVER (ORDER BY x), RANK() OVER (ORDER BY x), DENSE_RANK() OVER (ORDER BY x), PERCENT_RANK() OVER (ORDER BY x), CUME_DIST() OVER (ORDER BY x), NTILE(2) OVER (ORDER BY x) FROM UNNEST([1,1,2,NULL]) x ORDER BY 2", @"NULL | 1 | 1 | 1 | 0 | 0.25 | 1 ; 1 | 2 | 2 | 2 | 0.3333333333333333 | 0.75 | 1 ; 1 | 3 | 2 | 2 | 0.3333333333333333 | 0.75 | 2 ; 2 | 4 | 4 | 3 | 1 | 1 | 2")]
    [InlineData(@"SELECT x, LAG(x) OVER (ORDER BY x), LEAD(x, 2) OVER (ORDER BY x), LEAD(x, 1, 99) OVER (ORDER BY x), FIRST_VALUE(x) OVER (ORDER BY x), LAST_VALUE(x) OVER (ORDER BY x), NTH_VALUE(x, 2) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM UNNEST([10,20,30]) x ORDER BY x", @"10 | NULL | 30 | 20 | 10 | 10 | 20 ; 20 | 10 | NULL | 30 | 10 | 20 | 20 ; 30 | 20 | NULL | 99 | 10 | 30 | 20")]
    [InlineData(@"SELECT x, SUM(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), SUM(x) OVER (), AVG(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING), COUNT(*) OVER (PARTITION BY MOD(x,2)), COUNTIF(x>1) OVER (ORDER BY x) FROM UNNEST([1,2,3,4]) x ORDER BY x", @"1 | 1 | 10 | 1.5 | 2 | 0 ; 2 | 3 | 10 | 2 | 2 | 1 ; 3 | 5 | 10 | 3 | 2 | 2 ; 4 | 7 | 10 | 3.5 | 2 | 3")]
    [InlineData(@"SELECT x, SUM(x) OVER w, MAX(x) OVER (w ROWS 1 PRECEDING) FROM UNNEST([1,2,3]) x WINDOW w AS (ORDER BY x) ORDER BY x", @"1 | 1 | 1 ; 2 | 3 | 2 ; 3 | 6 | 3")]
    [InlineData(@"SELECT LAST_VALUE(NULLIF(x, 2) IGNORE NULLS) OVER (ORDER BY o), ARRAY_AGG(ABS(x) IGNORE NULLS) OVER (ORDER BY o) FROM UNNEST([1,2,NULL]) x WITH OFFSET o ORDER BY o", @"1 | [1] ; 1 | [1, 2] ; 1 | [1, 2]")]
    [InlineData(@"SELECT FIRST_VALUE(x IGNORE NULLS) OVER (ORDER BY o), LAST_VALUE(x IGNORE NULLS) OVER (ORDER BY o), x FROM UNNEST([NULL,1,NULL,2]) x WITH OFFSET o ORDER BY o", @"NULL | NULL | NULL ; 1 | 1 | 1 ; 1 | 1 | NULL ; 1 | 2 | 2")]
    [InlineData(@"SELECT x FROM UNNEST([3,NULL,1]) x ORDER BY x", @"NULL ; 1 ; 3")]
    [InlineData(@"SELECT x FROM UNNEST([3,NULL,1]) x ORDER BY x DESC", @"3 ; 1 ; NULL")]
    [InlineData(@"SELECT x FROM UNNEST([3,NULL,1]) x ORDER BY x NULLS LAST", @"1 ; 3 ; NULL")]
    [InlineData(@"SELECT x FROM UNNEST([3,2,1]) x ORDER BY 1 LIMIT 1 OFFSET 1", @"2")]
    [InlineData(@"SELECT DISTINCT x FROM UNNEST([3,2,3]) x ORDER BY x", @"2 ; 3")]
    [InlineData(@"(SELECT 1 AS a UNION ALL SELECT 2.5) ORDER BY a", @"1 ; 2.5")]
    [InlineData(@"(SELECT 1 AS a UNION ALL SELECT NULL) ORDER BY a", @"NULL ; 1")]
    [InlineData(@"(SELECT NULL AS a UNION ALL SELECT 'x') ORDER BY a", @"NULL ; x")]
    [InlineData(@"(SELECT 1 AS a UNION DISTINCT SELECT 1 UNION DISTINCT SELECT 2) ORDER BY a", @"1 ; 2")]
    [InlineData(@"SELECT x FROM UNNEST([1,2,3]) x INTERSECT DISTINCT SELECT 2", @"2")]
    [InlineData(@"(SELECT x FROM UNNEST([1,2,3]) x EXCEPT DISTINCT SELECT 2) ORDER BY x", @"1 ; 3")]
    [InlineData(@"(SELECT 1 AS a UNION ALL SELECT 3) ORDER BY a DESC LIMIT 1", @"3")]
    [InlineData(@"SELECT * FROM (SELECT 1 AS a, 2 AS b) CROSS JOIN (SELECT 3 AS c)", @"1 | 2 | 3")]
    [InlineData(@"SELECT * FROM (SELECT 1 AS k, 2 AS b) l JOIN (SELECT 1 AS k, 3 AS c) r USING (k)", @"1 | 2 | 3")]
    [InlineData(@"SELECT k, b, c FROM (SELECT 1 AS k, 2 AS b) l FULL JOIN (SELECT 2 AS k, 3 AS c) r USING (k) ORDER BY k", @"1 | 2 | NULL ; 2 | NULL | 3")]
    [InlineData(@"SELECT * EXCEPT (b) FROM (SELECT 1 AS a, 2 AS b)", @"1")]
    [InlineData(@"SELECT * REPLACE (a + 1 AS a) FROM (SELECT 1 AS a, 2 AS b)", @"2 | 2")]
    [InlineData(@"SELECT t.* FROM (SELECT 1 AS a, 2 AS b) AS t", @"1 | 2")]
    [InlineData(@"SELECT t FROM (SELECT 1 AS a, 2 AS b) AS t", @"{a: 1, b: 2}")]
    [InlineData(@"SELECT s.* FROM (SELECT STRUCT(1 AS a, 'x' AS b) AS s)", @"1 | x")]
    [InlineData(@"SELECT s.a, s.b FROM (SELECT STRUCT(1 AS a, 'x' AS b) AS s)", @"1 | x")]
    [InlineData(@"SELECT * FROM UNNEST([STRUCT(1 AS a, 'x' AS b), STRUCT(2, 'y')]) ORDER BY a", @"1 | x ; 2 | y")]
    [InlineData(@"SELECT u.a, u FROM UNNEST([STRUCT(1 AS a, 'x' AS b), STRUCT(2, 'y')]) u ORDER BY a", @"1 | {a: 1, b: x} ; 2 | {a: 2, b: y}")]
    [InlineData(@"SELECT x, off FROM UNNEST(['a','b']) AS x WITH OFFSET AS off ORDER BY off", @"a | 0 ; b | 1")]
    [InlineData(@"SELECT t.id, x FROM (SELECT 1 AS id, [10,20] AS arr UNION ALL SELECT 2, []) t, UNNEST(t.arr) AS x ORDER BY 1,2", @"1 | 10 ; 1 | 20")]
    [InlineData(@"SELECT t.id, x FROM (SELECT 1 AS id, [10,20] AS arr UNION ALL SELECT 2, []) t LEFT JOIN UNNEST(t.arr) AS x ORDER BY 1,2", @"1 | 10 ; 1 | 20 ; 2 | NULL")]
    [InlineData(@"SELECT id, x FROM (SELECT 1 AS id, [10,20] AS arr) t, t.arr AS x ORDER BY 2", @"1 | 10 ; 1 | 20")]
    [InlineData(@"SELECT t.id, x, o FROM (SELECT 1 AS id, 'a,b' AS s UNION ALL SELECT 2, NULL UNION ALL SELECT 3, 'a,b') t CROSS JOIN UNNEST(SPLIT(t.s)) AS x WITH OFFSET o ORDER BY 1,3", @"1 | a | 0 ; 1 | b | 1 ; 3 | a | 0 ; 3 | b | 1")]
    [InlineData(@"SELECT t.id, x FROM (SELECT 1 AS id, 'a,b' AS s UNION ALL SELECT 2, NULL) t LEFT JOIN UNNEST(SPLIT(t.s)) AS x ORDER BY 1,2", @"1 | a ; 1 | b ; 2 | NULL")]
    [InlineData(@"SELECT t.id, x FROM (SELECT 1 AS id, 'a,b' AS s UNION ALL SELECT 2, 'b,c') t JOIN UNNEST(SPLIT(t.s)) AS x ON x > 'a' ORDER BY 1,2", @"1 | b ; 2 | b ; 2 | c")]
    [InlineData(@"SELECT x, y FROM (SELECT 'a,b' AS s) t, UNNEST(SPLIT(t.s)) AS x, UNNEST(SPLIT(CONCAT(x, '-', t.s), '-')) AS y ORDER BY 1,2", @"a | a ; a | a,b ; b | a,b ; b | b")]
    [InlineData(@"SELECT ARRAY(SELECT x FROM (SELECT t.s) u, UNNEST(SPLIT(u.s)) AS x ORDER BY x) FROM (SELECT 'b,a' AS s) t", @"[a, b]")]
    [InlineData(@"SELECT (SELECT SUM(y) FROM UNNEST(t.arr) y) FROM (SELECT [1,2,3] AS arr) t", @"6")]
    [InlineData(@"SELECT ARRAY(SELECT y * 2 FROM UNNEST(t.arr) y ORDER BY y DESC) FROM (SELECT [1,2,3] AS arr) t", @"[6, 4, 2]")]
    [InlineData(@"SELECT ARRAY(SELECT AS STRUCT y AS a, y+1 AS b FROM UNNEST([1,2]) y ORDER BY y)", @"[{a: 1, b: 2}, {a: 2, b: 3}]")]
    [InlineData(@"SELECT EXISTS(SELECT 1 FROM UNNEST([1]) x WHERE x > 5), 1 IN (SELECT 1), 2 NOT IN (SELECT 1), NULL IN (SELECT 1)", @"false | true | true | NULL")]
    [InlineData(@"SELECT x FROM UNNEST([1,2,3]) x WHERE x IN (SELECT y FROM UNNEST([2,3]) y) ORDER BY x", @"2 ; 3")]
    [InlineData(@"SELECT x FROM UNNEST([1,2,3]) x WHERE EXISTS (SELECT 1 FROM UNNEST([2,3]) y WHERE y = x) ORDER BY x", @"2 ; 3")]
    [InlineData(@"SELECT 1 BETWEEN 0 AND 2, 1 NOT BETWEEN 0 AND 2, NULL BETWEEN 1 AND 2, 'a' LIKE 'a%', 'a%' LIKE r'a\%', 'ab' LIKE r'a\%', 'a' NOT LIKE 'b%', 1 IN (1,2), 3 NOT IN (1,NULL), 1 IS NOT DISTINCT FROM NULL, NULL IS NULL, TRUE IS TRUE, NULL IS NOT FALSE", @"true | false | NULL | true | true | false | true | true | NULL | false | true | true | true")]
    [InlineData(@"SELECT UNIX_SECONDS(TIMESTAMP '1969-12-31 23:59:59.5+00'), UNIX_MILLIS(TIMESTAMP '2020-01-01 00:00:00.1234+00'), UNIX_MICROS(TIMESTAMP '2020-01-01 00:00:00.1234+00'), TIMESTAMP_SECONDS(1577836800), TIMESTAMP_MILLIS(1577836800123), TIMESTAMP_MICROS(-1), UNIX_DATE(DATE '1970-01-05'), DATE_FROM_UNIX_DATE(-1)", @"-1 | 1577836800123 | 1577836800123400 | 2020-01-01 00:00:00 | 2020-01-01 00:00:00.123000 | 1969-12-31 23:59:59.999999 | 4 | 1969-12-31")]
    [InlineData(@"SELECT TIMESTAMP_TRUNC(t, MICROSECOND), TIMESTAMP_TRUNC(t, MILLISECOND), TIMESTAMP_TRUNC(t, SECOND), TIMESTAMP_TRUNC(t, MINUTE), TIMESTAMP_TRUNC(t, HOUR), TIMESTAMP_TRUNC(t, DAY), TIMESTAMP_TRUNC(t, WEEK), TIMESTAMP_TRUNC(t, WEEK(TUESDAY)), TIMESTAMP_TRUNC(t, ISOWEEK), TIMESTAMP_TRUNC(t, MONTH), TIMESTAMP_TRUNC(t, QUARTER), TIMESTAMP_TRUNC(t, YEAR), TIMESTAMP_TRUNC(t, ISOYEAR) FROM (SELECT TIMESTAMP '2021-08-04 13:14:15.123456+00' t)", @"2021-08-04 13:14:15.123456 | 2021-08-04 13:14:15.123000 | 2021-08-04 13:14:15 | 2021-08-04 13:14:00 | 2021-08-04 13:00:00 | 2021-08-04 00:00:00 | 2021-08-01 00:00:00 | 2021-08-03 00:00:00 | 2021-08-02 00:00:00 | 2021-08-01 00:00:00 | 2021-07-01 00:00:00 | 2021-01-01 00:00:00 | 2021-01-04 00:00:00")]
    [InlineData(@"SELECT TIMESTAMP_TRUNC(t, HOUR, 'Asia/Kolkata'), TIMESTAMP_TRUNC(t, DAY, 'Europe/Paris'), TIMESTAMP_TRUNC(t, WEEK, 'Europe/Paris'), TIMESTAMP_TRUNC(t, MONTH, '+02:00'), TIMESTAMP_TRUNC(t, HOUR, 'Europe/Paris') FROM (SELECT TIMESTAMP '2021-10-31 00:14:15.123456+00' t UNION ALL SELECT TIMESTAMP '2021-10-31 01:14:15.123456+00')", @"2021-10-30 23:30:00 | 2021-10-30 22:00:00 | 2021-10-30 22:00:00 | 2021-09-30 22:00:00 | 2021-10-31 00:00:00 ; 2021-10-31 00:30:00 | 2021-10-30 22:00:00 | 2021-10-30 22:00:00 | 2021-09-30 22:00:00 | 2021-10-31 01:00:00")]
    [InlineData(@"SELECT DATE_TRUNC(d, DAY), DATE_TRUNC(d, WEEK), DATE_TRUNC(d, WEEK(MONDAY)), DATE_TRUNC(d, ISOWEEK), DATE_TRUNC(d, MONTH), DATE_TRUNC(d, QUARTER), DATE_TRUNC(d, YEAR), DATE_TRUNC(d, ISOYEAR), LAST_DAY(d), LAST_DAY(d, YEAR), LAST_DAY(d, WEEK), LAST_DAY(d, QUARTER), LAST_DAY(d, ISOYEAR), LAST_DAY(d, WEEK(MONDAY)), LAST_DAY(d, ISOWEEK) FROM (SELECT DATE '2021-01-02' d)", @"2021-01-02 | 2020-12-27 | 2020-12-28 | 2020-12-28 | 2021-01-01 | 2021-01-01 | 2021-01-01 | 2019-12-30 | 2021-01-31 | 2021-12-31 | 2021-01-02 | 2021-03-31 | 2021-01-03 | 2021-01-03 | 2021-01-03")]
    [InlineData(@"SELECT DATETIME_TRUNC(d, HOUR), DATETIME_TRUNC(d, WEEK), DATETIME_TRUNC(d, ISOYEAR), TIME_TRUNC(TIME '13:14:15.5', HOUR), TIME_TRUNC(TIME '13:14:15.5', SECOND) FROM (SELECT DATETIME '2021-01-02 13:14:15' d)", @"2021-01-02 13:00:00 | 2020-12-27 00:00:00 | 2019-12-30 00:00:00 | 13:00:00 | 13:14:15")]
    [InlineData(@"SELECT TIMESTAMP_ADD(t, INTERVAL 5 MICROSECOND), TIMESTAMP_ADD(t, INTERVAL 5 MILLISECOND), TIMESTAMP_SUB(t, INTERVAL 5 SECOND), TIMESTAMP_ADD(t, INTERVAL 5 MINUTE), TIMESTAMP_ADD(t, INTERVAL 5 HOUR), TIMESTAMP_ADD(t, INTERVAL 5 DAY) FROM (SELECT TIMESTAMP '2021-03-28 00:14:15.123456+00' t)", @"2021-03-28 00:14:15.123461 | 2021-03-28 00:14:15.128456 | 2021-03-28 00:14:10.123456 | 2021-03-28 00:19:15.123456 | 2021-03-28 05:14:15.123456 | 2021-04-02 00:14:15.123456")]
    [InlineData(@"SELECT DATE_ADD(d, INTERVAL 1 DAY), DATE_ADD(d, INTERVAL 1 WEEK), DATE_ADD(d, INTERVAL 1 MONTH), DATE_SUB(d, INTERVAL 1 QUARTER), DATE_SUB(d, INTERVAL 1 YEAR), DATE_ADD(d, INTERVAL -3 DAY) FROM (SELECT DATE '2020-01-31' d UNION ALL SELECT DATE '2020-02-29')", @"2020-02-01 | 2020-02-07 | 2020-02-29 | 2019-10-31 | 2019-01-31 | 2020-01-28 ; 2020-03-01 | 2020-03-07 | 2020-03-29 | 2019-11-29 | 2019-02-28 | 2020-02-26")]
    [InlineData(@"SELECT DATETIME_ADD(d, INTERVAL 1 MONTH), DATETIME_SUB(d, INTERVAL 1 HOUR), DATETIME_ADD(d, INTERVAL 1 YEAR), TIME_ADD(TIME '23:30:00', INTERVAL 1 HOUR), TIME_SUB(TIME '00:30:00', INTERVAL 1 HOUR) FROM (SELECT DATETIME '2020-01-31 00:30:00' d)", @"2020-02-29 00:30:00 | 2020-01-30 23:30:00 | 2021-01-31 00:30:00 | 00:30:00 | 23:30:00")]
    [InlineData(@"SELECT DATE_DIFF(b, a, DAY), DATE_DIFF(b, a, WEEK), DATE_DIFF(b, a, WEEK(MONDAY)), DATE_DIFF(b, a, ISOWEEK), DATE_DIFF(b, a, MONTH), DATE_DIFF(b, a, QUARTER), DATE_DIFF(b, a, YEAR), DATE_DIFF(b, a, ISOYEAR), DATE_DIFF(a, b, MONTH) FROM (SELECT DATE '2020-11-30' a, DATE '2021-01-03' b)", @"34 | 5 | 4 | 4 | 2 | 1 | 1 | 0 | -2")]
    [InlineData(@"SELECT TIMESTAMP_DIFF(b, a, MICROSECOND), TIMESTAMP_DIFF(b, a, MILLISECOND), TIMESTAMP_DIFF(b, a, SECOND), TIMESTAMP_DIFF(b, a, MINUTE), TIMESTAMP_DIFF(b, a, HOUR), TIMESTAMP_DIFF(b, a, DAY), TIMESTAMP_DIFF(a, b, HOUR) FROM (SELECT TIMESTAMP '2020-11-30 23:00:00+00' a, TIMESTAMP '2021-01-03 01:02:03.456789+00' b)", @"2858523456789 | 2858523456 | 2858523 | 47642 | 794 | 33 | -794")]
    [InlineData(@"SELECT DATETIME_DIFF(b, a, MICROSECOND), DATETIME_DIFF(b, a, MILLISECOND), DATETIME_DIFF(b, a, SECOND), DATETIME_DIFF(b, a, MINUTE), DATETIME_DIFF(b, a, HOUR), DATETIME_DIFF(b, a, DAY), DATETIME_DIFF(b, a, WEEK), DATETIME_DIFF(b, a, MONTH), TIME_DIFF(TIME '13:00:00', TIME '12:59:59', HOUR), TIME_DIFF(TIME '12:00:00', TIME '13:00:01', MINUTE) FROM (SELECT DATETIME '2020-11-30 23:00:00' a, DATETIME '2021-01-03 01:02:03.456789' b)", @"2858523456789 | 2858523456 | 2858523 | 47642 | 794 | 34 | 5 | 2 | 1 | -60")]
    [InlineData(@"SELECT EXTRACT(MICROSECOND FROM t), EXTRACT(MILLISECOND FROM t), EXTRACT(SECOND FROM t), EXTRACT(MINUTE FROM t), EXTRACT(HOUR FROM t), EXTRACT(DAYOFWEEK FROM t), EXTRACT(DAY FROM t), EXTRACT(DAYOFYEAR FROM t), EXTRACT(WEEK FROM t), EXTRACT(WEEK(WEDNESDAY) FROM t), EXTRACT(ISOWEEK FROM t), EXTRACT(MONTH FROM t), EXTRACT(QUARTER FROM t), EXTRACT(YEAR FROM t), EXTRACT(ISOYEAR FROM t), EXTRACT(DATE FROM t), EXTRACT(TIME FROM t), EXTRACT(DATETIME FROM t), EXTRACT(HOUR FROM t AT TIME ZONE 'Europe/Paris'), EXTRACT(DATE FROM t AT TIME ZONE 'America/New_York') FROM (SELECT TIMESTAMP '2021-01-03 01:02:03.456789+00' t)", @"456789 | 456 | 3 | 2 | 1 | 1 | 3 | 3 | 1 | 0 | 53 | 1 | 1 | 2021 | 2020 | 2021-01-03 | 01:02:03.456789 | 2021-01-03 01:02:03.456789 | 2 | 2021-01-02")]
    [InlineData(@"SELECT EXTRACT(WEEK FROM d), EXTRACT(WEEK(MONDAY) FROM d), EXTRACT(ISOWEEK FROM d), EXTRACT(DAYOFWEEK FROM d) FROM UNNEST(GENERATE_DATE_ARRAY('2020-12-25', '2021-01-12')) d", @"51 | 51 | 52 | 6 ; 51 | 51 | 52 | 7 ; 52 | 51 | 52 | 1 ; 52 | 52 | 53 | 2 ; 52 | 52 | 53 | 3 ; 52 | 52 | 53 | 4 ; 52 | 52 | 53 | 5 ; 0 | 0 | 53 | 6 ; 0 | 0 | 53 | 7 ; 1 | 0 | 53 | 1 ; 1 | 1 | 1 | 2 ; 1 | 1 | 1 | 3 ; 1 | 1 | 1 | 4 ; 1 | 1 | 1 | 5 ; 1 | 1 | 1 | 6 ; 1 | 1 | 1 | 7 ; 2 | 1 | 1 | 1 ; 2 | 2 | 2 | 2 ; 2 | 2 | 2 | 3")]
    [InlineData(@"SELECT LPAD('abc', 5), LPAD('abc', 5, '*'), LPAD('abc', 2), RPAD('abc', 5, 'xy'), LPAD('é', 3, 'ñ'), TO_BASE64(b'abc'), FROM_BASE64('YWJj'), TO_HEX(b'\x01\xab'), FROM_HEX('01AB'), SHA256('abc'), MD5('abc'), SHA1(b'abc'), SAFE_CONVERT_BYTES_TO_STRING(b'ab\xc3'), TO_CODE_POINTS('aé'), CODE_POINTS_TO_STRING([97, 233])", @"  abc | **abc | ab | abcxy | ññé | YWJj | 616263 | 01ab | 01AB | BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD | 900150983CD24FB0D6963F7D28E17F72 | A9993E364706816ABA3E25717850C26C9CD0D89D | ab� | [97, 233] | aé")]
    [InlineData(@"SELECT j.a, j.a.b, j.x, j['a'], j.c[1], INT64(j.c[0]), STRING(j.a.b), LAX_INT64(j.s), LAX_FLOAT64(j.s), LAX_STRING(j.c[0]), LAX_BOOL(j.t), BOOL(j.t), FLOAT64(j.f), JSON_TYPE(j.a), JSON_TYPE(j.c), JSON_TYPE(j.f), JSON_TYPE(j.n), JSON_VALUE(j.n) FROM (SELECT JSON '{""a"":{""b"":""x""},""c"":[1,2],""s"":""12"",""t"":true,""f"":1.5,""n"":null}' j)", @"{""b"":""x""} | ""x"" | NULL | {""b"":""x""} | 2 | 1 | x | 12 | 12 | 1 | true | true | 1.5 | object | array | number | null | NULL")]
    [InlineData(@"SELECT TO_JSON_STRING(t) FROM (SELECT 1 AS a, 'x' AS b, [STRUCT(1 AS c)] AS d, CAST(NULL AS STRING) AS e) t", @"{""a"":1,""b"":""x"",""d"":[{""c"":1}],""e"":null}")]
    [InlineData(@"SELECT MAX_BY(x, y), MIN_BY(x, y), ANY_VALUE(x HAVING MAX y) FROM UNNEST([STRUCT(1 AS x, 1 AS y), STRUCT(NULL, 2), STRUCT(5, NULL)])", @"NULL | 1 | NULL")]
    [InlineData(@"SELECT APPROX_QUANTILES(x, 2), APPROX_QUANTILES(DISTINCT x, 1) FROM UNNEST([5,1,2,3,4,4]) x", @"[1, 3, 5] | [1, 5]")]
    [InlineData(@"WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT a.x, b.x AS y FROM a, b", @"1 | 2")]
    [InlineData(@"SELECT x, COUNT(*) AS n, SUM(COUNT(*)) OVER () AS total FROM UNNEST([1,1,2]) x GROUP BY x ORDER BY n DESC, x", @"1 | 2 | 3 ; 2 | 1 | 3")]
    [InlineData(@"SELECT t.g, (SELECT COUNT(*) FROM UNNEST([1,2,3]) y WHERE y > t.g) AS c FROM (SELECT 1 AS g UNION ALL SELECT 2) t GROUP BY t.g ORDER BY g", @"1 | 2 ; 2 | 1")]
    [InlineData(@"SELECT a, b FROM UNNEST([1,2]) a FULL JOIN UNNEST([2,3]) b ON a = b ORDER BY a, b", @"NULL | 3 ; 1 | NULL ; 2 | 2")]
    [InlineData(@"SELECT a.k FROM (SELECT 1 AS k) a JOIN (SELECT 1 AS k) b USING (k) JOIN (SELECT 1 AS k) c USING (k)", @"1")]
    [InlineData(@"SELECT c.b FROM UNNEST([STRUCT(1 AS a, [STRUCT('x' AS b), STRUCT('y')] AS c)]) s, s.c AS c ORDER BY 1", @"x ; y")]
    [InlineData(@"SELECT x, COUNT(*) c FROM UNNEST([1,2,2]) x GROUP BY x QUALIFY ROW_NUMBER() OVER (ORDER BY COUNT(*) DESC) = 1", @"2 | 2")]
    [InlineData(@"SELECT x FROM UNNEST([1,1,2]) x GROUP BY ALL ORDER BY x", @"1 ; 2")]
    [InlineData(@"SELECT PERCENTILE_CONT(x, 0.5) OVER (), PERCENTILE_DISC(x, 0.5) OVER () FROM UNNEST([1,2,3,4]) x LIMIT 1", @"2.5 | 2")]
    public void Query_Executed_MatchesGoogleSql(string sql, string expected)
    {
        var rows = Warehouse.Query(sql);

        string.Join(" ; ", rows).Should().Be(expected);
    }

    [Fact]
    public void Query_ElementsOfALargeDocument_DoNotCopyTheDocument()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddTable("d", "documents", new SqlField("id", SqlType.Int64), new SqlField("document", SqlType.Json));
        warehouse.Execute(
            "INSERT INTO d.documents SELECT i, '[' || array_to_string(list_transform(range(1500), x -> '{\"n\":' || x || ',\"pad\":\"' || repeat('y', 280) || '\"}'), ',') || ']' FROM range(4) t(i)");
        // each document has 0.45 MB; kept beside each of its elements it would take 0.7 GB
        warehouse.Execute("SET memory_limit = '200MB'");
        warehouse.Execute("SET temp_directory = ''");

        warehouse.Value("SELECT COUNT(*), MAX(JSON_VALUE(element, '$.n')), COUNT(DISTINCT id) FROM d.documents AS doc CROSS JOIN UNNEST(JSON_QUERY_ARRAY(doc.document)) AS element")
            .Should().Be("6000 | 999 | 4");
    }
}
