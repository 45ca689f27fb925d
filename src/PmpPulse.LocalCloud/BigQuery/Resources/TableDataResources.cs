using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata.</summary>
internal sealed record TableDataList(
    string Kind,
    string Etag,
    [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)] long TotalRows,
    string? PageToken,
    RawJson? Rows);

internal sealed record InsertAllRequest : Resource
{
    public string? Kind { get; init; }

    public bool? SkipInvalidRows { get; init; }

    public bool? IgnoreUnknownValues { get; init; }

    public IReadOnlyList<InsertAllRow>? Rows { get; init; }

    public string? TraceId { get; init; }
}

internal sealed record InsertAllRow : Resource
{
    public string? InsertId { get; init; }

    public JsonElement Json { get; init; }
}

internal sealed record InsertAllResponse(string Kind, IReadOnlyList<InsertAllErrors>? InsertErrors);

internal sealed record InsertAllErrors(int Index, IReadOnlyList<ErrorProto> Errors);
