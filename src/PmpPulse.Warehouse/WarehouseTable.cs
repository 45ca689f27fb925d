using PmpPulse.Contracts;

namespace PmpPulse.Warehouse;

/// <summary>A table as <c>infra/bigquery/schemas</c> defines it.</summary>
/// <param name="Name">Dataset and table.</param>
/// <param name="ResourceJson">
/// Body of a BigQuery <c>tables.insert</c> without its reference: description, partitioning, clustering, schema.
/// </param>
public sealed record WarehouseTable(TableName Name, string ResourceJson);
