using System.Text.Json;
using DuckDB.NET.Data;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>The catalog's tables. They share a file with the rows, so both change in one transaction.</summary>
internal static class CatalogStore
{
    private const int Format = 2;

    /// <summary>Unused committed streams expire after three days, as Google's do.</summary>
    private static readonly TimeSpan IdleStreamLife = TimeSpan.FromDays(3);

    /// <exception cref="InvalidDataException">Another version of LocalCloud wrote the file.</exception>
    public static CatalogSnapshot Load(DuckDBConnection connection, TimeProvider clock)
    {
        // write only what is needed: on a full disk the database must still open for reading, and another version's must stay as it is
        if (Query(connection, "FROM duckdb_tables() WHERE schema_name = 'pmp_catalog' AND table_name = 'format'").Any()) RequireFormat(connection);
        else CreateTables(connection);

        var oldest = clock.GetUtcNow().Subtract(IdleStreamLife).ToUnixTimeMilliseconds();
        if (Query(connection, FormattableString.Invariant($"FROM pmp_catalog.streams WHERE used_ms < {oldest} LIMIT 1")).Any())
        {
            DatabaseConnections.Execute(
                connection, FormattableString.Invariant($"DELETE FROM pmp_catalog.streams WHERE used_ms < {oldest}"));
        }

        var snapshot = CatalogSnapshot.Empty;
        long version = 0;
        foreach (var row in Query(connection, "FROM pmp_catalog.datasets"))
        {
            var key = new DatasetKey(row.GetString(0), row.GetString(1));
            var resource = JsonSerializer.Deserialize(row.GetString(3), BigQueryJson.Default.DatasetResource)!;
            var entry = new DatasetEntry(key, row.GetString(2), resource, StampAt(row, 4));
            snapshot = snapshot with { Datasets = snapshot.Datasets.Add(key, entry) };
            version = Math.Max(version, entry.Stamp.Version);
        }

        foreach (var row in Query(connection, "FROM pmp_catalog.tables"))
        {
            var key = new TableKey(row.GetString(0), row.GetString(1), row.GetString(2));
            var resource = JsonSerializer.Deserialize(row.GetString(5), BigQueryJson.Default.TableResource)!;
            var fields = SchemaReader.ReadStored(resource.Schema);
            var entry = new TableEntry(key, row.GetString(3), row.GetString(4), resource, fields, StampAt(row, 6));
            snapshot = snapshot with { Tables = snapshot.Tables.Add(key, entry) };
            version = Math.Max(version, entry.Stamp.Version);
        }

        foreach (var row in Query(connection, "FROM pmp_catalog.streams"))
        {
            var entry = new StreamEntry(
                row.GetInt64(0), row.GetString(1), new TableKey(row.GetString(2), row.GetString(3), row.GetString(4)),
                row.GetInt64(5), row.GetBoolean(6), row.GetInt64(7), row.GetInt64(8));
            snapshot = snapshot with { Streams = snapshot.Streams.Add(entry.Name, entry) };
            version = Math.Max(version, entry.Id);
        }

        foreach (var entry in PartialsStore.Load(connection))
        {
            snapshot = snapshot with { Partials = snapshot.Partials.Add(entry.View, entry) };
            version = Math.Max(version, entry.Id);
        }

        // also above every append's number, even if the clock was set back
        version = snapshot.Tables.Values.Where(entry => !entry.IsView).Select(entry => LastAppend(connection, entry)).Append(version).Max();

        // versions are never reused, not even those of deleted resources, so they start from the clock
        return snapshot with { NextVersion = Math.Max(version + 1, clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000) };
    }

    public static long TakeVersion(this WriteSession session)
    {
        var version = session.Catalog.NextVersion;
        session.Catalog = session.Catalog with { NextVersion = version + 1 };
        return version;
    }

    public static void Put(this WriteSession session, DatasetEntry entry)
    {
        session.Execute("DELETE FROM pmp_catalog.datasets WHERE project = $1 AND dataset = $2", entry.Key.Project, entry.Key.Dataset);
        session.Execute(
            "INSERT INTO pmp_catalog.datasets VALUES ($1, $2, $3, $4, $5, $6, $7)",
            entry.Key.Project, entry.Key.Dataset, entry.PhysicalSchema,
            JsonSerializer.Serialize(entry.Resource, BigQueryJson.Default.DatasetResource),
            entry.Stamp.Version, entry.Stamp.CreatedMs, entry.Stamp.ModifiedMs);
        session.Catalog = session.Catalog with { Datasets = session.Catalog.Datasets.SetItem(entry.Key, entry) };
    }

    public static void Put(this WriteSession session, TableEntry entry)
    {
        var (project, dataset, table) = entry.Key;
        session.Execute(
            "DELETE FROM pmp_catalog.tables WHERE project = $1 AND dataset = $2 AND table_id = $3", project, dataset, table);
        session.Execute(
            "INSERT INTO pmp_catalog.tables VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            project, dataset, table, entry.PhysicalSchema, entry.PhysicalTable,
            JsonSerializer.Serialize(entry.Resource, BigQueryJson.Default.TableResource),
            entry.Stamp.Version, entry.Stamp.CreatedMs, entry.Stamp.ModifiedMs);
        session.Catalog = session.Catalog with { Tables = session.Catalog.Tables.SetItem(entry.Key, entry) };
    }

