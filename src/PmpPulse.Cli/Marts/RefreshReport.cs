using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Cli.Marts;

/// <summary>What one statement of a refresh did.</summary>
/// <param name="Table">Dataset and table.</param>
/// <param name="From">First time that it computed (UTC); null if it computed the whole table.</param>
/// <param name="To">The end, which is excluded.</param>
/// <param name="Rows">Rows written or deleted.</param>
internal sealed record RefreshReport(string Table, DateTimeOffset? From, DateTimeOffset? To, long Rows)
{
    public static RefreshReport Of(RefreshedRange range) => new(range.Table.ToString(), range.From, range.To, range.Rows);
}
