using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Emitting;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// TO_JSON and TO_JSON_STRING. BigQuery's encodings differ from DuckDB's for INT64 beyond 2^53 (text), times (RFC 3339),
/// BYTES (base64), NUMERIC (text unless whole) and whole FLOAT64s (no point), so the value is built part by part before DuckDB encodes it.
/// </summary>
internal static class ToJsonBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType result)
    {
        call.RequireCount(1, 1);
        var value = call.Argument(0);
        value = Coercion.To(value, value.Type)!;
        var json = $"COALESCE({Encode("{0}", value.Type, result.Kind == SqlTypeKind.String, 0)}, CAST('null' AS JSON))";
        return new BoundCall(result, result.Kind == SqlTypeKind.String ? $"CAST({json} AS VARCHAR)" : json, [value]);
    }

    /// <summary>A JSON expression of the operand; its own braces are doubled, for it is a template.</summary>
    private static string Encode(string operand, SqlType type, bool asText, int depth)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Json:
                return asText ? $"json({operand})" : operand;
            case SqlTypeKind.Int64 when asText:
                return $"CASE WHEN abs(CAST({operand} AS HUGEINT)) > 9007199254740992 THEN to_json(CAST({operand} AS VARCHAR)) ELSE to_json({operand}) END";
            case SqlTypeKind.Float64:
                return $"CASE WHEN isnan({operand}) OR isinf({operand}) THEN to_json({Cast(operand, type)}) ELSE CAST({Cast(operand, type)} AS JSON) END";
            case SqlTypeKind.Numeric:
                return $"CASE WHEN {operand} = trunc({operand}) AND abs({operand}) <= 9007199254740992 THEN CAST({Cast(operand, type)} AS JSON) ELSE to_json({Cast(operand, type)}) END";
            case SqlTypeKind.Bytes:
                return $"to_json(to_base64({operand}))";
            case SqlTypeKind.Datetime or SqlTypeKind.Timestamp:
                var zone = type.Kind == SqlTypeKind.Timestamp ? "Z" : "";
                return $"to_json(replace(replace({Cast(operand, type)}, ' ', 'T'), '+00', '{zone}'))";
            case SqlTypeKind.Date or SqlTypeKind.Time:
                return $"to_json({Cast(operand, type)})";
            case SqlTypeKind.Array:
                var element = $"j{depth}";
                return $"to_json(list_transform({operand}, lambda {element}: COALESCE({Encode(element, type.ElementType!, asText, depth + 1)}, CAST('null' AS JSON))))";
            case SqlTypeKind.Struct:
                var names = TypeEmitter.FieldNames(type);
                var fields = type.Fields.Select((f, i) =>
                    $"{Escape(LiteralEmitter.Text(f.Name ?? ""))}, COALESCE({Encode($"({operand}).{Escape(TypeEmitter.Quote(names[i]))}", f.Type, asText, depth)}, CAST('null' AS JSON))");
                return $"CASE WHEN {operand} IS NOT NULL THEN json_object({string.Join(", ", fields)}) END";
            default:
                return $"to_json({operand})";
        }
    }

    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static string Cast(string operand, SqlType type) =>
        CastRules.Template(type.Kind, SqlTypeKind.String)!.Replace("{0}", operand, StringComparison.Ordinal);
}
