using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>JSON functions that take a path.</summary>
internal static class JsonBinder
{
    /// <summary>A scalar as a string; NULL for objects, arrays and JSON null.</summary>
    public static Template Scalar { get; } =
        $"CASE WHEN json_type({A}, {B}) IN ('VARCHAR', 'BOOLEAN', 'BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE') THEN json_extract_string({A}, {B}) END";

    /// <summary>The value at the path, as JSON.</summary>
    public static Template Document { get; } = $"json_extract({A}, {B})";

    /// <summary>An array's elements as JSON; NULL if it is not an array.</summary>
    public static Template Documents { get; } = $"CASE WHEN json_type({A}, {B}) = 'ARRAY' THEN list_transform(CAST(json_extract({A}, {B}) AS JSON[]), lambda e: COALESCE(e, CAST('null' AS JSON))) END";

    /// <summary>The elements of an array of scalars as strings; NULL if it is anything else.</summary>
    public static Template Scalars { get; } =
        $"CASE WHEN json_type({A}, {B}) = 'ARRAY' AND len(list_filter(CAST(json_extract({A}, {B}) AS JSON[]), lambda e: json_type(e) IN ('ARRAY', 'OBJECT'))) = 0"
        + $" THEN list_transform(CAST(json_extract({A}, {B}) AS JSON[]), lambda e: CASE WHEN json_type(e) <> 'NULL' THEN json_extract_string(e, '$') END) END";

    /// <summary>Binds f(json, [path]). If no result type is given, the result has the input's type: JSON or STRING.</summary>
    public static BoundExpression Path(CallBinder call, Template template, SqlType? result, bool isLegacy, bool isArray = false)
    {
        call.RequireCount(1, 2);
        var input = call.Argument(0);
        if (input.Type.Kind != SqlTypeKind.Json) input = call.Argument(0, SqlType.String);

        var path = call.Count == 1 ? "$" : call.ConstantText(1, "JSONPath");
        var duckDbPath = JsonPaths.Translate(path, isLegacy)
            ?? throw call.Fail(path.StartsWith('$') ? $"Unsupported or invalid JSONPath: {path}" : "JSONPath must start with '$'");
        var isText = input.Type.Kind == SqlTypeKind.String;
        result ??= isArray ? SqlType.ArrayOf(input.Type) : input.Type;
        BoundExpression[] arguments = [input, new BoundLiteral(SqlType.String, duckDbPath)];

        // text that is not JSON yields NULL; DuckDB would fail
        var typed = Typed(template, result, isText);
        var text = isText ? $"CASE WHEN json_valid({A}) THEN {typed} END" : typed;

        // DuckDB accounts for the memory of a parsed document, but not for a copied array's elements
        if (result.IsArray)
        {
            var claimed = Claims.Memory(call.Call.Name.ToUpperInvariant(), $"CAST({A} AS VARCHAR)", $"2");
            text = $"CASE WHEN {claimed} IS NOT NULL THEN {text} END";
        }

        return new BoundCall(result, text, arguments) { Memory = result.IsArray ? CallMemory.ClaimedWithin : CallMemory.None };
    }

    private static Template Typed(Template template, SqlType result, bool isText) => (result.Kind, isText) switch
    {
        // JSON null in a string reads as SQL NULL
        (SqlTypeKind.String, true) when ReferenceEquals(template, Document) =>
            $"CASE WHEN json_type({A}, {B}) <> 'NULL' THEN CAST({template} AS VARCHAR) END",
        (SqlTypeKind.Array, true) when ReferenceEquals(template, Documents) => $"list_transform({template}, lambda e: CAST(e AS VARCHAR))",
        _ => template,
    };
}
