namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A column of a table or of a query's result.</summary>
public sealed record BigQueryField
{
    public const string Nullable = "NULLABLE";
    public const string Required = "REQUIRED";
    public const string Repeated = "REPEATED";

    public required string Name { get; init; }

    /// <summary>
    /// GoogleSQL name (<c>INT64</c>, <c>STRUCT</c>) or legacy name (<c>INTEGER</c>, <c>RECORD</c>): BigQuery answers with legacy ones.
    /// </summary>
    public required string Type { get; init; }

    public string Mode { get; init; } = Nullable;

    public string? Description { get; init; }

    /// <summary>Columns of a STRUCT.</summary>
    public IReadOnlyList<BigQueryField>? Fields { get; init; }

    public string? DefaultValueExpression { get; init; }
}
