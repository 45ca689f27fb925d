using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>Body of <c>jobs.query</c>.</summary>
internal sealed record QueryRequestJson
{
    public required string Query { get; init; }

    // BigQuery's default is true, so false must be sent
    public bool UseLegacySql { get; init; }

    public DatasetReference? DefaultDataset { get; init; }

    public string? ParameterMode { get; init; }

    public IReadOnlyList<QueryParameterJson>? QueryParameters { get; init; }

    public int MaxResults { get; init; }

    public long TimeoutMs { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? MaximumBytesBilled { get; init; }

    public bool UseQueryCache { get; init; }

    public bool DryRun { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public string? RequestId { get; init; }

    public FormatOptionsJson FormatOptions { get; init; } = new();

    internal sealed record FormatOptionsJson
    {
        public bool UseInt64Timestamp { get; init; } = true;
    }

    internal sealed record QueryParameterJson(string Name, ParameterTypeJson ParameterType, ParameterValueJson ParameterValue)
    {
        public static QueryParameterJson From(QueryParameter parameter) => parameter.Elements is { } elements
            ? new(parameter.Name, new ParameterTypeJson("ARRAY", new ParameterTypeJson(parameter.Type)),
                new ParameterValueJson(ArrayValues: [.. elements.Select(element => new ParameterValueJson(element))]))
            : new(parameter.Name, new ParameterTypeJson(parameter.Type), new ParameterValueJson(parameter.Value));
    }

    internal sealed record ParameterTypeJson(string Type, ParameterTypeJson? ArrayType = null);

    internal sealed record ParameterValueJson(string? Value = null, IReadOnlyList<ParameterValueJson>? ArrayValues = null);
}
