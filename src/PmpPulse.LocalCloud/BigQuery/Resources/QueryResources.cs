using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>The body of jobs.query: https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query.</summary>
internal sealed record QueryRequest : Resource
{
    public string? Kind { get; init; }

    public string? Query { get; init; }

    /// <summary>The API defaults to legacy SQL, which LocalCloud does not support.</summary>
    public bool? UseLegacySql { get; init; }

    public DatasetReference? DefaultDataset { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public int? MaxResults { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? TimeoutMs { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? JobTimeoutMs { get; init; }

    public bool? DryRun { get; init; }

    /// <summary>Accepted but ignored: every query runs.</summary>
    public bool? UseQueryCache { get; init; }

    public string? ParameterMode { get; init; }

    public IReadOnlyList<QueryParameterResource>? QueryParameters { get; init; }

    public string? Location { get; init; }

    public FormatOptions? FormatOptions { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    /// <summary>Accepted but ignored: nothing is billed.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? MaximumBytesBilled { get; init; }

    public string? RequestId { get; init; }

    public string? JobCreationMode { get; init; }

    public bool? PreserveNulls { get; init; }
}

internal sealed record FormatOptions : Resource
{
    public bool? UseInt64Timestamp { get; init; }
}

internal sealed record QueryParameterResource : Resource
{
    public string? Name { get; init; }

    public QueryParameterType? ParameterType { get; init; }

    public QueryParameterValue? ParameterValue { get; init; }
}

internal sealed record QueryParameterType : Resource
{
    public string? Type { get; init; }

    public QueryParameterType? ArrayType { get; init; }

    public IReadOnlyList<QueryParameterStructType>? StructTypes { get; init; }
}

internal sealed record QueryParameterStructType : Resource
{
    public string? Name { get; init; }

    public QueryParameterType? Type { get; init; }

    public string? Description { get; init; }
}

internal sealed record QueryParameterValue : Resource
{
    public JsonElement? Value { get; init; }

    public IReadOnlyList<QueryParameterValue>? ArrayValues { get; init; }

    public Dictionary<string, QueryParameterValue>? StructValues { get; init; }
}

/// <summary>The response of both jobs.query and jobs.getQueryResults.</summary>
internal sealed record QueryResponse
{
    public required string Kind { get; init; }

    public string? Etag { get; init; }

    public SchemaResource? Schema { get; init; }

    public JobReference? JobReference { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? TotalRows { get; init; }

    public string? PageToken { get; init; }

    public RawJson? Rows { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? TotalBytesProcessed { get; init; }

    public required bool JobComplete { get; init; }

    public bool? CacheHit { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? NumDmlAffectedRows { get; init; }

    public DmlStatistics? DmlStats { get; init; }
}

internal sealed record DmlStatistics
{
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? InsertedRowCount { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? DeletedRowCount { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public long? UpdatedRowCount { get; init; }
}
