-- One row per publication of the feed: its totals. Of two snapshots with one event time the fuller one counts,
-- then the one with the lower id.
WITH snapshots AS (
  SELECT
    snapshot_id,
    event_ts,
    MIN(ingest_ts) AS ingest_ts,
    SUM(total_bikes_available) AS total_bikes_available,
    SUM(total_mechanical_available) AS total_mechanical_available,
    SUM(total_ebikes_available) AS total_ebikes_available,
    SUM(total_docks_available) AS total_docks_available,
    SUM(stations_reporting) AS stations_reporting,
    SUM(empty_stations) AS empty_stations,
    SUM(full_stations) AS full_stations
  FROM pmp_marts.velib_snapshot_totals_mv
  GROUP BY snapshot_id, event_ts
)
SELECT *
FROM snapshots
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY event_ts ORDER BY stations_reporting DESC, snapshot_id) = 1
