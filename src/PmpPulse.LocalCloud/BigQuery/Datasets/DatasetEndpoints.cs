using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;

namespace PmpPulse.LocalCloud.BigQuery.Datasets;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets.</summary>
internal static class DatasetEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var datasets = routes.MapGroup("/projects/{project}/datasets");
        datasets.MapPost("", InsertAsync);
        datasets.MapGet("", List);
        datasets.MapGet("/{dataset}", Get);
        datasets.MapPatch("/{dataset}", (HttpContext http, string project, string dataset, DatasetStore store) =>
            ChangeAsync(http, new DatasetKey(project, dataset), store, merge: true));
        datasets.MapPut("/{dataset}", (HttpContext http, string project, string dataset, DatasetStore store) =>
            ChangeAsync(http, new DatasetKey(project, dataset), store, merge: false));
        datasets.MapDelete("/{dataset}", DeleteAsync);
    }

    private static async Task<IResult> InsertAsync(HttpContext http, string project, DatasetStore store)
    {
        var body = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.DatasetResource, http.RequestAborted);
        return Answer(http, await store.InsertAsync(project, body, http.RequestAborted));
    }

    private static IResult Get(HttpContext http, string project, string dataset, Database database)
    {
        var key = new DatasetKey(project, dataset);
        return Answer(http, database.Catalog.Find(key) ?? throw BigQueryException.NotFound($"Dataset {key}"));
    }

    private static IResult List(HttpContext http, string project, Database database, int? maxResults, string? pageToken)
    {
        var (page, next) = Paging.Page([.. database.Catalog.DatasetsOf(project)], maxResults, pageToken);
        var items = page.Select(
            entry => Describe(http, entry) with { Access = null, Etag = null, SelfLink = null, CreationTime = null, LastModifiedTime = null });
        return Results.Json(
            new DatasetList("bigquery#datasetList", Etag(page), page.Count == 0 ? null : [.. items], next),
            BigQueryJson.Default.DatasetList);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, DatasetKey key, DatasetStore store, bool merge)
    {
        var body = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.JsonElement, http.RequestAborted);
        return Answer(http, await store.ChangeAsync(key, body, merge, ETagCondition.Of(http.Request), http.RequestAborted));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string project, string dataset, DatasetStore store, bool? deleteContents)
    {
        await store.DeleteAsync(
            new DatasetKey(project, dataset), deleteContents ?? false, ETagCondition.Of(http.Request), http.RequestAborted);
        return Results.NoContent();
    }

    private static IResult Answer(HttpContext http, DatasetEntry entry)
    {
        http.Response.Headers.ETag = entry.ETag;
        return Results.Json(Describe(http, entry), BigQueryJson.Default.DatasetResource);
    }

    private static DatasetResource Describe(HttpContext http, DatasetEntry entry) => entry.Resource with
    {
        Kind = "bigquery#dataset",
        Etag = entry.ETag,
        Id = entry.Key.ToString(),
        SelfLink = Links.Self(http.Request, $"projects/{entry.Key.Project}/datasets/{entry.Key.Dataset}"),
        DatasetReference = new DatasetReference { ProjectId = entry.Key.Project, DatasetId = entry.Key.Dataset },
        Type = "DEFAULT",
        CreationTime = entry.Stamp.CreatedMs,
        LastModifiedTime = entry.Stamp.ModifiedMs,
    };

    private static string Etag(IEnumerable<DatasetEntry> page) =>
        new Stamp(page.Select(entry => entry.Stamp.Version).DefaultIfEmpty().Max(), 0, 0).ETag("datasets");
}
