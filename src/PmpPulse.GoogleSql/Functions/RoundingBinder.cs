using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>TRUNC to a number of decimal places, which DuckDB's does not take.</summary>
internal static class RoundingBinder
{
    public static BoundExpression Bind(CallBinder call)
    {
        call.RequireCount(1, 2);
        var isNumeric = call.Argument(0).Type.Kind == SqlTypeKind.Numeric;
        var value = call.Argument(0, isNumeric ? SqlType.Numeric : SqlType.Float64);
        if (call.Count == 1)
        {
            return new BoundCall(value.Type, isNumeric ? (Template)$"CAST(trunc({A}) AS DECIMAL(38,9))" : $"trunc({A})", [value]);
        }

        return isNumeric
            ? throw call.NoMatch("TRUNC(FLOAT64, [INT64])")
            : new BoundCall(value.Type, $"(trunc({A} * pow(10e0, {B})) / pow(10e0, {B}))", [value, call.Argument(1, SqlType.Int64)]);
    }
}
