using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class RuntimeErrorTests
{
    private static readonly TestWarehouse Warehouse = new();

    [Theory]
    [InlineData("SELECT 5 / x FROM UNNEST([0]) x", "division by zero: 5 / 0")]
    [InlineData("SELECT DIV(5, x) FROM UNNEST([0]) x", "division by zero: DIV(5, 0)")]
    [InlineData("SELECT MOD(5, x) FROM UNNEST([0]) x", "division by zero: MOD(5, 0)")]
    [InlineData("SELECT 9223372036854775807 + x FROM UNNEST([1]) x", "int64 overflow: 9223372036854775807 + 1")]
    [InlineData("SELECT CAST(x AS INT64) FROM UNNEST(['abc']) x", "Bad int64 value: abc")]
    [InlineData("SELECT CAST(x AS INT64) FROM UNNEST(['1.5']) x", "Bad int64 value: 1.5")]
    [InlineData("SELECT CAST(x AS BOOL) FROM UNNEST(['t']) x", "Bad bool value: t")]
    [InlineData("SELECT CAST(x AS DATE) FROM UNNEST(['2020-01-02 03:04:05']) x", "Invalid date: '2020-01-02 03:04:05'")]
    [InlineData("SELECT [1, 2][OFFSET(x)] FROM UNNEST([5]) x", "Array index out of bounds")]
    [InlineData("SELECT (SELECT y FROM UNNEST([1, 2]) y) FROM UNNEST([5]) x", "Scalar subquery produced more than one element")]
    [InlineData("SELECT [x] FROM UNNEST([1, NULL]) x", "Array cannot have a null element; error in writing field f0_")]
    [InlineData("SELECT REPEAT(x, 1048577) FROM UNNEST(['a']) x", "Output of REPEAT exceeds max allowed output size of 1MB")]
    [InlineData("SELECT REPEAT(x, 524289) FROM UNNEST(['é']) x", "Output of REPEAT exceeds max allowed output size of 1MB")]
    [InlineData("SELECT RPAD(x, 2000000000) FROM UNNEST(['a']) x", "Output of LPAD/RPAD exceeds max allowed output size of 1MB")]
    [InlineData("SELECT LPAD(x, 1048577, 'b') FROM UNNEST(['a']) x", "Output of LPAD/RPAD exceeds max allowed output size of 1MB")]
    [InlineData("SELECT GENERATE_ARRAY(1, x) FROM UNNEST([1048577]) x", "GENERATE_ARRAY produced too many elements")]
    [InlineData("SELECT GENERATE_ARRAY(x, -2097154, -2) FROM UNNEST([-2]) x", "GENERATE_ARRAY produced too many elements")]
    [InlineData("SELECT GENERATE_TIMESTAMP_ARRAY(t, TIMESTAMP_ADD(t, INTERVAL 2 SECOND), INTERVAL 1 MICROSECOND) FROM UNNEST([TIMESTAMP '2024-01-01']) t", "GENERATE_TIMESTAMP_ARRAY produced too many elements")]
    [InlineData("SELECT IF(x > 1, ERROR('too much'), x) FROM UNNEST([2]) x", "too much")]
    public void Execute_FailingInBigQuery_FailsWithItsMessage(string sql, string message) => Warehouse.RuntimeError(sql).Should().Be(message);

    [Theory]
    [InlineData("LENGTH(REPEAT(x, 1048576))", "1048576")]
    [InlineData("LENGTH(REPEAT('', 2000000))", "0")]
    [InlineData("LENGTH(RPAD(x, 1048576))", "1048576")]
    [InlineData("ARRAY_LENGTH(GENERATE_ARRAY(1, 1048576))", "1048576")]
    [InlineData("ARRAY_LENGTH(GENERATE_ARRAY(5, -9223372036854775800))", "0")]
    [InlineData("GENERATE_ARRAY(1, CAST(NULL AS INT64)) IS NULL", "true")]
    [InlineData("ARRAY_LENGTH(GENERATE_TIMESTAMP_ARRAY(TIMESTAMP '2024-01-02', TIMESTAMP '2024-01-01', INTERVAL -1 HOUR))", "25")]
    public void Execute_WithinTheLimits_Succeeds(string expression, string expected) =>
        Warehouse.Query($"SELECT {expression} FROM UNNEST(['a']) x").Should().Equal(expected);

    [Theory]
    [InlineData("SELECT PERCENTILE_CONT(x, 2) OVER () FROM UNNEST([1, 2]) x")]
    [InlineData("SELECT PERCENTILE_DISC(x, -0.5) OVER () FROM UNNEST([1, 2]) x")]
    [InlineData("SELECT PERCENTILE_CONT(x, x) OVER () FROM UNNEST([1, 2]) x")]
    public void Translate_PercentileOutOfRange_IsRefused(string sql) =>
        FluentActions.Invoking(() => Warehouse.Translate(sql)).Should().Throw<GoogleSqlException>().WithMessage("*must be a literal or query parameter from 0 to 1*");

    [Fact]
    public void Translate_TooManySetOperations_IsRefused() =>
        FluentActions.Invoking(() => Warehouse.Translate(string.Join(" UNION ALL ", Enumerable.Repeat("SELECT 1", 2_001))))
            .Should().Throw<GoogleSqlException>().WithMessage("Resources exceeded*too large*");

    [Fact]
    public void Execute_SumBeyondInt64_Fails() =>
        Warehouse.RuntimeError("SELECT SUM(x) FROM UNNEST([9223372036854775807, 1]) x").Should().Contain("INT64");

    // a guard must hold wherever DuckDB's optimizer moves the evaluation
    [Theory]
    [InlineData("SELECT CASE WHEN x = 0 THEN 0 ELSE 10 / x END FROM UNNEST([0, 5]) x", "0 ; 2")]
    [InlineData("SELECT IF(s.k = 'n', CAST(s.v AS INT64), NULL) FROM UNNEST([STRUCT('n' AS k, '5' AS v), STRUCT('t', 'abc')]) s", "5 ; NULL")]
    [InlineData("SELECT SAFE_CAST(s.v AS INT64) FROM UNNEST([STRUCT('5' AS v), STRUCT('abc')]) s", "5 ; NULL")]
    [InlineData("SELECT SAFE.PARSE_DATE('%F', x) FROM UNNEST(['2020-01-02', 'x']) x", "2020-01-02 ; NULL")]
    [InlineData("SELECT SAFE.SUBSTR(x, 1, -1) FROM UNNEST(['a']) x", "NULL")]
    public void Execute_GuardedExpression_DoesNotFail(string sql, string expected) => string.Join(" ; ", Warehouse.Query(sql)).Should().Be(expected);

    [Fact]
    public void Describe_UnknownMessage_DropsOnlyTheErrorClass() =>
        RuntimeErrors.Describe("Constraint Error: NOT NULL constraint failed: t.id").Should().Be("NOT NULL constraint failed: t.id");
}
