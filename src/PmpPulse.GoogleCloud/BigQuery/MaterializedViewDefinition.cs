using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A materialized view's query (GoogleSQL) and when it is refreshed.</summary>
public sealed record MaterializedViewDefinition
{
    public required string Query { get; init; }

    public bool? EnableRefresh { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? RefreshIntervalMs { get; init; }
}
