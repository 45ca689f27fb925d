namespace PmpPulse.GoogleSql.Statements;

/// <summary>
/// A query parameter's value in its REST form: a scalar as text, an array's items, or a struct's fields. If all are null, the value is
/// NULL.
/// </summary>
/// <param name="Text">A scalar in BigQuery's text form: <c>12</c>, <c>true</c>, <c>2025-10-18 09:09:16+00</c>, BYTES in base64.</param>
/// <param name="Items">The elements of an array.</param>
/// <param name="Fields">The fields of a struct, by name.</param>
public sealed record ParameterValue(
    string? Text = null,
    IReadOnlyList<ParameterValue>? Items = null,
    IReadOnlyDictionary<string, ParameterValue>? Fields = null);
