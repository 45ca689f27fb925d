using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// NUMERIC arithmetic as DuckDB expressions. DuckDB divides decimals as doubles, and doubles the scale when it multiplies. Here quotients
/// are exact 128-bit integers, rounded half away from zero to nine places, as in BigQuery. Operands of a quotient above 1.7e20, and
/// products above 1e20, fail instead of losing digits.
/// </summary>
internal static class Numerics
{
    public static Template Multiply { get; } = $"CAST({A} * {B} AS DECIMAL(38,9))";

    public static Template Divide { get; } = Quotient(A, B);

    /// <summary>The quotient of two DECIMAL(38,9) expressions; the divisor must not be zero.</summary>
    public static Template Quotient(Template dividend, Template divisor)
    {
        // with a and b in units of 10^-9, a/b in units of 10^-9 is a * 10^9 / b
        Template a = $"(CAST({dividend} * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT) * 1000000000)";
        Template b = $"CAST({divisor} * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT)";
        Template rounded = $"((2 * abs({a}) + abs({b})) // (2 * abs({b})))";
        return $"CAST(CAST(CASE WHEN ({a} < 0) <> ({b} < 0) THEN -{rounded} ELSE {rounded} END AS DECIMAL(38,0)) * CAST(0.000000001 AS DECIMAL(9,9)) AS DECIMAL(38,9))";
    }
}
