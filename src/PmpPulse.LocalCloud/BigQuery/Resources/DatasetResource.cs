using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets. Times are Unix milliseconds.</summary>
internal sealed record DatasetResource : Resource
{
    public string? Kind { get; init; }

    public string? Etag { get; init; }

    public string? Id { get; init; }

    public string? SelfLink { get; init; }

    public DatasetReference? DatasetReference { get; init; }

    public string? FriendlyName { get; init; }

    public string? Description { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public string? Location { get; init; }

    public string? Type { get; init; }

    /// <summary>Stored as given: LocalCloud has no access control.</summary>
    public JsonElement? Access { get; init; }

    public string? MaxTimeTravelHours { get; init; }

    public string? StorageBillingModel { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? CreationTime { get; init; }

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public long? LastModifiedTime { get; init; }
}

internal sealed record DatasetReference : Resource
{
    public string? ProjectId { get; init; }

    public string? DatasetId { get; init; }
}

internal sealed record DatasetList(string Kind, string Etag, IReadOnlyList<DatasetResource>? Datasets, string? NextPageToken);
