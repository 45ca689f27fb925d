using System.Globalization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A named query parameter (<c>@name</c> in the SQL).</summary>
/// <param name="Name">Without the <c>@</c>.</param>
/// <param name="Type">GoogleSQL type; the element's for an array.</param>
/// <param name="Value">The value as BigQuery spells it, or null; unused for an array.</param>
/// <param name="Elements">The elements of an array parameter, else null.</param>
public sealed record QueryParameter(string Name, string Type, string? Value, IReadOnlyList<string>? Elements = null)
{
    public static QueryParameter Int64(string name, long? value) => new(name, "INT64", value?.ToString(CultureInfo.InvariantCulture));

    public static QueryParameter String(string name, string? value) => new(name, "STRING", value);

    public static QueryParameter Bool(string name, bool? value) => new(name, "BOOL", value switch { null => null, true => "true", false => "false" });

    public static QueryParameter Float64(string name, double? value) => new(name, "FLOAT64", value?.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>An instant, to the microsecond.</summary>
    public static QueryParameter Timestamp(string name, DateTimeOffset? value) =>
        new(name, "TIMESTAMP", value?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture));

    public static QueryParameter Date(string name, DateOnly? value) => new(name, "DATE", value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static QueryParameter Int64Array(string name, IEnumerable<long> values) =>
        new(name, "INT64", null, [.. values.Select(value => value.ToString(CultureInfo.InvariantCulture))]);

    public static QueryParameter StringArray(string name, IEnumerable<string> values) => new(name, "STRING", null, [.. values]);
}
