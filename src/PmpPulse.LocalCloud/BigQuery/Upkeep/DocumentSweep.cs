using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Upkeep;

/// <summary>
/// Deletes document files that no row refers to. A file must have been complete and without references in two runs in a row: in between,
/// statements that still read deleted rows end. Where a table can't be searched, no file is deleted.
/// </summary>
internal sealed class DocumentSweep(Database database, ILogger<DocumentSweep> logger)
{
    private HashSet<int> _unused = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // before the search, because a file that is still written gets references during it
        var complete = database.Documents.Complete();
        if (complete.Count == 0) return;
        var unused = new HashSet<int>(complete);
        foreach (var (table, column) in Columns(database.Catalog))
        {
            try
            {
                unused.ExceptWith(await database.QueryAsync(connection => Referred(connection, table, column), cancellationToken));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.DocumentsNotSearched(logger, e, table.Key, column.Name);
                unused.Clear();
                break;
            }
        }

        foreach (var number in unused.Where(_unused.Contains)) database.Documents.Delete(number);
        _unused = unused;
    }

    private static IEnumerable<(TableEntry Table, Field Column)> Columns(CatalogSnapshot catalog) =>
        from table in catalog.Tables.Values
        where !table.IsView
        from column in table.Fields
        where column is { Type: FieldType.Json, IsRepeated: false }
        select (table, column);

    private static HashSet<int> Referred(DuckDBConnection connection, TableEntry table, Field column)
    {
        var name = DuckTypes.Quote(column.Name);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT DISTINCT CAST(split_part(substr(CAST({name} AS VARCHAR), 2), '.', 1) AS INTEGER) FROM {table.QuotedName} WHERE {DocumentReference.IsReference(name)}";
        using var reader = command.ExecuteReader();
        var numbers = new HashSet<int>();
        while (reader.Read()) numbers.Add(reader.GetInt32(0));
        return numbers;
    }
}
