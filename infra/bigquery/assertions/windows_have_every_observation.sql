-- The windows of the last day that ended two hours ago count the observations that curated has: else run pmpctl marts refresh --from 2d
WITH observed AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_SECONDS(DIV(UNIX_SECONDS(effective_ts), 900) * 900) AS window_ts,
    COUNT(DISTINCT effective_ts) AS observations
  FROM (
    SELECT
      system_id,
      station_id,
      IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS effective_ts
    FROM pmp_curated.velib_station_status
    WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 25 HOUR)
  )
  WHERE
    effective_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR)
    AND effective_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 135 MINUTE)
  GROUP BY system_id, station_id, window_ts
),
-- the first window of the range is cut
whole AS (
  SELECT *
  FROM observed
  WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR) AND window_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 150 MINUTE)
),
windows AS (
  SELECT
    system_id,
    station_id,
    window_ts,
    SUM(observations) AS observations
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR) AND window_ts < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 150 MINUTE)
  GROUP BY system_id, station_id, window_ts
)
SELECT
  COALESCE(whole.system_id, windows.system_id) AS system_id,
  COALESCE(whole.window_ts, windows.window_ts) AS window_ts,
  COUNT(*) AS stations,
  SUM(COALESCE(whole.observations, 0)) AS observations,
  SUM(COALESCE(windows.observations, 0)) AS counted
FROM whole
FULL JOIN windows
  ON windows.system_id = whole.system_id AND windows.station_id = whole.station_id AND windows.window_ts = whole.window_ts
WHERE COALESCE(whole.observations, 0) != COALESCE(windows.observations, 0)
GROUP BY 1, 2
