-- Materialized view, incremental: the totals of a system per snapshot. Usable counts and empty and full stations leave out those that are
-- closed, as gbfs_latest_state does; a usable count is NULL where none of the others has it, as a total is. A publication time that is
-- missing, or more than five minutes ahead of its collection, counts as the collection time: that is effective_ts.
WITH status AS (
  SELECT
    *,
    IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS effective_ts,
    COALESCE(is_installed, 1) != 0 AND COALESCE(is_renting, 1) != 0 AS can_rent,
    COALESCE(is_installed, 1) != 0 AND COALESCE(is_returning, 1) != 0 AS can_return
  FROM pmp_curated.velib_station_status
)
SELECT
  system_id,
  snapshot_id,
  event_ts,
  effective_ts,
  TIMESTAMP_TRUNC(effective_ts, HOUR) AS hour_ts,
  TIMESTAMP_TRUNC(ingest_ts, DAY) AS ingest_day,
  MIN(ingest_ts) AS ingest_ts,
  SUM(num_bikes_available) AS total_bikes_available,
  SUM(mechanical_available) AS total_mechanical_available,
  SUM(ebike_available) AS total_ebikes_available,
  SUM(num_docks_available) AS total_docks_available,
  SUM(IF(can_rent, num_bikes_available, NULL)) AS usable_bikes_available,
  SUM(IF(can_rent, mechanical_available, NULL)) AS usable_mechanical_available,
  SUM(IF(can_rent, ebike_available, NULL)) AS usable_ebikes_available,
  SUM(IF(can_return, num_docks_available, NULL)) AS usable_docks_available,
  COUNT(*) AS stations_reporting,
  COUNTIF(can_rent) AS stations_renting,
  COUNTIF(can_return) AS stations_returning,
  COUNTIF(can_rent AND num_bikes_available = 0) AS empty_stations,
  COUNTIF(can_return AND num_docks_available = 0) AS full_stations,
  COUNTIF(ARRAY_LENGTH(quality_flags) > 0) AS flagged_rows
FROM status
GROUP BY system_id, snapshot_id, event_ts, effective_ts, hour_ts, ingest_day
