using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Binding;

public sealed class RefusalTests
{
    private static readonly TestWarehouse Warehouse = new();

    // wording: that of GoogleSQL's own analyzer, followed by BigQuery's position
    [Theory]
    [InlineData("SELECT foo", "Unrecognized name: foo at [1:8]")]
    [InlineData("SELECT\n  a.b", "Unrecognized name: a at [2:3]")]
    [InlineData("SELECT FOO(1)", "Function not found: FOO at [1:8]")]
    [InlineData("SELECT FOO.BAR(1)", "Function not found: FOO.BAR at [1:8]")]
    [InlineData("SELECT FARM_FINGERPRINT('a')", "Function not found: FARM_FINGERPRINT at [1:8]")]
    [InlineData("SELECT ABS('x')", "No matching signature for function ABS for argument types: STRING. Supported signatures: ABS(INT64); ABS(FLOAT64); ABS(NUMERIC) at [1:8]")]
    [InlineData("SELECT IF(1, 2, 3)", "No matching signature for function IF for argument types: INT64, INT64, INT64. Supported signature: IF(BOOL, ANY, ANY) at [1:8]")]
    [InlineData("SELECT SUM('a')", "No matching signature for aggregate function SUM for argument types: STRING. Supported signatures: SUM(INT64); SUM(FLOAT64); SUM(NUMERIC) at [1:8]")]
    [InlineData("SELECT 1 = 'a'", "No matching signature for operator = for argument types: INT64, STRING. Supported signature: ANY = ANY at [1:10]")]
    [InlineData("SELECT -'a'", "No matching signature for operator - for argument types: STRING. Supported signatures: -(INT64); -(FLOAT64); -(NUMERIC) at [1:8]")]
    [InlineData("SELECT DATE '2020-01-01' = TIMESTAMP '2020-01-01'", "No matching signature for operator = for argument types: DATE, TIMESTAMP. Supported signature: ANY = ANY at [1:26]")]
    [InlineData("SELECT CAST(1 AS DATE)", "Invalid cast from INT64 to DATE at [1:13]")]
    [InlineData("SELECT CAST(1 AS FOO)", "Type not found: FOO at [1:18]")]
    [InlineData("SELECT a.b FROM UNNEST([1]) a", "Cannot access field b on a value with type INT64 at [1:9]")]
    [InlineData("SELECT t.z FROM (SELECT 1 AS a) t", "Name z not found inside t at [1:9]")]
    [InlineData("SELECT s.z FROM (SELECT STRUCT(1 AS a) AS s)", "Field name z does not exist in STRUCT<a INT64> at [1:9]")]
    [InlineData("SELECT SUM(SUM(1)) FROM UNNEST([1])", "Aggregations of aggregations are not allowed at [1:12]")]
    [InlineData("SELECT x FROM UNNEST([1]) x WHERE SUM(x) > 1", "Aggregate function SUM not allowed in WHERE clause at [1:35]")]
    [InlineData("SELECT x FROM UNNEST([1]) x WHERE ROW_NUMBER() OVER () > 1", "Analytic function not allowed in WHERE clause at [1:35]")]
    [InlineData("SELECT x FROM UNNEST([1]) x WHERE x", "WHERE clause should return type BOOL, but returns INT64 at [1:35]")]
    [InlineData("SELECT x, COUNT(*) FROM UNNEST([1]) x", "SELECT list expression references column x which is neither grouped nor aggregated at [1:8]")]
    [InlineData("SELECT a, b FROM (SELECT 1 AS a, 2 AS b) GROUP BY a", "SELECT list expression references column b which is neither grouped nor aggregated at [1:11]")]
    [InlineData("SELECT t, COUNT(*) FROM (SELECT 1 AS a) t", "SELECT list expression references column a which is neither grouped nor aggregated at [1:8]")]
    [InlineData("SELECT COUNT(*), a FROM (SELECT 1 AS a) FULL JOIN (SELECT 1 AS a) USING (a)", "SELECT list expression references column a which is neither grouped nor aggregated at [1:18]")]
    [InlineData("SELECT x FROM UNNEST([1]) x HAVING x > 1", "The HAVING clause requires GROUP BY or aggregation to be present at [1:38]")]
    [InlineData("SELECT x FROM UNNEST([1]) x QUALIFY x > 1", "The QUALIFY clause requires analytic function to be present at [1:39]")]
    [InlineData("SELECT ROW_NUMBER()", "Analytic function ROW_NUMBER cannot be called without an OVER clause at [1:8]")]
    [InlineData("SELECT ABS(1) OVER ()", "Function ABS does not support an OVER clause at [1:8]")]
    [InlineData("SELECT a FROM (SELECT 1 AS a) x JOIN (SELECT 2 AS a) y ON TRUE", "Column name a is ambiguous at [1:8]")]
    [InlineData("SELECT * EXCEPT (z) FROM (SELECT 1 AS a)", "Column z in SELECT * EXCEPT list does not exist at [1:18]")]
    [InlineData("SELECT *", "SELECT * must have a FROM clause at [1:8]")]
    [InlineData("SELECT 1 AS a, 2 AS A", "Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): A at [1:1]")]
    [InlineData("SELECT 1 UNION ALL SELECT 1, 2", "Queries in UNION ALL have mismatched column count; query 1 has 1 column, query 2 has 2 columns at [1:10]")]
    [InlineData("SELECT 1 UNION ALL SELECT 'a'", "Column 1 in UNION ALL has incompatible types: INT64, STRING at [1:10]")]
    [InlineData("SELECT (SELECT 1, 2)", "Scalar subquery cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values at [1:8]")]
    [InlineData("SELECT [1, 'a']", "Array elements of types {INT64, STRING} do not have a common supertype at [1:8]")]
    [InlineData("SELECT DATE '2020-13-01'", "Invalid DATE literal at [1:8]")]
    [InlineData("SELECT 99999999999999999999", "Invalid integer literal: 99999999999999999999 at [1:8]")]
    [InlineData("SELECT 1 FROM nope.t", "Not found: Table test:nope.t was not found at [1:15]")]
    [InlineData("SELECT 1 FROM t", "Table \"t\" must be qualified with a dataset (e.g. dataset.table) at [1:15]")]
    [InlineData("SELECT 1 FROM d.INFORMATION_SCHEMA.TABLES", "INFORMATION_SCHEMA is not supported at [1:15]")]
    [InlineData("SELECT TIMESTAMP_ADD(TIMESTAMP '2020-01-01', INTERVAL 1 MONTH)", "TIMESTAMP_ADD does not support the MONTH date part when the argument is TIMESTAMP type at [1:46]")]
    [InlineData("SELECT TIMESTAMP_TRUNC(TIMESTAMP '2020-01-01', FOO)", "A valid date part name is required but found FOO at [1:48]")]
    [InlineData("SELECT REGEXP_EXTRACT(x, x) FROM UNNEST(['a']) x", "Regular expression of REGEXP_EXTRACT must be a string literal or query parameter at [1:26]")]
    [InlineData("SELECT SAFE.SUM(x) FROM UNNEST([1]) x", "Function SUM does not support SAFE error mode at [1:8]")]
    [InlineData("WITH a AS (SELECT 1), A AS (SELECT 2) SELECT * FROM a", "Duplicate alias a for WITH subquery at [1:6]")]
    [InlineData("SELECT x FROM UNNEST([1]) x GROUP BY SUM(x)", "Aggregate function SUM not allowed in GROUP BY at [1:38]")]
    public void Translate_RefusedByBigQuery_IsRefusedWithItsMessage(string sql, string message)
    {
        var exception = Warehouse.Invoking(w => w.Translate(sql)).Should().Throw<GoogleSqlException>().Which;

        exception.Message.Should().Be(message);
        exception.Message.Should().EndWith($" at [{exception.Line}:{exception.Column}]");
    }

    [Fact]
    public void Translate_MissingTable_IsNotFound() =>
        Warehouse.Invoking(w => w.Translate("SELECT 1 FROM d.t")).Should().Throw<GoogleSqlException>().Which.Kind.Should().Be(GoogleSqlErrorKind.NotFound);
}
