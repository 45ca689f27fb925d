-- Materialized view, incremental: the city's totals per snapshot.
SELECT
  snapshot_id,
  event_ts,
  TIMESTAMP_TRUNC(ingest_ts, DAY) AS ingest_day,
  MIN(ingest_ts) AS ingest_ts,
  SUM(num_bikes_available) AS total_bikes_available,
  SUM(mechanical_available) AS total_mechanical_available,
  SUM(ebike_available) AS total_ebikes_available,
  SUM(num_docks_available) AS total_docks_available,
  COUNT(*) AS stations_reporting,
  COUNTIF(num_bikes_available = 0) AS empty_stations,
  COUNTIF(num_docks_available = 0) AS full_stations
FROM pmp_curated.velib_station_status
GROUP BY snapshot_id, event_ts, ingest_day
