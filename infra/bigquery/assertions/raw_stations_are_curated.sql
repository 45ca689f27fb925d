-- A station of the last three hours' snapshots that has been in raw for five minutes is curated in that snapshot too, or dead-lettered
-- repeated snapshots of an unchanged feed were checked when they were new; the publisher's clock does not show that
WITH first_seen AS (
  SELECT
    source AS system_id,
    snapshot_id,
    MIN(ingest_ts) AS ingest_ts
  FROM pmp_raw.velib_station_status_raw
  WHERE
    ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
    AND event_type = 'station_status_snapshot'
    AND snapshot_id IS NOT NULL
  GROUP BY system_id, snapshot_id
),
recent AS (
  SELECT
    system_id,
    snapshot_id,
    ingest_ts
  FROM first_seen
  WHERE
    ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)
    AND ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
),
published AS (
  SELECT DISTINCT
    raw.source AS system_id,
    raw.snapshot_id,
    JSON_VALUE(station, '$.station_id') AS station_id
  FROM pmp_raw.velib_station_status_raw AS raw
  JOIN recent
    ON recent.system_id = raw.source AND recent.snapshot_id = raw.snapshot_id AND recent.ingest_ts = raw.ingest_ts
  CROSS JOIN UNNEST(JSON_QUERY_ARRAY(raw.payload, '$.data.stations')) AS station
  WHERE
    raw.ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)
    AND raw.event_type = 'station_status_snapshot'
    -- a station without a usable id is a dead letter identified only by its position in the snapshot
    AND TRIM(JSON_VALUE(station, '$.station_id')) != ''
    AND (
      JSON_TYPE(JSON_QUERY(station, '$.station_id')) = 'string'
      OR REGEXP_CONTAINS(JSON_VALUE(station, '$.station_id'), r'^-?[0-9]+$')
    )
),
accounted AS (
  SELECT
    system_id,
    snapshot_id,
    station_id
  FROM pmp_curated.velib_station_status
  WHERE
    ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY)
    AND snapshot_id IN (SELECT snapshot_id FROM recent)
  UNION ALL
  SELECT
    JSON_VALUE(event_meta, '$.source') AS system_id,
    SAFE_CAST(JSON_VALUE(event_meta, '$.snapshot_id') AS INT64) AS snapshot_id,
    REGEXP_REPLACE(station_id, r'#[0-9]+$', '') AS station_id
  FROM pmp_ops.velib_station_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY) AND station_id IS NOT NULL
),
dead_whole AS (
  SELECT DISTINCT
    JSON_VALUE(event_meta, '$.source') AS system_id,
    SAFE_CAST(JSON_VALUE(event_meta, '$.snapshot_id') AS INT64) AS snapshot_id
  FROM pmp_ops.velib_station_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY) AND station_id IS NULL
)
SELECT
  published.system_id,
  published.snapshot_id,
  published.station_id
FROM published
LEFT JOIN accounted
  ON accounted.system_id = published.system_id
  AND accounted.snapshot_id = published.snapshot_id
  AND accounted.station_id = published.station_id
LEFT JOIN dead_whole
  ON dead_whole.system_id = published.system_id AND dead_whole.snapshot_id = published.snapshot_id
WHERE accounted.station_id IS NULL AND dead_whole.snapshot_id IS NULL
