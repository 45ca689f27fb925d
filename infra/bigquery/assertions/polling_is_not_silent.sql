-- Every system with rows in the last week also has rows in the last hour
WITH polls AS (
  SELECT
    source AS system_id,
    MAX(ingest_ts) AS last_ingest_ts,
    COUNTIF(ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)) AS events_of_two_days
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
  GROUP BY system_id
  UNION ALL
  -- without any rows there is no system to name
  SELECT
    CAST(NULL AS STRING) AS system_id,
    MAX(ingest_ts) AS last_ingest_ts,
    COUNT(*) AS events_of_two_days
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
  HAVING COUNT(*) = 0
)
SELECT
  system_id,
  last_ingest_ts,
  events_of_two_days
FROM polls
WHERE last_ingest_ts IS NULL OR last_ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR)
