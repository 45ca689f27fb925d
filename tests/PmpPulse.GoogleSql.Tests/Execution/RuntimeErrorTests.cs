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
    [InlineData("SELECT IF(x > 1, ERROR('too much'), x) FROM UNNEST([2]) x", "too much")]
    public void Execute_WhatBigQueryFails_FailsWithItsMessage(string sql, string message) => Warehouse.RuntimeError(sql).Should().Be(message);

    [Fact]
    public void Execute_SumBeyondInt64_Fails() =>
        Warehouse.RuntimeError("SELECT SUM(x) FROM UNNEST([9223372036854775807, 1]) x").Should().Contain("INT64");

    // a guard must hold wherever DuckDB's optimizer would like to evaluate
    [Theory]
    [InlineData("SELECT CASE WHEN x = 0 THEN 0 ELSE 10 / x END FROM UNNEST([0, 5]) x", "0 ; 2")]
    [InlineData("SELECT IF(s.k = 'n', CAST(s.v AS INT64), NULL) FROM UNNEST([STRUCT('n' AS k, '5' AS v), STRUCT('t', 'abc')]) s", "5 ; NULL")]
    [InlineData("SELECT SAFE_CAST(s.v AS INT64) FROM UNNEST([STRUCT('5' AS v), STRUCT('abc')]) s", "5 ; NULL")]
    [InlineData("SELECT SAFE.PARSE_DATE('%F', x) FROM UNNEST(['2020-01-02', 'x']) x", "2020-01-02 ; NULL")]
    [InlineData("SELECT SAFE.SUBSTR(x, 1, -1) FROM UNNEST(['a']) x", "NULL")]
    public void Execute_GuardedExpression_DoesNotFail(string sql, string expected) => string.Join(" ; ", Warehouse.Query(sql)).Should().Be(expected);

    [Fact]
    public void Describe_UnknownMessage_LosesOnlyItsClass() =>
        RuntimeErrors.Describe("Constraint Error: NOT NULL constraint failed: t.id").Should().Be("NOT NULL constraint failed: t.id");
}
