using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Stores which materialized views have partial aggregates, and how far these go.</summary>
internal static class PartialsStore
{
    public static IEnumerable<PartialsEntry> Load(DuckDBConnection connection) =>
        CatalogStore.Query(connection, "FROM pmp_catalog.partials").Select(row => new PartialsEntry(
            row.GetInt64(0),
            new TableKey(row.GetString(1), row.GetString(2), row.GetString(3)),
            new TableKey(row.GetString(4), row.GetString(5), row.GetString(6)),
            row.GetInt64(7)));

    /// <summary>Creates an empty table of partial aggregates.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="view">The materialized view.</param>
    /// <param name="baseTable">The table that it aggregates.</param>
    /// <param name="columns">A query with the columns to store.</param>
    public static PartialsEntry AddPartials(this WriteSession session, TableKey view, TableKey baseTable, string columns)
    {
        var entry = new PartialsEntry(session.TakeVersion(), view, baseTable, 0);
        session.ExecuteTranslated($"CREATE TABLE {entry.QuotedTable} AS {columns} LIMIT 0");
        session.Execute($"CREATE VIEW {entry.QuotedName} AS FROM {entry.QuotedTable}");
        session.Execute(
            "INSERT INTO pmp_catalog.partials VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            entry.Id, view.Project, view.Dataset, view.Table, baseTable.Project, baseTable.Dataset, baseTable.Table, entry.CoveredUpTo);
        session.Catalog = session.Catalog with { Partials = session.Catalog.Partials.Add(view, entry) };
        return entry;
    }

    /// <summary>Records that the partial aggregates now cover more appends.</summary>
    public static void MovePartials(this WriteSession session, PartialsEntry entry, long coveredUpTo)
    {
        var moved = entry with { CoveredUpTo = coveredUpTo };
        session.Execute($"DROP VIEW {entry.QuotedName}");
        session.Execute($"CREATE VIEW {moved.QuotedName} AS FROM {moved.QuotedTable}");
        session.Execute("UPDATE pmp_catalog.partials SET covered_up_to = $2 WHERE id = $1", entry.Id, coveredUpTo);
        session.Catalog = session.Catalog with { Partials = session.Catalog.Partials.SetItem(entry.View, moved) };
    }

    /// <summary>Drops the partial aggregates of a materialized view, or of all that aggregate a table. They are built anew later.</summary>
    public static void RemovePartialsOf(this WriteSession session, TableKey table)
    {
        foreach (var entry in session.Catalog.Partials.Values.Where(entry => entry.View == table || entry.Base == table))
        {
            session.Execute($"DROP VIEW {entry.QuotedName}");
            session.Execute($"DROP TABLE {entry.QuotedTable}");
            session.Execute("DELETE FROM pmp_catalog.partials WHERE id = $1", entry.Id);
            session.Catalog = session.Catalog with { Partials = session.Catalog.Partials.Remove(entry.View) };
        }
    }
}
