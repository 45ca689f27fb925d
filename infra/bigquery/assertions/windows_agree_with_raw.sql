-- In the hour that ended two hours ago a window's last number of bikes is the last one of the payloads in raw
WITH snapshots AS (
  SELECT
    source AS system_id,
    snapshot_id,
    MIN(ingest_ts) AS ingest_ts,
    ANY_VALUE(event_ts) AS event_ts
  FROM pmp_raw.velib_station_status_raw
  WHERE
    ingest_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 4 HOUR)
    AND event_type = 'station_status_snapshot'
    AND snapshot_id IS NOT NULL
  GROUP BY source, snapshot_id
),
timed AS (
  SELECT
    *,
    IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS effective_ts
  FROM snapshots
),
published AS (
  SELECT DISTINCT
    timed.system_id,
    timed.snapshot_id,
    timed.ingest_ts,
    timed.effective_ts,
    JSON_VALUE(station, '$.station_id') AS station_id,
    SAFE_CAST(COALESCE(JSON_VALUE(station, '$.num_bikes_available'), JSON_VALUE(station, '$.num_vehicles_available')) AS INT64) AS bikes,
    COALESCE(JSON_VALUE(station, '$.is_installed') IN ('0', 'false') OR JSON_VALUE(station, '$.is_renting') IN ('0', 'false'), FALSE) AS is_closed
  FROM timed
  JOIN pmp_raw.velib_station_status_raw AS raw
    ON raw.source = timed.system_id AND raw.snapshot_id = timed.snapshot_id AND raw.ingest_ts = timed.ingest_ts
  CROSS JOIN UNNEST(JSON_QUERY_ARRAY(raw.payload, '$.data.stations')) AS station
  WHERE
    raw.ingest_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 4 HOUR)
    AND timed.effective_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 3 HOUR)
    AND timed.effective_ts < TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 2 HOUR)
),
chosen AS (
  SELECT *
  FROM published
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, station_id, effective_ts ORDER BY ingest_ts DESC, snapshot_id) = 1
),
last_of_each AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, station_id, DIV(UNIX_SECONDS(effective_ts), 900)) AS observations
  FROM chosen
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, station_id, DIV(UNIX_SECONDS(effective_ts), 900) ORDER BY effective_ts DESC) = 1
)
SELECT
  windows.system_id,
  windows.station_id,
  windows.window_ts,
  windows.bikes_last,
  IF(last_of_each.is_closed, 0, last_of_each.bikes) AS bikes_in_raw
FROM pmp_marts.velib_station_windows_15m AS windows
JOIN last_of_each
  ON last_of_each.system_id = windows.system_id
  AND last_of_each.station_id = windows.station_id
  AND TIMESTAMP_SECONDS(DIV(UNIX_SECONDS(last_of_each.effective_ts), 900) * 900) = windows.window_ts
-- of a station that is missing or dead-lettered in a snapshot other rules tell
WHERE
  windows.window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 3 HOUR)
  AND windows.window_ts < TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), HOUR), INTERVAL 2 HOUR)
  AND windows.observations = last_of_each.observations
  AND windows.bikes_last != IF(last_of_each.is_closed, 0, last_of_each.bikes)
