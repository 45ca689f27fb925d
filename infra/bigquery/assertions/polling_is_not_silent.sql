-- Something was collected in the last hour
SELECT
  MAX(ingest_ts) AS last_ingest_ts,
  COUNT(*) AS events_of_two_days
FROM pmp_raw.velib_station_status_raw
WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)
HAVING last_ingest_ts IS NULL OR last_ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)
