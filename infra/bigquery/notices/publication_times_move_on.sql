-- In the last day no system's clock was ahead, stood still while counts changed, or went back
WITH drills AS (
  SELECT DISTINCT snapshot_id
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 DAY) AND STARTS_WITH(key, 'drill-')
),
snapshots AS (
  SELECT
    totals.system_id,
    totals.snapshot_id,
    totals.event_ts,
    MIN(totals.ingest_ts) AS ingest_ts
  FROM pmp_marts.velib_snapshot_totals_mv AS totals
  LEFT JOIN drills
    ON drills.snapshot_id = totals.snapshot_id
  WHERE
    totals.ingest_day >= TIMESTAMP_TRUNC(TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY), DAY)
    AND drills.snapshot_id IS NULL
  GROUP BY totals.system_id, totals.snapshot_id, totals.event_ts
),
followed AS (
  SELECT
    *,
    LAG(event_ts) OVER (PARTITION BY system_id ORDER BY ingest_ts, event_ts, snapshot_id) AS previous_event_ts
  FROM snapshots
)
SELECT
  system_id,
  CASE
    WHEN event_ts > TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE) THEN 'ahead'
    WHEN event_ts = previous_event_ts THEN 'stands still'
    ELSE 'goes back'
  END AS clock,
  event_ts,
  previous_event_ts,
  ingest_ts
FROM followed
WHERE
  ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
  AND (event_ts > TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE) OR event_ts <= previous_event_ts)
ORDER BY ingest_ts DESC
