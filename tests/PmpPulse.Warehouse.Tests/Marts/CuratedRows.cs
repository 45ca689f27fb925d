using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Adds rows to the curated tables, with defaults for columns a test doesn't set.</summary>
internal static class CuratedRows
{
    public static void AddStatus(
        this TestWarehouse warehouse, string eventTs, long snapshotId, string stationId, string bikes = "5", string docks = "3", string ebikes = "1", string code = "'16107'", string? ingestTs = null,
        string mechanical = "NULL", string installed = "1", string renting = "1", string returning = "1", string system = "velib")
    {
        var published = eventTs == "NULL" ? eventTs : $"TIMESTAMP '{eventTs}'";
        var id = snapshotId == long.MinValue ? "-9223372036854775807 - 1" : snapshotId.ToString(CultureInfo.InvariantCulture);
        warehouse.Change(
            $"""
            INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, station_code, is_installed, is_renting, is_returning,
              last_reported_ts, num_bikes_available, num_docks_available, mechanical_available, ebike_available, raw_station_json, snapshot_id, quality_flags)
            VALUES ('{system}', TIMESTAMP '{ingestTs ?? eventTs}', {published}, '{stationId}', {code}, {installed}, {renting}, {returning}, NULL, {bikes}, {docks}, {mechanical}, {ebikes}, NULL, {id}, ['a', 'b'])
            """);
    }

    public static void AddInformation(
        this TestWarehouse warehouse, string eventTs, string stationId, string name, string capacity = "10", string code = "'16107'", string? ingestTs = null,
        string lat = "48.85", string lon = "2.35", string system = "velib") =>
        warehouse.Change(
            $"""
            INSERT INTO pmp_curated.velib_station_information (system_id, ingest_ts, event_ts, station_id, station_code, name, lat, lon, capacity)
            VALUES ('{system}', TIMESTAMP '{ingestTs ?? eventTs}', {(eventTs == "NULL" ? eventTs : $"TIMESTAMP '{eventTs}'")}, '{stationId}', {code}, '{name}', {lat}, {lon}, {capacity})
            """);

    public static void AddRaw(this TestWarehouse warehouse, string ingestTs, long snapshotId, string stations, string? eventTs = null, string source = "velib", string? key = null) =>
        warehouse.Change(
            $$$"""
            INSERT INTO pmp_raw.velib_station_status_raw (ingest_ts, event_ts, source, event_type, key, payload, snapshot_id)
            VALUES (TIMESTAMP '{{{ingestTs}}}', TIMESTAMP '{{{eventTs ?? ingestTs}}}', '{{{source}}}', 'station_status_snapshot', '{{{key ?? source + ":station_status_snapshot"}}}',
              JSON '{"data":{"stations":[{{{stations}}}]}}', {{{snapshotId}}})
            """);

    public static void AddVehicle(this TestWarehouse warehouse, string eventTs, long snapshotId, string vehicleId, string system = "velib") =>
        warehouse.Change(
            $"""
            INSERT INTO pmp_curated.vehicle_status (system_id, ingest_ts, event_ts, vehicle_id, snapshot_id)
            VALUES ('{system}', TIMESTAMP '{eventTs}', TIMESTAMP '{eventTs}', '{vehicleId}', {snapshotId})
            """);

    public static void AddRawVehicles(this TestWarehouse warehouse, string ingestTs, long snapshotId, string vehicles, string source = "velib") =>
        warehouse.Change(
            $$$"""
            INSERT INTO pmp_raw.velib_vehicle_status_raw (ingest_ts, event_ts, source, event_type, key, payload, snapshot_id)
            VALUES (TIMESTAMP '{{{ingestTs}}}', TIMESTAMP '{{{ingestTs}}}', '{{{source}}}', 'vehicle_status_snapshot', '{{{source}}}:vehicle_status_snapshot',
              JSON '{"data":{"vehicles":[{{{vehicles}}}]}}', {{{snapshotId}}})
            """);

    /// <summary>Creates the tables (empty) and marts of infra/bigquery.</summary>
    public static void AddEverything(this TestWarehouse warehouse)
    {
        warehouse.AddTables();
        foreach (var mart in RepositoryFiles.MartNames())
        {
            warehouse.AddView("pmp_marts", mart, RepositoryFiles.Mart(mart));
        }
    }

    /// <summary>Creates the tables of infra/bigquery, empty.</summary>
    public static void AddTables(this TestWarehouse warehouse)
    {
        foreach (var table in RepositoryFiles.TableNames())
        {
            warehouse.AddTable(table.Split('.')[0], table.Split('.')[1], RepositoryFiles.Schema(table));
        }
    }
}
