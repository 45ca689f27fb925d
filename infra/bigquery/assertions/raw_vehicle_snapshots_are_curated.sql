-- A vehicle of the last three hours' snapshots that has been in raw for five minutes is curated too, or dead-lettered with its reason
WITH published AS (
  SELECT
    raw.source AS system_id,
    raw.snapshot_id,
    COUNT(DISTINCT COALESCE(JSON_VALUE(vehicle, '$.vehicle_id'), JSON_VALUE(vehicle, '$.bike_id'))) AS vehicles
  FROM pmp_raw.velib_vehicle_status_raw AS raw
  CROSS JOIN UNNEST(COALESCE(JSON_QUERY_ARRAY(raw.payload, '$.data.vehicles'), JSON_QUERY_ARRAY(raw.payload, '$.data.bikes'))) AS vehicle
  WHERE
    raw.ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)
    AND raw.ingest_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 5 MINUTE)
    AND raw.snapshot_id IS NOT NULL
  GROUP BY raw.source, raw.snapshot_id
),
-- a snapshot that was served again may have been curated long before
curated AS (
  SELECT
    system_id,
    snapshot_id,
    COUNT(DISTINCT vehicle_id) AS vehicles
  FROM pmp_curated.vehicle_status
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
  GROUP BY system_id, snapshot_id
),
dead AS (
  SELECT
    JSON_VALUE(event_meta, '$.source') AS system_id,
    SAFE_CAST(JSON_VALUE(event_meta, '$.snapshot_id') AS INT64) AS snapshot_id,
    COUNTIF(vehicle_id IS NULL) AS whole,
    COUNT(DISTINCT vehicle_id) AS vehicles
  FROM pmp_ops.vehicle_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY)
  GROUP BY 1, 2
)
SELECT
  published.system_id,
  published.snapshot_id,
  published.vehicles,
  COALESCE(curated.vehicles, 0) AS curated_vehicles,
  COALESCE(dead.vehicles, 0) AS dead_vehicles
FROM published
LEFT JOIN curated
  ON curated.system_id = published.system_id AND curated.snapshot_id = published.snapshot_id
LEFT JOIN dead
  ON dead.system_id = published.system_id AND dead.snapshot_id = published.snapshot_id
WHERE
  COALESCE(dead.whole, 0) = 0
  AND COALESCE(curated.vehicles, 0) + COALESCE(dead.vehicles, 0) < published.vehicles
