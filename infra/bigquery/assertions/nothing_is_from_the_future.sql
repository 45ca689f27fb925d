-- Nothing was collected in the future: a collector's clock that was ahead hides everything collected until that time
WITH collected AS (
  SELECT
    system_id,
    'pmp_curated.velib_station_status' AS table_name,
    ingest_ts
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts > TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
  UNION ALL
  SELECT
    system_id,
    'pmp_curated.velib_station_information' AS table_name,
    ingest_ts
  FROM pmp_curated.velib_station_information
  WHERE ingest_ts > TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
)
SELECT
  system_id,
  table_name,
  ingest_ts,
  COUNT(*) AS stations
FROM collected
GROUP BY system_id, table_name, ingest_ts
ORDER BY ingest_ts DESC
