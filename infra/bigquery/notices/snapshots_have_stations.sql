-- No snapshot of the last day has an empty list of stations
SELECT
  source AS system_id,
  key,
  event_ts,
  ingest_ts
FROM pmp_raw.velib_station_status_raw
WHERE
  ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
  AND event_type = 'station_status_snapshot'
  AND ARRAY_LENGTH(JSON_QUERY_ARRAY(payload, '$.data.stations')) = 0
ORDER BY ingest_ts DESC
