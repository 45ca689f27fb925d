using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/tables. Times are Unix milliseconds.</summary>
internal sealed record TableResource : Resource
{
    public string? Kind { get; init; }

    public string? Etag { get; init; }

    public string? Id { get; init; }

    public string? SelfLink { get; init; }

    public TableReference? TableReference { get; init; }

    public string? FriendlyName { get; init; }

    public string? Description { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public SchemaResource? Schema { get; init; }

    public TimePartitioning? TimePartitioning { get; init; }

    public Clustering? Clustering { get; init; }

    public string? Type { get; init; }

    public ViewDefinition? View { get; init; }

    public MaterializedViewDefinition? MaterializedView { get; init; }

    public string? Location { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumBytes { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumLongTermBytes { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? NumRows { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? CreationTime { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? LastModifiedTime { get; init; }
}

internal sealed record TableReference : Resource
{
    public string? ProjectId { get; init; }

    public string? DatasetId { get; init; }

    public string? TableId { get; init; }
}

internal sealed record SchemaResource : Resource
{
    public IReadOnlyList<FieldResource>? Fields { get; init; }
}

internal sealed record FieldResource : Resource
{
    public string? Name { get; init; }

    public string? Type { get; init; }

    public string? Mode { get; init; }

    public IReadOnlyList<FieldResource>? Fields { get; init; }

    public string? Description { get; init; }
}

/// <summary>Partitioning only affects cost and expiry, so LocalCloud stores the setting and ignores it when it stores rows.</summary>
internal sealed record TimePartitioning : Resource
{
    public string? Type { get; init; }

    public string? Field { get; init; }

    /// <summary>How long after a partition's end its rows are kept.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? ExpirationMs { get; init; }
}

internal sealed record Clustering : Resource
{
    public IReadOnlyList<string>? Fields { get; init; }
}

internal sealed record ViewDefinition : Resource
{
    public string? Query { get; init; }

    public bool? UseLegacySql { get; init; }
}

internal sealed record MaterializedViewDefinition : Resource
{
    public string? Query { get; init; }

    public bool? EnableRefresh { get; init; }

    public string? RefreshIntervalMs { get; init; }

    public string? MaxStaleness { get; init; }
}

internal sealed record TableList(
    string Kind, string Etag, IReadOnlyList<TableListItem>? Tables, string? NextPageToken, int TotalItems);

internal sealed record TableListItem(
    string Kind,
    string Id,
    TableReference TableReference,
    string? FriendlyName,
    string Type,
    Dictionary<string, string>? Labels,
    TimePartitioning? TimePartitioning,
    Clustering? Clustering,
    ViewDefinition? View,
    MaterializedViewDefinition? MaterializedView,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)] long CreationTime);
