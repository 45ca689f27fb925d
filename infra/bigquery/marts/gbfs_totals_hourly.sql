-- The totals of a system per hour (UTC). A snapshot with less than half the stations of its system's fullest one of the hour is a
-- truncated file: it is counted in partial_snapshots and in nothing else.
WITH snapshots AS (
  SELECT *, MAX(stations_reporting) OVER (PARTITION BY system_id, hour_ts) AS most_stations
  FROM pmp_marts.gbfs_snapshot_totals
),
judged AS (
  SELECT *, stations_reporting * 2 < most_stations AS is_partial
  FROM snapshots
)
SELECT
  system_id,
  hour_ts,
  AVG(IF(is_partial, NULL, total_bikes_available)) AS avg_total_bikes_available,
  MAX(IF(is_partial, NULL, total_bikes_available)) AS peak_total_bikes_available,
  MIN(IF(is_partial, NULL, total_bikes_available)) AS min_total_bikes_available,
  AVG(IF(is_partial, NULL, total_ebikes_available)) AS avg_total_ebikes_available,
  AVG(IF(is_partial, NULL, total_docks_available)) AS avg_total_docks_available,
  AVG(IF(is_partial, NULL, stations_reporting)) AS avg_stations_reporting,
  AVG(IF(is_partial, NULL, empty_stations)) AS avg_empty_stations,
  MAX(IF(is_partial, NULL, empty_stations)) AS peak_empty_stations,
  COUNTIF(NOT is_partial) AS snapshot_samples,
  COUNTIF(is_partial) AS partial_snapshots,
  AVG(IF(is_partial, NULL, full_stations)) AS avg_full_stations,
  MAX(IF(is_partial, NULL, full_stations)) AS peak_full_stations,
  AVG(IF(is_partial, NULL, usable_bikes_available)) AS avg_usable_bikes_available,
  MAX(IF(is_partial, NULL, usable_bikes_available)) AS peak_usable_bikes_available,
  MIN(IF(is_partial, NULL, usable_bikes_available)) AS min_usable_bikes_available,
  AVG(IF(is_partial, NULL, usable_mechanical_available)) AS avg_usable_mechanical_available,
  AVG(IF(is_partial, NULL, usable_ebikes_available)) AS avg_usable_ebikes_available,
  AVG(IF(is_partial, NULL, usable_docks_available)) AS avg_usable_docks_available,
  AVG(IF(is_partial, NULL, stations_renting)) AS avg_stations_renting,
  AVG(IF(is_partial, NULL, stations_returning)) AS avg_stations_returning
FROM judged
GROUP BY system_id, hour_ts
