using PmpPulse.Contracts;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>A table that an older version made, and that adding columns can't make into what this version needs.</summary>
public sealed class SchemaMismatchException(TableName table, string column, string difference) : IOException(
    $"Column {column} of table {table} {difference}: another version made it.");
