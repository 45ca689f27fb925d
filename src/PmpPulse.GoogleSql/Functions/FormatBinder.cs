using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>FORMAT_TIMESTAMP, FORMAT_DATETIME, FORMAT_DATE and FORMAT_TIME.</summary>
internal static class FormatBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType type)
    {
        call.RequireCount(2, type.Kind == SqlTypeKind.Timestamp ? 3 : 2);
        var format = call.ConstantText(0, "Format string");
        var value = call.Argument(1);

        // FORMAT_DATE also accepts a DATETIME or TIMESTAMP, and formats its date
        value = type.Kind == SqlTypeKind.Date && value.Type.Kind is SqlTypeKind.Datetime or SqlTypeKind.Timestamp
            ? CastRules.Bind(value, type, false)!
            : type.Kind == SqlTypeKind.Datetime && value.Type.Kind == SqlTypeKind.Timestamp
                ? CastRules.Bind(value, type, false)!
                : call.Argument(1, type);
        var civil = type.Kind switch
        {
            SqlTypeKind.Timestamp =>
                TimeZones.ToLocal(value, call.Count == 3 ? call.Argument(2, SqlType.String) : new BoundLiteral(SqlType.String, "UTC")),
            SqlTypeKind.Time => new BoundCall(SqlType.Datetime, $"(DATE '1970-01-01' + {A})", [value]),
            _ => DateMath.Civil(value),
        };
        var parts = FormatElements.Split(format).ToArray();
        Limits.Require(parts.Length, FormatElements.MaxParts, "elements of one format", call.Call.Position);
        var pieces = parts.Select(
            part => (part.IsElement ? FormatElements.Expression(part.Text, type.Kind) : null) ?? Constant(part.Text)).ToArray();
        // literal text alone would turn a NULL into that text
        return new BoundCall(SqlType.String, $"CASE WHEN {A} IS NOT NULL THEN {Template.Concatenate(pieces)} END", [civil, value]);
    }

    private static Template Constant(string text) => $"{Sql.Text(text)}";
}
