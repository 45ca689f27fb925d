-- One row per system and station: what was collected of it last. A station that is not installed, or not renting, lends nothing: usable counts
-- leave it out and it is never empty; the same for returns. A flag that the feed doesn't have closes nothing.
WITH days AS (
  SELECT
    *,
    FIRST_VALUE(NULLIF(mechanical_last_known, -1) IGNORE NULLS) OVER newest_first AS mechanical_available_last_known,
    FIRST_VALUE(NULLIF(mechanical_last_known_ts, TIMESTAMP '0001-01-01 00:00:00+00') IGNORE NULLS) OVER newest_first AS mechanical_available_last_known_ts,
    FIRST_VALUE(NULLIF(ebike_last_known, -1) IGNORE NULLS) OVER newest_first AS ebike_available_last_known,
    FIRST_VALUE(NULLIF(ebike_last_known_ts, TIMESTAMP '0001-01-01 00:00:00+00') IGNORE NULLS) OVER newest_first AS ebike_available_last_known_ts
  FROM pmp_marts.velib_latest_state_mv
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, station_id ORDER BY recency DESC) = 1
  WINDOW newest_first AS (PARTITION BY system_id, station_id ORDER BY recency DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
latest AS (
  SELECT
    system_id,
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
    NULLIF(quality_flags, '') AS quality_flags,
    is_installed != 0 AND is_renting != 0 AS can_rent,
    is_installed != 0 AND is_returning != 0 AS can_return,
    mechanical_available_last_known,
    mechanical_available_last_known_ts,
    ebike_available_last_known,
    ebike_available_last_known_ts
  FROM days
)
SELECT
  *,
  IF(can_rent, num_bikes_available, 0) AS usable_bikes_available,
  IF(can_rent, mechanical_available, 0) AS usable_mechanical_available,
  IF(can_rent, ebike_available, 0) AS usable_ebikes_available,
  IF(can_return, num_docks_available, 0) AS usable_docks_available,
  can_rent AND num_bikes_available = 0 AS is_empty,
  can_return AND num_docks_available = 0 AS is_full
FROM latest
