using System.Text.Json;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Reads query parameters in their REST form.</summary>
internal static class Parameters
{
    private const int MaxNesting = 15;

    /// <exception cref="BigQueryException">A type is missing or unknown, or named and positional parameters are mixed.</exception>
    public static IReadOnlyList<QueryParameter> Read(string? mode, IReadOnlyList<QueryParameterResource>? parameters)
    {
        if (parameters is not { Count: > 0 }) return [];
        var named = mode?.ToUpperInvariant() switch
        {
            null or "" => !string.IsNullOrEmpty(parameters[0]?.Name),
            "NAMED" => true,
            "POSITIONAL" => false,
            _ => throw BigQueryException.Invalid($"Invalid parameter mode {mode}: NAMED or POSITIONAL is expected.", "parameterMode"),
        };
        return [.. parameters.Select(parameter => Read(parameter, named))];
    }

    private static QueryParameter Read(QueryParameterResource parameter, bool named)
    {
        Unsupported.Refuse(parameter, "queryParameters");
        // array elements can be null in JSON
        if (string.IsNullOrEmpty(parameter?.Name) == named)
        {
            throw BigQueryException.Invalid(
                named ? "A named query parameter has no name." : "A positional query parameter has a name.", "queryParameters");
        }

        var type = TypeOf(parameter?.ParameterType, parameter?.Name ?? "?", 1);
        return new QueryParameter(named ? parameter?.Name : null, type, ValueOf(parameter?.ParameterValue, 1));
    }

    private static SqlType TypeOf(QueryParameterType? type, string name, int depth)
    {
        if (type?.Type is not { Length: > 0 } text)
        {
            throw BigQueryException.Invalid($"Query parameter {name} has no type.", "queryParameters");
        }

        if (depth > MaxNesting)
        {
            throw BigQueryException.Invalid($"The type of query parameter {name} is nested too deeply.", "queryParameters");
        }

        if (text.Equals("ARRAY", StringComparison.OrdinalIgnoreCase)) return SqlType.ArrayOf(TypeOf(type.ArrayType, name, depth + 1));
        if (text.Equals("STRUCT", StringComparison.OrdinalIgnoreCase))
        {
            return SqlType.StructOf([.. (type.StructTypes ?? []).Select(field =>
                new StructField(string.IsNullOrEmpty(field?.Name) ? null : field.Name, TypeOf(field?.Type, name, depth + 1)))]);
        }

        return SqlType.TryFromName(text, out var scalar) ? scalar : throw Unsupported.Type(text, $"of query parameter {name}");
    }

    private static ParameterValue ValueOf(QueryParameterValue? value, int depth)
    {
        if (depth > MaxNesting) throw BigQueryException.Invalid("A query parameter's value is nested too deeply.", "queryParameters");
        return new ParameterValue(
            value?.Value is { } text ? Text(text) : null,
            value?.ArrayValues is { } items ? [.. items.Select(item => ValueOf(item, depth + 1))] : null,
            value?.StructValues?.ToDictionary(field => field.Key, field => ValueOf(field.Value, depth + 1)));
    }

    /// <summary>Values are strings; a bare number or boolean is read as its text.</summary>
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw BigQueryException.Invalid("A query parameter's value must be a string.", "queryParameters"),
    };
}
