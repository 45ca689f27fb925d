using System.Globalization;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;

namespace PmpPulse.LocalCloud.BigQuery.MaterializedViews;

/// <summary>Removes expired days from the materialized views of a table.</summary>
internal static class ViewExpiry
{
    /// <summary>
    /// A view that groups by the day of the partitioning column loses the groups of those days and keeps the others. Any other is built anew.
    /// </summary>
    /// <param name="session">The transaction that begins to delete the rows.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">Its partitioning column.</param>
    /// <param name="cut">All rows before this UTC midnight are about to be deleted.</param>
    /// <param name="clock">Tells the time to the translator.</param>
    public static void Expire(WriteSession session, TableKey table, string column, DateTime cut, TimeProvider clock)
    {
        foreach (var partials in session.Catalog.Partials.Values.Where(partials => partials.Base == table))
        {
            var (plan, _) = ViewRefresh.Plan(session, session.Catalog.Find(partials.View)!, new AppendRange(0), clock);
            if (plan?.DayKeys.TryGetValue(column, out var key) == true)
            {
                session.Execute(string.Create(
                    CultureInfo.InvariantCulture, $"DELETE FROM {partials.QuotedTable} WHERE {key} < TIMESTAMP '{cut:yyyy-MM-dd HH:mm:ss}'"));
            }
            else
            {
                session.RemovePartialsOf(partials.View);
            }
        }
    }
}
