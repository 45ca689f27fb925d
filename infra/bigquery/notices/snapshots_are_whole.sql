-- No snapshot of the last day lacks a quarter or more of the stations of its system's fullest one
WITH snapshots AS (
  SELECT
    system_id,
    snapshot_id,
    event_ts,
    MIN(ingest_ts) AS ingest_ts,
    SUM(stations_reporting) AS stations
  FROM pmp_marts.velib_snapshot_totals_mv
  WHERE ingest_day >= TIMESTAMP_TRUNC(TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY), DAY)
  GROUP BY system_id, snapshot_id, event_ts
),
-- a drill's snapshots have one station
drills AS (
  SELECT DISTINCT snapshot_id
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 DAY) AND STARTS_WITH(key, 'drill-')
)
SELECT
  snapshots.system_id,
  snapshots.event_ts,
  snapshots.ingest_ts,
  snapshots.stations,
  fullest.stations AS stations_of_the_fullest
FROM snapshots
JOIN (SELECT system_id, MAX(stations) AS stations FROM snapshots GROUP BY system_id) AS fullest
  ON fullest.system_id = snapshots.system_id
LEFT JOIN drills
  ON drills.snapshot_id = snapshots.snapshot_id
WHERE
  snapshots.ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
  AND snapshots.stations * 4 <= fullest.stations * 3
  AND drills.snapshot_id IS NULL
ORDER BY snapshots.ingest_ts DESC
