namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A named query parameter (<c>@name</c> in the SQL).</summary>
/// <param name="Name">Without the <c>@</c>.</param>
/// <param name="Type">GoogleSQL type; the element's for an array.</param>
/// <param name="Value">The value as BigQuery spells it, or null; unused for an array.</param>
/// <param name="Elements">The elements of an array parameter, else null.</param>
public sealed record QueryParameter(string Name, string Type, string? Value, IReadOnlyList<string>? Elements = null)
{
    public static QueryParameter Int64(string name, long? value) => throw new NotImplementedException();

    public static QueryParameter String(string name, string? value) => new(name, "STRING", value);

    public static QueryParameter Bool(string name, bool? value) => throw new NotImplementedException();

    public static QueryParameter Float64(string name, double? value) => throw new NotImplementedException();

    public static QueryParameter Timestamp(string name, DateTimeOffset? value) => throw new NotImplementedException();

    public static QueryParameter Date(string name, DateOnly? value) => throw new NotImplementedException();

    public static QueryParameter Int64Array(string name, IEnumerable<long> values) => throw new NotImplementedException();

    public static QueryParameter StringArray(string name, IEnumerable<string> values) => new(name, "STRING", null, [.. values]);
}
