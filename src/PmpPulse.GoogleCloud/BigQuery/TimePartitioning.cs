using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>
/// Partitions by time: <c>DAY</c>, <c>HOUR</c>, <c>MONTH</c> or <c>YEAR</c> of a column, or of arrival where none is named.
/// </summary>
public sealed record TimePartitioning
{
    public required string Type { get; init; }

    public string? Field { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? ExpirationMs { get; init; }
}
