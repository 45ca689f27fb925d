using PmpPulse.Contracts;

namespace PmpPulse.Warehouse;

/// <summary>A view or materialized view of <c>pmp_marts</c> as <c>infra/bigquery/marts</c> defines it.</summary>
/// <param name="Name">Dataset and view.</param>
/// <param name="Query">One GoogleSQL SELECT.</param>
/// <param name="IsMaterialized">True for an incremental materialized view (its file's name ends in <c>_mv</c>).</param>
public sealed record Mart(TableName Name, string Query, bool IsMaterialized)
{
    /// <summary>What it is: the comment that heads its file, in one line.</summary>
    public string Description => string.Join(
        ' ', Query.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).Select(line => line[2..].Trim()));
}
