-- A snapshot of the last two days that stands in raw for five minutes is curated too, or dead-lettered with its reason
WITH published AS (
  SELECT
    snapshot_id,
    MIN(key) AS key,
    MIN(COALESCE(event_ts, ingest_ts)) AS event_ts,
    MIN(ingest_ts) AS first_ingest_ts,
    MAX(ARRAY_LENGTH(JSON_QUERY_ARRAY(payload, '$.data.stations'))) AS stations
  FROM pmp_raw.velib_station_status_raw
  WHERE
    ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)
    AND event_type = 'station_status_snapshot'
    AND snapshot_id IS NOT NULL
  GROUP BY snapshot_id
),
-- a feed that stands still is polled again and again and curated once, which may have been a week before
curated AS (
  SELECT DISTINCT snapshot_id
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
),
dead AS (
  SELECT
    SAFE_CAST(JSON_VALUE(event_meta, '$.snapshot_id') AS INT64) AS snapshot_id,
    COUNTIF(station_id IS NULL) AS whole,
    COUNT(DISTINCT station_id) AS stations
  FROM pmp_ops.velib_station_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
  GROUP BY 1
)
SELECT
  published.snapshot_id,
  published.key,
  published.event_ts,
  published.first_ingest_ts,
  published.stations
FROM published
LEFT JOIN curated
  ON curated.snapshot_id = published.snapshot_id
LEFT JOIN dead
  ON dead.snapshot_id = published.snapshot_id
WHERE
  published.stations > 0
  AND published.first_ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
  AND curated.snapshot_id IS NULL
  AND COALESCE(dead.whole, 0) = 0
  AND COALESCE(dead.stations, 0) < published.stations
