using System.Collections.Concurrent;
using System.Collections.Immutable;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>A table's row count, size and last modification time.</summary>
internal sealed class TableFacts(Database database, TimeProvider clock)
{
    private const int SampledRows = 2_048;

    /// <summary>Rows from which the size of a query's tables need not be exact.</summary>
    private const long LargeTable = 10_000_000;

    private readonly ConcurrentDictionary<TableKey, long> _changedMs = new();
    private readonly ConcurrentDictionary<TableKey, TableSize> _sizes = new();

    /// <summary>Records that rows changed. In memory only: after a restart, the time of the last metadata change is used instead.</summary>
    public void RowsChanged(TableKey key) => _changedMs[key] = clock.GetUtcNow().ToUnixTimeMilliseconds();

    public long ModifiedMs(TableEntry entry) => Math.Max(entry.Stamp.ModifiedMs, _changedMs.GetValueOrDefault(entry.Key));

    public string? LocationOf(TableEntry entry) => database.Catalog.Find(entry.Key.Parent)?.Resource.Location;

    /// <summary>The row count and BigQuery's logical size in bytes; strings and nested columns are sampled.</summary>
    public async Task<(long Rows, long Bytes)> SizeAsync(TableEntry entry, CancellationToken cancellationToken)
    {
        var size = await ReadSizeAsync(entry, cancellationToken);
        return (size.Rows, size.Bytes);
    }

    /// <summary>The logical size in bytes, up to a minute old if the table is large: counting a year of rows takes 0.1 s.</summary>
    public async Task<long> RecentBytesAsync(TableEntry entry, CancellationToken cancellationToken)
    {
        var isRecent = _sizes.TryGetValue(entry.Key, out var known) && known.Fields == entry.Fields
            && known.Rows >= LargeTable && clock.GetUtcNow() - known.At < TimeSpan.FromMinutes(1);
        return isRecent ? known!.Bytes : (await ReadSizeAsync(entry, cancellationToken)).Bytes;
    }

    private async Task<TableSize> ReadSizeAsync(TableEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsView) return new TableSize(entry.Fields, 0, 0, 0, clock.GetUtcNow());
        var known = _sizes.GetValueOrDefault(entry.Key);
        var size = await database.ReadAsync(
            connection =>
            {
                var rows = (long)Scalar(connection, $"SELECT COUNT(*) FROM {entry.QuotedName}")!;

                // a sample takes longer than the count, and changes little once there are many rows
                if (known is not null && known.Fields == entry.Fields && known.SampledAt >= SampledRows && rows >= known.SampledAt)
                {
                    return known with { Rows = rows, At = clock.GetUtcNow() };
                }

                var width = string.Join(" + ", entry.Fields.Select(Width).DefaultIfEmpty("0"));
                var sample = Scalar(connection, $"SELECT CAST(AVG({width}) AS DOUBLE) FROM (FROM {entry.QuotedName} LIMIT {SampledRows})");
                return new TableSize(entry.Fields, rows, rows, sample is double average ? average : 0, clock.GetUtcNow());
            },
            cancellationToken);
        return _sizes[entry.Key] = size;
    }

    private static object? Scalar(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
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

    private sealed record TableSize(ImmutableArray<Field> Fields, long Rows, long SampledAt, double Width, DateTimeOffset At)
    {
        public long Bytes => (long)(Width * Rows);
    }
}