    public static void Remove(this WriteSession session, DatasetEntry entry)
    {
        session.Execute("DELETE FROM pmp_catalog.datasets WHERE project = $1 AND dataset = $2", entry.Key.Project, entry.Key.Dataset);
        session.Catalog = session.Catalog with { Datasets = session.Catalog.Datasets.Remove(entry.Key) };
    }

    /// <summary>Removes a table and its write streams.</summary>
    public static void Remove(this WriteSession session, TableEntry entry)
    {
        var (project, dataset, table) = entry.Key;
        session.Execute(
            "DELETE FROM pmp_catalog.tables WHERE project = $1 AND dataset = $2 AND table_id = $3", project, dataset, table);
        session.Execute(
            "DELETE FROM pmp_catalog.streams WHERE project = $1 AND dataset = $2 AND table_id = $3", project, dataset, table);
        session.RemovePartialsOf(entry.Key);
        var streams = session.Catalog.Streams.Values.Where(stream => stream.Table == entry.Key).Select(stream => stream.Name);
        session.Catalog = session.Catalog with
        {
            Tables = session.Catalog.Tables.Remove(entry.Key),
            Streams = session.Catalog.Streams.RemoveRange(streams),
        };
    }

    public static void Add(this WriteSession session, StreamEntry entry)
    {
        session.Execute(
            "INSERT INTO pmp_catalog.streams VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            entry.Id, entry.Name, entry.Table.Project, entry.Table.Dataset, entry.Table.Table,
            entry.NextOffset, entry.Finalized, entry.CreatedMicros, entry.UsedMs);
        session.Catalog = session.Catalog with { Streams = session.Catalog.Streams.Add(entry.Name, entry) };
    }

    /// <summary>Stores a stream's offset and state. Its other fields never change.</summary>
    public static void Update(this WriteSession session, StreamEntry entry)
    {
        session.Execute(
            "UPDATE pmp_catalog.streams SET next_offset = $2, finalized = $3, used_ms = $4 WHERE id = $1",
            entry.Id, entry.NextOffset, entry.Finalized, entry.UsedMs);
        session.Catalog = session.Catalog with { Streams = session.Catalog.Streams.SetItem(entry.Name, entry) };
    }

    private static void CreateTables(DuckDBConnection connection) =>
        DatabaseConnections.Execute(connection, """
            BEGIN;
            CREATE SCHEMA IF NOT EXISTS pmp_catalog;
            CREATE TABLE IF NOT EXISTS pmp_catalog.format (format INTEGER);
            INSERT INTO pmp_catalog.format SELECT 2 WHERE NOT EXISTS (FROM pmp_catalog.format);
            CREATE TABLE IF NOT EXISTS pmp_catalog.datasets (
                project VARCHAR, dataset VARCHAR, physical_schema VARCHAR, resource VARCHAR,
                version BIGINT, created_ms BIGINT, modified_ms BIGINT);
            CREATE TABLE IF NOT EXISTS pmp_catalog.tables (
                project VARCHAR, dataset VARCHAR, table_id VARCHAR, physical_schema VARCHAR, physical_table VARCHAR, resource VARCHAR,
                version BIGINT, created_ms BIGINT, modified_ms BIGINT);
            CREATE TABLE IF NOT EXISTS pmp_catalog.streams (
                id BIGINT, name VARCHAR, project VARCHAR, dataset VARCHAR, table_id VARCHAR,
                next_offset BIGINT, finalized BOOLEAN, created_us BIGINT, used_ms BIGINT);
            CREATE TABLE IF NOT EXISTS pmp_catalog.partials (
                id BIGINT, project VARCHAR, dataset VARCHAR, table_id VARCHAR,
                base_project VARCHAR, base_dataset VARCHAR, base_table VARCHAR, covered_up_to BIGINT);
            COMMIT;
            """);

    private static void RequireFormat(DuckDBConnection connection)
    {
        var format = Query(connection, "FROM pmp_catalog.format").Select(row => row.GetInt32(0)).Single();
        if (format == Format) return;
        throw new InvalidDataException(FormattableString.Invariant(
            $"the BigQuery data is of {(format < Format ? "an earlier" : "a later")} version (format {format}; this one reads {Format}): another DATA_DIR starts afresh, `pmpctl reset` deletes what is there"));
    }

    private static long LastAppend(DuckDBConnection connection, TableEntry table) =>
        Query(connection, $"SELECT COALESCE(MAX({DuckTypes.Quote(TableRelation.AppendColumn)}), 0) FROM {table.QuotedName}")
            .Select(row => row.GetInt64(0))
            .Single();

    private static Stamp StampAt(DuckDBDataReader row, int column) =>
        new(row.GetInt64(column), row.GetInt64(column + 1), row.GetInt64(column + 2));

    public static IEnumerable<DuckDBDataReader> Query(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader;
    }
}
