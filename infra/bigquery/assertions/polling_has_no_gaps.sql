-- In the last day no two successive polls of a key are more than five minutes apart
WITH polls AS (
  SELECT
    source AS system_id,
    key,
    ingest_ts,
    LAG(ingest_ts) OVER (PARTITION BY source, key ORDER BY ingest_ts) AS previous_ingest_ts
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
)
SELECT
  system_id,
  key,
  previous_ingest_ts,
  ingest_ts,
  TIMESTAMP_DIFF(ingest_ts, previous_ingest_ts, SECOND) AS seconds
FROM polls
WHERE ingest_ts > TIMESTAMP_ADD(previous_ingest_ts, INTERVAL 5 MINUTE)
