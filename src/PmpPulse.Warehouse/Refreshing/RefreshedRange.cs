using PmpPulse.Contracts;

namespace PmpPulse.Warehouse.Refreshing;

/// <summary>What one statement did.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">First time that it computed (UTC); null if it computed all that the table shows.</param>
/// <param name="To">The end, which is excluded.</param>
/// <param name="Rows">Rows that it wrote or deleted.</param>
public sealed record RefreshedRange(TableName Table, DateTimeOffset? From, DateTimeOffset? To, long Rows);
