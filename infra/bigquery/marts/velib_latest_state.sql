-- One row per station: what the newest snapshot that holds it says.
SELECT
  station_id,
  NULLIF(station_code, '') AS station_code,
  event_ts,
  ingest_ts,
  snapshot_id,
  NULLIF(is_installed, -1) AS is_installed,
  NULLIF(is_renting, -1) AS is_renting,
  NULLIF(is_returning, -1) AS is_returning,
  NULLIF(last_reported_ts, TIMESTAMP '0001-01-01 00:00:00+00') AS last_reported_ts,
  NULLIF(num_bikes_available, -1) AS num_bikes_available,
  NULLIF(num_docks_available, -1) AS num_docks_available,
  NULLIF(mechanical_available, -1) AS mechanical_available,
  NULLIF(ebike_available, -1) AS ebike_available,
  NULLIF(quality_flags, '') AS quality_flags
FROM pmp_marts.velib_latest_state_mv
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY station_id ORDER BY recency DESC) = 1
