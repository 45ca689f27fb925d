using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Tables;
using PmpPulse.LocalCloud.PubSub.Export;

namespace PmpPulse.LocalCloud.BigQuery.Export;

/// <summary>Writes the messages of BigQuery subscriptions, each batch in one transaction, as <c>tabledata.insertAll</c> does.</summary>
internal sealed class TableExport(Database database, TableFacts facts) : ITableSink
{
    public TableState Check(BigQueryConfig config) => Find(database.Catalog, config).State;

    public async Task<IReadOnlyDictionary<int, string>> AppendAsync(
        BigQueryConfig config, IReadOnlyList<ExportedMessage> messages, CancellationToken cancellationToken)
    {
        var (table, refused) = await database.WriteAsync(session => Append(session, config, messages), cancellationToken);
        if (refused.Count < messages.Count) facts.RowsChanged(table);
        return refused;
    }

    private static (TableEntry? Table, TableState State) Find(CatalogSnapshot catalog, BigQueryConfig config) =>
        ExportTarget.TryParse(config.Table, out var target)
            && catalog.Find(new TableKey(target.Project, target.Dataset, target.Table)) is { } table
            ? (table, ExportTable.Check(table, config.WriteMetadata))
            : (null, new TableState(BigQueryConfig.Types.State.NotFound, $"The BigQuery table or dataset specified cannot be found (table={config.Table})."));

    private static (TableKey Table, Dictionary<int, string> Refused) Append(
        WriteSession session, BigQueryConfig config, IReadOnlyList<ExportedMessage> messages)
    {
        // check here, where writes are serialized: the table may have been deleted or altered since the last check
        var (table, state) = Find(session.Catalog, config);
        if (table is null || state.Fault is not null) throw BigQueryException.Invalid($"{state.Fault}");
        var encoder = new MessageRowEncoder(table.Fields, config.WriteMetadata);
        var layout = TableLayout.Read(session.Connection, table, session.Documents);
        var refused = new Dictionary<int, string>();
        List<RowChunk> chunks = [];
        try
        {
            for (var i = 0; i < messages.Count; i++)
            {
                if (chunks.Count == 0 || chunks[^1].Count == RowChunk.Capacity) chunks.Add(layout.NewChunk());
                var chunk = chunks[^1];
                if (encoder.Encode(messages[i], chunk.Columns, (ulong)chunk.Count) is not { } reason)
                {
                    chunk.Count++;
                    continue;
                }

                refused.Add(i, reason);
                foreach (var column in chunk.Columns) column.Clear((ulong)chunk.Count);
            }

            ChunkAppender.Append(session, table, chunks);
        }
        finally
        {
            foreach (var chunk in chunks) chunk.Dispose();
        }

        return (table.Key, refused);
    }
}
