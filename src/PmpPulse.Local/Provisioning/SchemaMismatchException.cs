using PmpPulse.Contracts;

namespace PmpPulse.Local.Provisioning;

/// <summary>A table that an older version made, and that adding columns can't make into what this version needs.</summary>
internal sealed class SchemaMismatchException(TableName table, string column, string difference) : IOException(
    $"Column {column} of table {table} {difference}: this history was written by another version.")
{
    /// <summary>The same with the folder it lies in, and what to do.</summary>
    public IOException In(string dataDirectory, string history) => new(
        $"{Path.Combine(dataDirectory, history)} can't be used: {Message} Delete it (scripts/pmpctl.sh reset --data-dir {dataDirectory}), or keep it and name another folder in DATA_DIR.",
        this);
}
