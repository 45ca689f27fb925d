using DuckDB.NET.Data;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Brings a file of format 1 to format 2, whose tables number their appends.</summary>
internal static class CatalogUpgrade
{
    public static void Run(DuckDBConnection connection, IEnumerable<TableEntry> tables)
    {
        DatabaseConnections.Execute(connection, "BEGIN TRANSACTION");
        try
        {
            foreach (var table in tables.Where(table => !table.IsView)) Copy(connection, table);
            DatabaseConnections.Execute(connection, "UPDATE pmp_catalog.format SET format = 2; COMMIT");
        }
        catch
        {
            DatabaseConnections.Execute(connection, "ROLLBACK");
            throw;
        }
    }

    private static void Copy(DuckDBConnection connection, TableEntry table)
    {
        var old = DuckTypes.Quote($"{table.PhysicalTable}~1");
        string[] columns = [.. table.Fields.Select(field => DuckTypes.Quote(field.Name))];
        var into = string.Join(", ", columns.Prepend(DuckTypes.Quote(TableRelation.AppendColumn)));
        DatabaseConnections.Execute(connection, $"""
            ALTER TABLE {table.QuotedName} RENAME TO {old};
            CREATE TABLE {table.QuotedName} ({DuckTypes.Columns(table.Fields)});
            INSERT INTO {table.QuotedName} ({into}) SELECT {string.Join(", ", columns.Prepend("0"))} FROM {DuckTypes.Quote(table.PhysicalSchema)}.{old};
            DROP TABLE {DuckTypes.Quote(table.PhysicalSchema)}.{old};
            """);
    }
}
