namespace PmpPulse.Contracts.BigQuery;

/// <summary>A view or materialized view of <c>pmp_marts</c> as <c>infra/bigquery/marts</c> defines it.</summary>
/// <param name="Name">Dataset and view.</param>
/// <param name="Query">One GoogleSQL SELECT.</param>
/// <param name="IsMaterialized">True for an incremental materialized view (its file's name ends in <c>_mv</c>).</param>
public sealed record Mart(TableName Name, string Query, bool IsMaterialized);
