using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Runs a statement in the snapshot that it is planned in. By itself DuckDB plans it in one transaction and runs it in the next, and only a
/// change of the catalog makes it plan again. The plan relies on the tables' statistics, such as that no row is newer than what a
/// materialized view covers; an append in between makes that wrong, for that part of the statement alone.
/// </summary>
internal static class Snapshot
{
    public static T Of<T>(DuckDBConnection connection, Func<T> run)
    {
        using var transaction = connection.BeginTransaction();
        var result = run();
        transaction.Commit();
        return result;
    }
}
