using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>Answer of <c>jobs.query</c> and <c>jobs.getQueryResults</c>.</summary>
internal sealed record QueryResponseJson
{
    public BigQuerySchema? Schema { get; init; }

    public JobReferenceJson? JobReference { get; init; }

    public bool JobComplete { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? TotalRows { get; init; }

    public string? PageToken { get; init; }

    public IReadOnlyList<RowJson>? Rows { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? TotalBytesProcessed { get; init; }

    public bool? CacheHit { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? NumDmlAffectedRows { get; init; }

    internal sealed record JobReferenceJson
    {
        public string? JobId { get; init; }

        public string? Location { get; init; }
    }

    internal sealed record RowJson
    {
        public required IReadOnlyList<CellJson> F { get; init; }
    }

    internal sealed record CellJson
    {
        public JsonElement V { get; init; }
    }
}
