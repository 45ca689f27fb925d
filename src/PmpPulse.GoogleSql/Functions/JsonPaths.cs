using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>JSON by dots and brackets, and JSONPath as DuckDB takes it.</summary>
internal static class JsonPaths
{
    public static BoundExpression Member(BoundExpression json, string name) =>
        new BoundCall(SqlType.Json, "json_extract({0}, {1})", [json, new BoundLiteral(SqlType.String, $"$.{Quote(name)}")]);

    /// <summary><c>json['name']</c> or <c>json[0]</c>; null for an index of another type.</summary>
    public static BoundExpression? Element(BoundExpression json, BoundExpression index) => index switch
    {
        BoundLiteral { Value: string name } => Member(json, name),
        _ when index.Type.Kind == SqlTypeKind.Int64 =>
            new BoundCall(SqlType.Json, "CASE WHEN {1} >= 0 THEN json_extract({0}, {1}) END", [json, index]),
        _ => null,
    };

    public static string Quote(string name) => $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
