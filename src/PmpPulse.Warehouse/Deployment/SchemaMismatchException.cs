using PmpPulse.Contracts;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>A table of an older version that adding columns can't turn into what this version needs.</summary>
public sealed class SchemaMismatchException(TableName table, string column, string difference) : IOException(
    $"Column {column} of table {table} {difference}: another version made it.");
