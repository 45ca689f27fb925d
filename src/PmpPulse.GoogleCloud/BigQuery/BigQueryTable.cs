using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>
/// A table, view or materialized view, the parts of the REST resource this system uses
/// (<see href="https://cloud.google.com/bigquery/docs/reference/rest/v2/tables"/>). What is null isn't sent, so a patch changes only
/// what is set.
/// </summary>
public sealed record BigQueryTable
{
    public TableReference? TableReference { get; init; }

    public string? Etag { get; init; }

    /// <summary><c>TABLE</c>, <c>VIEW</c> or <c>MATERIALIZED_VIEW</c>; the server's answer only.</summary>
    public string? Type { get; init; }

    public string? FriendlyName { get; init; }

    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    public BigQuerySchema? Schema { get; init; }

    public TimePartitioning? TimePartitioning { get; init; }

    public Clustering? Clustering { get; init; }

    public bool? RequirePartitionFilter { get; init; }

    public ViewDefinition? View { get; init; }

    public MaterializedViewDefinition? MaterializedView { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumRows { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumBytes { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? CreationTime { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? LastModifiedTime { get; init; }

    public string? Location { get; init; }

    /// <summary>Reads a Table resource.</summary>
    /// <exception cref="JsonException">It isn't one.</exception>
    public static BigQueryTable Parse(string resourceJson) =>
        JsonSerializer.Deserialize(resourceJson, GoogleCloudJson.Default.BigQueryTable) ?? throw new JsonException("A table resource can't be null.");
}
