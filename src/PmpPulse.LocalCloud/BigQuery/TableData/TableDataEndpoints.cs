using System.Collections.Immutable;
using System.Globalization;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Tables;

namespace PmpPulse.LocalCloud.BigQuery.TableData;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata.</summary>
internal static class TableDataEndpoints
{
    /// <summary>A page's size limit, however many rows were requested.</summary>
    public const long MaxPageBytes = 10 << 20;

    private const int MaxRows = 100_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var table = routes.MapGroup("/projects/{project}/datasets/{dataset}/tables/{table}");
        table.MapGet("/data", ListAsync);
        table.MapPost("/insertAll", InsertAllEndpoint.HandleAsync);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string project, string dataset, string table, Database database,
        int? maxResults, string? pageToken, string? startIndex, string? selectedFields)
    {
        var entry = TableStore.Find(database.Catalog, new TableKey(project, dataset, table));
        if (entry.IsView)
        {
            throw BigQueryException.Invalid($"Cannot list a table of type {(entry.Resource.View is null ? "MATERIALIZED_VIEW" : "VIEW")}.");
        }

        var start = pageToken is { Length: > 0 } ? Paging.Position(pageToken) : Index(startIndex);
        if (maxResults < 0) throw BigQueryException.Invalid("maxResults must not be negative.", "maxResults");
        var fields = Select(entry, selectedFields);
        var limit = Math.Min(maxResults ?? MaxRows, MaxRows);
        var columns = fields.IsEmpty ? "1" : string.Join(", ", fields.Select(field => DuckTypes.Quote(field.Name)));
        var int64Timestamps = IsTrue(http.Request.Query["formatOptions.useInt64Timestamp"]);

        var (total, page) = await database.ReadAsync(
            connection =>
            {
                // one transaction, so that the count and the rows are consistent
                DatabaseConnections.Execute(connection, "BEGIN TRANSACTION READ ONLY");
                try
                {
                    using var count = connection.CreateCommand();
                    count.CommandText = $"SELECT COUNT(*) FROM {entry.QuotedName}";
                    var total = Convert.ToInt64(count.ExecuteScalar(), CultureInfo.InvariantCulture);
                    var sql = FormattableString.Invariant($"SELECT {columns} FROM {entry.QuotedName} LIMIT {limit} OFFSET {start}");
                    return (total, RowReader.Read(connection, database.Documents, sql, fields, int64Timestamps, MaxPageBytes));
                }
                finally
                {
                    DatabaseConnections.Execute(connection, "ROLLBACK");
                }
            },
            http.RequestAborted);

        var next = start + page.Count < total && (page.Count > 0 || limit == 0) ? Paging.Token(start + page.Count) : null;
        return Results.Json(
            new TableDataList("bigquery#tableDataList", entry.ETag, total, next, page.Count == 0 ? null : new RawJson(page.Json)),
            BigQueryJson.Default.TableDataList);
    }

    public static bool IsTrue(string? text) => text is "true" or "True" or "1";

    public static long Index(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw BigQueryException.Invalid($"Invalid value '{text}' for startIndex.", "startIndex");
    }

    private static ImmutableArray<Field> Select(TableEntry entry, string? selectedFields)
    {
        if (string.IsNullOrWhiteSpace(selectedFields)) return entry.Fields;
        var names = selectedFields.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.FirstOrDefault(name => name.Contains('.', StringComparison.Ordinal)) is { } nested)
        {
            throw BigQueryException.Unsupported($"Selecting a field within a record ({nested})");
        }

        foreach (var name in names)
        {
            if (!entry.Fields.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw BigQueryException.Invalid($"No such field: {name}", "selectedFields");
            }

        }

        // in the table's column order, as in BigQuery
        return [.. entry.Fields.Where(field => names.Contains(field.Name, StringComparer.OrdinalIgnoreCase))];
    }
}
