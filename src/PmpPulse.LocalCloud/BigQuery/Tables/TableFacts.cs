using System.Collections.Concurrent;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>A table's row count, size and last modification time.</summary>
internal sealed class TableFacts(Database database, TimeProvider clock)
{
    private const int SampledRows = 2_048;

    private readonly ConcurrentDictionary<TableKey, long> _changedMs = new();

    /// <summary>Records that rows changed. In memory only: after a restart, the time of the last metadata change is used instead.</summary>
    public void RowsChanged(TableKey key) => _changedMs[key] = clock.GetUtcNow().ToUnixTimeMilliseconds();

    public long ModifiedMs(TableEntry entry) => Math.Max(entry.Stamp.ModifiedMs, _changedMs.GetValueOrDefault(entry.Key));

    public string? LocationOf(TableEntry entry) => database.Catalog.Find(entry.Key.Parent)?.Resource.Location;

    /// <summary>The row count and BigQuery's logical size in bytes; strings and nested columns are sampled.</summary>
    public async Task<(long Rows, long Bytes)> SizeAsync(TableEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsView) return (0, 0);
        var width = string.Join(" + ", entry.Fields.Select(Width).DefaultIfEmpty("0"));
        var sql = $"""
            SELECT
              (SELECT COUNT(*) FROM {entry.QuotedName}),
              (SELECT AVG({width}) FROM (FROM {entry.QuotedName} LIMIT {SampledRows}))
            """;
        return await database.ReadAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                using var reader = command.ExecuteReader();
                reader.Read();
                var rows = reader.GetInt64(0);
                return (rows, reader.IsDBNull(1) ? 0 : (long)(reader.GetDouble(1) * rows));
            },
            cancellationToken);
    }

    /// <summary>https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#data_type_sizes.</summary>
    private static string Width(Field field)
    {
        var column = DuckTypes.Quote(field.Name);
        if (field.IsRepeated || field.Type == FieldType.Struct) return $"COALESCE(STRLEN(CAST({column} AS VARCHAR)), 0)";
        return field.Type switch
        {
            FieldType.Bool => $"IF({column} IS NULL, 0, 1)",
            FieldType.Numeric => $"IF({column} IS NULL, 0, 16)",
            FieldType.Json => $"COALESCE(2 + IF({DocumentReference.IsReference(column)}, CAST(split_part(CAST({column} AS VARCHAR), '.', 4) AS BIGINT), STRLEN({column})), 0)",
            FieldType.String => $"COALESCE(2 + STRLEN({column}), 0)",
            FieldType.Bytes => $"COALESCE(2 + OCTET_LENGTH({column}), 0)",
            _ => $"IF({column} IS NULL, 0, 8)",
        };
    }
}
