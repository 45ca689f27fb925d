using System.Collections.Concurrent;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Layouts of the tables being written, read once per schema.</summary>
internal sealed class TableLayouts(Database database)
{
    private readonly ConcurrentDictionary<TableKey, TableLayout> _layouts = new();

    public async ValueTask<TableLayout> GetAsync(TableEntry table, CancellationToken cancellationToken)
    {
        if (_layouts.TryGetValue(table.Key, out var layout) && layout.Fields == table.Fields) return layout;
        layout = await database.ReadAsync(connection => TableLayout.Read(connection, table, database.Documents), cancellationToken);
        _layouts[table.Key] = layout;
        return layout;
    }
}
