-- One row per system and publication of its feed: the totals. A publication time that is missing, or more than five minutes ahead of its
-- collection, is that of the collection. Of two snapshots of a system with one publication time the fuller one counts, then the one that was
-- collected last, then the one with the lower id. With every station closed nothing is usable, whatever is known of them.
WITH snapshots AS (
  SELECT
    system_id,
    snapshot_id,
    effective_ts AS event_ts,
    hour_ts,
    MIN(ingest_ts) AS ingest_ts,
    SUM(total_bikes_available) AS total_bikes_available,
    SUM(total_mechanical_available) AS total_mechanical_available,
    SUM(total_ebikes_available) AS total_ebikes_available,
    SUM(total_docks_available) AS total_docks_available,
    SUM(stations_reporting) AS stations_reporting,
    SUM(empty_stations) AS empty_stations,
    SUM(full_stations) AS full_stations,
    IF(SUM(stations_renting) = 0, 0, SUM(usable_bikes_available)) AS usable_bikes_available,
    IF(SUM(stations_renting) = 0, 0, SUM(usable_mechanical_available)) AS usable_mechanical_available,
    IF(SUM(stations_renting) = 0, 0, SUM(usable_ebikes_available)) AS usable_ebikes_available,
    IF(SUM(stations_returning) = 0, 0, SUM(usable_docks_available)) AS usable_docks_available,
    SUM(stations_renting) AS stations_renting,
    SUM(stations_returning) AS stations_returning
  FROM pmp_marts.velib_snapshot_totals_mv
  GROUP BY system_id, snapshot_id, effective_ts, hour_ts
)
SELECT *
FROM snapshots
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, hour_ts, event_ts ORDER BY stations_reporting DESC, ingest_ts DESC, snapshot_id) = 1
