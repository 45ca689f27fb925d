using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/Job.</summary>
internal sealed record JobResource : Resource
{
    public string? Kind { get; init; }

    public string? Etag { get; init; }

    public string? Id { get; init; }

    public string? SelfLink { get; init; }

    [JsonPropertyName("user_email")]
    public string? UserEmail { get; init; }

    public JobConfiguration? Configuration { get; init; }

    public JobReference? JobReference { get; init; }

    public JobStatistics? Statistics { get; init; }

    public JobStatus? Status { get; init; }

    /// <summary>Only in lists.</summary>
    public string? State { get; init; }

    /// <summary>Only in lists.</summary>
    public ErrorProto? ErrorResult { get; init; }
}

internal sealed record JobReference : Resource
{
    public string? ProjectId { get; init; }

    public string? JobId { get; init; }

    public string? Location { get; init; }
}

internal sealed record JobConfiguration : Resource
{
    public string? JobType { get; init; }

    public QueryJobConfiguration? Query { get; init; }

    public bool? DryRun { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? JobTimeoutMs { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}

internal sealed record QueryJobConfiguration : Resource
{
    public string? Query { get; init; }

    public bool? UseLegacySql { get; init; }

    public DatasetReference? DefaultDataset { get; init; }

    public string? Priority { get; init; }

    public bool? UseQueryCache { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? MaximumBytesBilled { get; init; }

    public string? ParameterMode { get; init; }

    public IReadOnlyList<QueryParameterResource>? QueryParameters { get; init; }

    public string? CreateDisposition { get; init; }

    public string? WriteDisposition { get; init; }

    /// <summary>Results of any size stay where they are.</summary>
    public bool? AllowLargeResults { get; init; }

    public bool? FlattenResults { get; init; }
}

/// <summary>Times are Unix milliseconds.</summary>
internal sealed record JobStatistics
{
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? CreationTime { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? StartTime { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? EndTime { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? TotalBytesProcessed { get; init; }

    public QueryStatistics? Query { get; init; }
}

internal sealed record QueryStatistics
{
    public string? StatementType { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? TotalBytesProcessed { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? TotalBytesBilled { get; init; }

    public bool? CacheHit { get; init; }

    public SchemaResource? Schema { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumDmlAffectedRows { get; init; }

    public DmlStatistics? DmlStats { get; init; }

    public IReadOnlyList<TableReference>? ReferencedTables { get; init; }

    public string? DdlOperationPerformed { get; init; }

    public TableReference? DdlTargetTable { get; init; }
}

internal sealed record JobStatus
{
    public required string State { get; init; }

    public ErrorProto? ErrorResult { get; init; }

    public IReadOnlyList<ErrorProto>? Errors { get; init; }
}

internal sealed record JobList(string Kind, string Etag, IReadOnlyList<JobResource>? Jobs, string? NextPageToken);

internal sealed record JobCancelResponse(string Kind, JobResource Job);
