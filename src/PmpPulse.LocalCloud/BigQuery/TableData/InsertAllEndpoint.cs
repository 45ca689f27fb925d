using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Tables;

namespace PmpPulse.LocalCloud.BigQuery.TableData;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/insertAll.</summary>
internal static class InsertAllEndpoint
{
    private const int MaxRows = 50_000;
    private const long MaxBytes = 10_000_000;

    public static async Task<IResult> HandleAsync(
        HttpContext http, string project, string dataset, string table, Database database, InsertIds recent, TableFacts facts)
    {
        var request = await ReadAsync(http);
        var key = new TableKey(project, dataset, table);
        var faults = await database.WriteAsync(
            session =>
            {
                var entry = TableStore.Find(session.Catalog, key);
                if (entry.IsView) throw BigQueryException.Invalid($"Cannot add rows to a view {key}.");
                return Insert(session, entry, request, recent);
            },
            http.RequestAborted);
        if (faults.Count < request.Rows!.Count) facts.RowsChanged(key);
        return Results.Json(
            new InsertAllResponse("bigquery#tableDataInsertAllResponse", faults.Count == 0 ? null : faults),
            BigQueryJson.Default.InsertAllResponse);
    }

    private static async Task<InsertAllRequest> ReadAsync(HttpContext http)
    {
        var request = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.InsertAllRequest, http.RequestAborted, MaxBytes);
        Unsupported.Refuse(request, "insertAll");
        if (request.Rows is not { Count: > 0 }) throw BigQueryException.Invalid("No rows present in the request.");
        if (request.Rows.Count > MaxRows)
        {
            throw BigQueryException.Invalid($"too many rows present in the request, limit: {MaxRows} row count: {request.Rows.Count}.");
        }

        return request;
    }

    /// <summary>
    /// The rows that were not stored: invalid ones with their error and, unless skipInvalidRows is set, all others as stopped.
    /// </summary>
    private static List<InsertAllErrors> Insert(WriteSession session, TableEntry table, InsertAllRequest request, InsertIds recent)
    {
        var rows = request.Rows!;
        var encoder = new JsonRowEncoder(request.IgnoreUnknownValues ?? false);
        var layout = TableLayout.Read(session.Connection, table, session.Documents);
        var chunks = new List<RowChunk>();
        var faults = new Dictionary<int, RowFault>();
        var ids = new List<string>();
        try
        {
            for (var i = 0; i < rows.Count; i++)
            {
                // rows can be null in JSON
                if (rows[i]?.InsertId is { Length: > 0 } id)
                {
                    if (recent.Contains(table.Key, id) || ids.Contains(id)) continue;
                    ids.Add(id);
                }

                if (chunks.Count == 0 || chunks[^1].Count == RowChunk.Capacity) chunks.Add(layout.NewChunk());
                var chunk = chunks[^1];
                var place = (ulong)chunk.Count;
                if (encoder.Encode(rows[i]?.Json ?? default, table.Fields, chunk.Columns, place) is { } fault)
                {
                    faults[i] = fault;
                    foreach (var column in chunk.Columns) column.Clear(place);
                }
                else
                {
                    chunk.Count++;
                }
            }

            if (faults.Count == 0 || request.SkipInvalidRows == true)
            {
                ChunkAppender.Append(session, table, chunks);
                recent.Add(table.Key, ids);
                return [.. faults.OrderBy(fault => fault.Key).Select(fault => Invalid(fault.Key, fault.Value))];
            }
        }
        finally
        {
            foreach (var chunk in chunks) chunk.Dispose();
        }

        return [.. Enumerable.Range(0, rows.Count).Select(i => faults.TryGetValue(i, out var fault) ? Invalid(i, fault) : Stopped(i))];
    }

    private static InsertAllErrors Invalid(int index, RowFault fault) =>
        new(index, [new ErrorProto(fault.Message, null, "invalid", fault.Location)]);

    private static InsertAllErrors Stopped(int index) => new(index, [new ErrorProto("", null, "stopped", "")]);
}
