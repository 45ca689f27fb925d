using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/tables.</summary>
internal static class TableEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var tables = routes.MapGroup("/projects/{project}/datasets/{dataset}/tables");
        tables.MapPost("", InsertAsync);
        tables.MapGet("", List);
        tables.MapGet("/{table}", GetAsync);
        tables.MapPatch("/{table}", (HttpContext http, string project, string dataset, string table, TableStore store, TableFacts facts) =>
            ChangeAsync(http, new TableKey(project, dataset, table), store, facts, merge: true));
        tables.MapPut("/{table}", (HttpContext http, string project, string dataset, string table, TableStore store, TableFacts facts) =>
            ChangeAsync(http, new TableKey(project, dataset, table), store, facts, merge: false));
        tables.MapDelete("/{table}", DeleteAsync);
    }

    private static async Task<IResult> InsertAsync(HttpContext http, string project, string dataset, TableStore store, TableFacts facts)
    {
        var body = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.TableResource, http.RequestAborted);
        return await AnswerAsync(http, await store.InsertAsync(new DatasetKey(project, dataset), body, http.RequestAborted), facts);
    }

    private static Task<IResult> GetAsync(
        HttpContext http, string project, string dataset, string table, Database database, TableFacts facts) =>
        AnswerAsync(http, TableStore.Find(database.Catalog, new TableKey(project, dataset, table)), facts);

    private static IResult List(HttpContext http, string project, string dataset, Database database, int? maxResults, string? pageToken)
    {
        var key = new DatasetKey(project, dataset);
        if (database.Catalog.Find(key) is null) throw BigQueryException.NotFound($"Dataset {key}");
        var all = database.Catalog.TablesOf(key).ToList();
        var (page, next) = Paging.Page(all, maxResults, pageToken);
        var etag = new Stamp(page.Select(entry => entry.Stamp.Version).DefaultIfEmpty().Max(), 0, 0).ETag("tables");
        return Results.Json(
            new TableList("bigquery#tableList", etag, page.Count == 0 ? null : [.. page.Select(Item)], next, all.Count),
            BigQueryJson.Default.TableList);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, TableKey key, TableStore store, TableFacts facts, bool merge)
    {
        var body = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.JsonElement, http.RequestAborted);
        return await AnswerAsync(
            http, await store.ChangeAsync(key, body, merge, ETagCondition.Of(http.Request), http.RequestAborted), facts);
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, string project, string dataset, string table, TableStore store)
    {
        await store.DeleteAsync(new TableKey(project, dataset, table), ETagCondition.Of(http.Request), http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, TableEntry entry, TableFacts facts)
    {
        var (rows, bytes) = await facts.SizeAsync(entry, http.RequestAborted);
        http.Response.Headers.ETag = entry.ETag;
        var resource = entry.Resource with
        {
            Kind = "bigquery#table",
            Etag = entry.ETag,
            Id = entry.Key.ToString(),
            SelfLink = Links.Self(http.Request, $"projects/{entry.Key.Project}/datasets/{entry.Key.Dataset}/tables/{entry.Key.Table}"),
            TableReference = Reference(entry),
            Type = TypeOf(entry),
            Location = facts.LocationOf(entry),
            NumRows = rows,
            NumBytes = bytes,
            NumLongTermBytes = 0,
            CreationTime = entry.Stamp.CreatedMs,
            LastModifiedTime = facts.ModifiedMs(entry),
        };
        return Results.Json(resource, BigQueryJson.Default.TableResource);
    }

    private static TableListItem Item(TableEntry entry) => new(
        "bigquery#table",
        entry.Key.ToString(),
        Reference(entry),
        entry.Resource.FriendlyName,
        TypeOf(entry),
        entry.Resource.Labels,
        entry.Resource.TimePartitioning,
        entry.Resource.Clustering,
        entry.Resource.View is null ? null : new ViewDefinition { UseLegacySql = false },
        entry.Resource.MaterializedView,
        entry.Stamp.CreatedMs);

    private static TableReference Reference(TableEntry entry) =>
        new() { ProjectId = entry.Key.Project, DatasetId = entry.Key.Dataset, TableId = entry.Key.Table };

    private static string TypeOf(TableEntry entry) =>
        entry.Resource.View is not null ? "VIEW" : entry.Resource.MaterializedView is not null ? "MATERIALIZED_VIEW" : "TABLE";
}
