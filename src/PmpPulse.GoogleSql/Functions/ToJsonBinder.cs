using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// TO_JSON and TO_JSON_STRING. BigQuery encodes some values differently from DuckDB: INT64 beyond 2^53 (string), times (RFC 3339), BYTES
/// (base64), NUMERIC (string unless whole) and whole FLOAT64s (no decimal point). So each part is converted before DuckDB encodes it.
/// </summary>
internal static class ToJsonBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType result)
    {
        call.RequireCount(1, 1);
        var value = call.Argument(0);
        value = Coercion.To(value, value.Type)!;
        Template json = $"COALESCE({Encode(A, value.Type, result.Kind == SqlTypeKind.String, 0)}, CAST('null' AS JSON))";
        return result.Kind == SqlTypeKind.String
            ? new BoundCall(
                result,
                $"CAST({json} AS VARCHAR)",
                [value])
            { Memory = value.Type.Kind == SqlTypeKind.Json ? CallMemory.None : CallMemory.OfArguments }
            : new BoundCall(result, json, [value]);
    }

    /// <summary>The operand as a JSON expression.</summary>
    private static Template Encode(Template operand, SqlType type, bool asText, int depth)
    {
        var text = CastRules.Template(type.Kind, SqlTypeKind.String)?.Of(operand);
        switch (type.Kind)
        {
            case SqlTypeKind.Json:
                return asText ? $"json({operand})" : operand;
            case SqlTypeKind.Int64 when asText:
                return $"CASE WHEN abs(CAST({operand} AS HUGEINT)) > 9007199254740992 THEN to_json(CAST({operand} AS VARCHAR)) ELSE to_json({operand}) END";
            case SqlTypeKind.Float64:
                return $"CASE WHEN isnan({operand}) OR isinf({operand}) THEN to_json({text!}) ELSE CAST({text!} AS JSON) END";
            case SqlTypeKind.Numeric:
                return $"CASE WHEN {operand} = trunc({operand}) AND abs({operand}) <= 9007199254740992 THEN CAST({text!} AS JSON) ELSE to_json({text!}) END";
            case SqlTypeKind.Bytes:
                return $"to_json(to_base64({operand}))";
            case SqlTypeKind.Datetime:
                return $"to_json(replace({text!}, ' ', 'T'))";
            case SqlTypeKind.Timestamp:
                return $"to_json(replace(replace({text!}, ' ', 'T'), '+00', 'Z'))";
            case SqlTypeKind.Date or SqlTypeKind.Time:
                return $"to_json({text!})";
            case SqlTypeKind.Array:
                // each nested lambda needs its own parameter name
                Template element = $"j{Sql.Number(depth)}";
                return $"to_json(list_transform({operand}, lambda {element}: COALESCE({Encode(element, type.ElementType!, asText, depth + 1)}, CAST('null' AS JSON))))";
            case SqlTypeKind.Struct:
                var names = type.DuckDbFieldNames;
                var fields = type.Fields.Select((f, i) =>
                    (Template)$"{Sql.Text(f.Name ?? "")}, COALESCE({Encode($"({operand}).{Sql.Name(names[i])}", f.Type, asText, depth)}, CAST('null' AS JSON))");
                return $"CASE WHEN {operand} IS NOT NULL THEN json_object({Template.Join($", ", fields)}) END";
            default:
                return $"to_json({operand})";
        }
    }
}
