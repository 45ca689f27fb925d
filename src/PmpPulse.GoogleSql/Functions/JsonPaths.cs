using System.Buffers;
using System.Text;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>JSON access by dots and subscripts, and BigQuery's JSONPath translated to DuckDB's.</summary>
internal static class JsonPaths
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("*'\"?()");

    public static BoundExpression Member(BoundExpression json, string name)
    {
        // a DuckDB path can't contain a quote in a name or an empty name, and reads a quoted star as a wildcard; a JSON Pointer has none of
        // these problems
        var path = name.Length > 0 && name.AsSpan().IndexOfAny('"', '\\', '*') < 0
            ? $"$.\"{name}\""
            : $"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
        return new BoundCall(SqlType.Json, $"json_extract({A}, {B})", [json, new BoundLiteral(SqlType.String, path)]);
    }

    /// <summary><c>json['name']</c> or <c>json[0]</c>; null if the index has another type.</summary>
    public static BoundExpression? Element(BoundExpression json, BoundExpression index) => index switch
    {
        BoundLiteral { Value: string name } => Member(json, name),
        _ when index.Type.Kind == SqlTypeKind.Int64 =>
            new BoundCall(SqlType.Json, $"CASE WHEN {B} >= 0 THEN json_extract({A}, '$[' || {B} || ']') END", [json, index]),
        _ => null,
    };

    /// <summary>
    /// Translates BigQuery's JSONPath (<c>$.a."b c"[0]</c>, in legacy functions <c>$.a['b c'][0]</c>) and quotes every name. Returns null
    /// if the text is not a path. BigQuery's paths have no wildcards.
    /// </summary>
    public static string? Translate(string path, bool isLegacy)
    {
        if (!path.StartsWith('$')) return null;

        var result = new StringBuilder("$");
        for (var i = 1; i < path.Length;)
        {
            var end = path[i] == '.' ? ReadName(path, i + 1, result) : path[i] == '[' ? ReadBracket(path, i + 1, isLegacy, result) : -1;
            if (end < 0) return null;

            i = end;
        }

        return result.ToString();
    }

    private static int ReadName(string path, int start, StringBuilder result)
    {
        if (start < path.Length && path[start] == '"')
        {
            var close = path.IndexOf('"', start + 1);
            return close < 0 ? -1 : Append(result, path[(start + 1)..close], close + 1);
        }

        var end = start;
        while (end < path.Length && path[end] is not ('.' or '[')) end++;

        return end == start || path.AsSpan(start, end - start).IndexOfAny(NotInNames) >= 0 ? -1 : Append(result, path[start..end], end);
    }

    private static int ReadBracket(string path, int start, bool isLegacy, StringBuilder result)
    {
        if (isLegacy && start < path.Length && path[start] == '\'')
        {
            var close = path.IndexOf("']", start + 1, StringComparison.Ordinal);
            return close < 0 ? -1 : Append(result, path[(start + 1)..close], close + 2);
        }

        var end = path.IndexOf(']', start);
        if (end <= start || end - start > 9 || !path.AsSpan(start, end - start).ContainsOnlyDigits()) return -1;

        result.Append('[').Append(path, start, end - start).Append(']');
        return end + 1;
    }

    private static int Append(StringBuilder result, string name, int next)
    {
        // DuckDB's paths can't contain a quote in a name, and read a quoted star as a wildcard
        if (name.AsSpan().IndexOfAny('"', '*') >= 0) return -1;

        result.Append(".\"").Append(name).Append('"');
        return next;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
