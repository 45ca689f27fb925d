-- One row per station: its newest description. Information is collected daily; the bound keeps the scan to a year.
SELECT
  station_id,
  station_code,
  name,
  lat,
  lon,
  capacity,
  address,
  post_code,
  event_ts,
  ingest_ts
FROM pmp_curated.velib_station_information
WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 366 DAY)
QUALIFY ROW_NUMBER() OVER (PARTITION BY station_id ORDER BY event_ts DESC, ingest_ts DESC) = 1
