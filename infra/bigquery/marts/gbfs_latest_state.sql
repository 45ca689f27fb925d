-- One row per system and station: what was collected of it last, in the last 31 days. A station that is not installed, or not renting, lends
-- nothing: usable counts leave it out and it is never empty; the same for returns. A flag that the feed doesn't have closes nothing.
WITH newest AS (
  SELECT
    system_id,
    station_id,
    MAX_BY(station_code, recency) AS station_code,
    MAX_BY(event_ts, recency) AS event_ts,
    MAX_BY(ingest_ts, recency) AS ingest_ts,
    MAX_BY(snapshot_id, recency) AS snapshot_id,
    MAX_BY(is_installed, recency) AS is_installed,
    MAX_BY(is_renting, recency) AS is_renting,
    MAX_BY(is_returning, recency) AS is_returning,
    MAX_BY(last_reported_ts, recency) AS last_reported_ts,
    MAX_BY(num_bikes_available, recency) AS num_bikes_available,
    MAX_BY(num_docks_available, recency) AS num_docks_available,
    MAX_BY(mechanical_available, recency) AS mechanical_available,
    MAX_BY(ebike_available, recency) AS ebike_available,
    MAX_BY(quality_flags, recency) AS quality_flags,
    MAX_BY(mechanical_last_known, IF(mechanical_last_known = -1, '', recency)) AS mechanical_last_known,
    MAX_BY(mechanical_last_known_ts, IF(mechanical_last_known = -1, '', recency)) AS mechanical_last_known_ts,
    MAX_BY(ebike_last_known, IF(ebike_last_known = -1, '', recency)) AS ebike_last_known,
    MAX_BY(ebike_last_known_ts, IF(ebike_last_known = -1, '', recency)) AS ebike_last_known_ts
  FROM pmp_marts.velib_latest_state_mv
  WHERE ingest_day >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
  GROUP BY system_id, station_id
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
    NULLIF(mechanical_last_known, -1) AS mechanical_available_last_known,
    NULLIF(mechanical_last_known_ts, TIMESTAMP '0001-01-01 00:00:00+00') AS mechanical_available_last_known_ts,
    NULLIF(ebike_last_known, -1) AS ebike_available_last_known,
    NULLIF(ebike_last_known_ts, TIMESTAMP '0001-01-01 00:00:00+00') AS ebike_available_last_known_ts
  FROM newest
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
