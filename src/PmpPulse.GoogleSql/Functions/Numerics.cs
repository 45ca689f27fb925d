using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// NUMERIC arithmetic as DuckDB expressions. DuckDB divides decimals as doubles and multiplies them to twice the scale;
/// here a quotient is computed exactly in 128-bit integers and rounded half away from zero to nine places, as BigQuery does.
/// Both fail (and do not lose digits) where an operand of a quotient passes 1.7e20 or a product 1e20.
/// </summary>
internal static class Numerics
{
    public static Template Multiply { get; } = $"CAST({A} * {B} AS DECIMAL(38,9))";

    public static Template Divide { get; } = Quotient(A, B);

    /// <summary>The quotient of two DECIMAL(38,9) expressions, the divisor not zero.</summary>
    public static Template Quotient(Template dividend, Template divisor)
    {
        // with a and b counted in 10^-9, a/b in 10^-9 is a * 10^9 / b
        Template a = $"(CAST({dividend} * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT) * 1000000000)";
        Template b = $"CAST({divisor} * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT)";
        Template rounded = $"((2 * abs({a}) + abs({b})) // (2 * abs({b})))";
        return $"CAST(CAST(CASE WHEN ({a} < 0) <> ({b} < 0) THEN -{rounded} ELSE {rounded} END AS DECIMAL(38,0)) * CAST(0.000000001 AS DECIMAL(9,9)) AS DECIMAL(38,9))";
    }
}
