-- A snapshot that stands in raw for five minutes is curated too, or dead-lettered with its reason
WITH published AS (
  SELECT
    key,
    COALESCE(event_ts, ingest_ts) AS event_ts,
    MIN(ingest_ts) AS first_ingest_ts,
    MAX(ARRAY_LENGTH(JSON_QUERY_ARRAY(payload, '$.data.stations'))) AS stations
  FROM pmp_raw.velib_station_status_raw
  WHERE event_type = 'station_status_snapshot'
  GROUP BY 1, 2
)
SELECT
  published.key,
  published.event_ts,
  published.first_ingest_ts
FROM published
WHERE
  published.stations > 0
  AND published.first_ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
  AND NOT EXISTS (
    SELECT 1
    FROM pmp_curated.velib_station_status AS curated
    WHERE curated.event_ts = published.event_ts
  )
  AND NOT EXISTS (
    SELECT 1
    FROM pmp_ops.velib_station_status_curated_dlq AS dead
    WHERE SAFE_CAST(JSON_VALUE(dead.event_meta, '$.ingest_ts') AS TIMESTAMP) = published.first_ingest_ts
  )
