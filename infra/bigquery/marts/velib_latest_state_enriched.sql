-- The latest state of every station with its name and place. The arrondissement (1-20) is what stands before the
-- last three digits of a Paris station's code; larger prefixes are the suburbs' operator zones and give null.
WITH stations AS (
  SELECT
    state.*,
    information.name,
    information.lat,
    information.lon,
    information.capacity,
    information.address,
    information.quality_flags AS information_quality_flags,
    COALESCE(state.station_code, information.station_code) AS code
  FROM pmp_marts.velib_latest_state AS state
  LEFT JOIN pmp_marts.velib_station_information_latest AS information
    ON information.station_id = state.station_id
),
placed AS (
  SELECT
    *,
    IF(LENGTH(code) > 3, SAFE_CAST(SUBSTR(code, 1, LENGTH(code) - 3) AS INT64), NULL) AS zone
  FROM stations
)
SELECT
  station_id,
  code AS station_code,
  name,
  lat,
  lon,
  capacity,
  address,
  IF(zone BETWEEN 1 AND 20, zone, NULL) AS arrondissement,
  event_ts,
  ingest_ts,
  snapshot_id,
  is_installed,
  is_renting,
  is_returning,
  last_reported_ts,
  num_bikes_available,
  num_docks_available,
  mechanical_available,
  ebike_available,
  SAFE_DIVIDE(num_bikes_available, NULLIF(capacity, 0)) AS fill_rate,
  quality_flags,
  can_rent,
  can_return,
  mechanical_available_last_known,
  mechanical_available_last_known_ts,
  ebike_available_last_known,
  ebike_available_last_known_ts,
  usable_bikes_available,
  usable_mechanical_available,
  usable_ebikes_available,
  usable_docks_available,
  is_empty,
  is_full,
  information_quality_flags
FROM placed
