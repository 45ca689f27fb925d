-- One row per system and station: the description that was collected last. Information is collected daily; the bound keeps the scan to a year.
WITH timed AS (
  SELECT
    * REPLACE (IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS event_ts),
    ARRAY_TO_STRING(quality_flags, ',') AS flags
  FROM pmp_curated.velib_station_information
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 366 DAY)
)
SELECT
  system_id,
  station_id,
  station_code,
  name,
  lat,
  lon,
  capacity,
  address,
  post_code,
  event_ts,
  ingest_ts,
  NULLIF(flags, '') AS quality_flags
FROM timed
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY system_id, station_id
  ORDER BY ingest_ts DESC, event_ts DESC, name, capacity, lat, lon, station_code, address, post_code, flags
) = 1
