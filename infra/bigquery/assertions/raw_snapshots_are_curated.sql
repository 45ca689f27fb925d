-- A snapshot of the last two days that has been in raw for five minutes is curated too, or dead-lettered with its reason
WITH published AS (
  SELECT
    source AS system_id,
    snapshot_id,
    MIN(key) AS key,
    MIN(COALESCE(event_ts, ingest_ts)) AS event_ts,
    MIN(ingest_ts) AS first_ingest_ts
  FROM pmp_raw.velib_station_status_raw
  WHERE
    ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)
    AND event_type = 'station_status_snapshot'
    AND snapshot_id IS NOT NULL
  GROUP BY system_id, snapshot_id
),
-- a feed that does not change is polled again and again but curated once, perhaps a week before
curated AS (
  SELECT DISTINCT
    system_id,
    snapshot_id
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
),
missing AS (
  SELECT published.*
  FROM published
  LEFT JOIN curated
    ON curated.system_id = published.system_id AND curated.snapshot_id = published.snapshot_id
  WHERE
    published.first_ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
    AND curated.snapshot_id IS NULL
),
-- payloads are large: only what is missing is looked into
counted AS (
  SELECT
    missing.system_id,
    missing.snapshot_id,
    MAX(ARRAY_LENGTH(JSON_QUERY_ARRAY(raw.payload, '$.data.stations'))) AS stations
  FROM pmp_raw.velib_station_status_raw AS raw
  JOIN missing
    ON missing.system_id = raw.source AND missing.snapshot_id = raw.snapshot_id
  WHERE raw.ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)
  GROUP BY missing.system_id, missing.snapshot_id
),
dead AS (
  SELECT
    JSON_VALUE(event_meta, '$.source') AS system_id,
    SAFE_CAST(JSON_VALUE(event_meta, '$.snapshot_id') AS INT64) AS snapshot_id,
    COUNTIF(station_id IS NULL) AS whole,
    COUNT(DISTINCT station_id) AS stations
  FROM pmp_ops.velib_station_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
  GROUP BY 1, 2
)
SELECT
  missing.system_id,
  missing.snapshot_id,
  missing.key,
  missing.event_ts,
  missing.first_ingest_ts,
  counted.stations
FROM missing
JOIN counted
  ON counted.system_id = missing.system_id AND counted.snapshot_id = missing.snapshot_id
LEFT JOIN dead
  ON dead.system_id = missing.system_id AND dead.snapshot_id = missing.snapshot_id
WHERE
  counted.stations > 0
  AND COALESCE(dead.whole, 0) = 0
  AND COALESCE(dead.stations, 0) < counted.stations
