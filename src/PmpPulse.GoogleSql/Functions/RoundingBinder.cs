using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>TRUNC, whose number of places DuckDB's lacks.</summary>
internal static class RoundingBinder
{
    public static BoundExpression Bind(CallBinder call, string template)
    {
        call.RequireCount(1, 2);
        var isNumeric = call.Argument(0).Type.Kind == SqlTypeKind.Numeric;
        var value = call.Argument(0, isNumeric ? SqlType.Numeric : SqlType.Float64);
        if (call.Count == 1)
        {
            return new BoundCall(value.Type, isNumeric ? $"CAST({template} AS DECIMAL(38,9))" : template, [value]);
        }

        return isNumeric
            ? throw call.NoMatch("TRUNC(FLOAT64, [INT64])")
            : new BoundCall(value.Type, "(trunc({0} * pow(10e0, {1})) / pow(10e0, {1}))", [value, call.Argument(1, SqlType.Int64)]);
    }
}
