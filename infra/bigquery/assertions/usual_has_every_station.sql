-- A station whose bikes were known two days ago in Paris has its usual of that weekday and hour: else run pmpctl marts refresh
WITH known AS (
  SELECT DISTINCT
    system_id,
    station_id,
    MOD(EXTRACT(DAYOFWEEK FROM window_ts AT TIME ZONE 'Europe/Paris') + 5, 7) + 1 AS weekday,
    EXTRACT(HOUR FROM window_ts AT TIME ZONE 'Europe/Paris') AS hour
  FROM pmp_marts.velib_station_windows_15m
  WHERE
    window_ts >= TIMESTAMP(DATE_SUB(CURRENT_DATE('Europe/Paris'), INTERVAL 2 DAY), 'Europe/Paris')
    AND window_ts < TIMESTAMP(DATE_SUB(CURRENT_DATE('Europe/Paris'), INTERVAL 1 DAY), 'Europe/Paris')
    AND minutes_bikes_known > 0
)
SELECT
  known.system_id,
  known.weekday,
  known.hour,
  COUNT(*) AS stations,
  MIN(known.station_id) AS for_example
FROM known
LEFT JOIN pmp_marts.gbfs_station_usual AS usual
  ON usual.system_id = known.system_id
  AND usual.station_id = known.station_id
  AND usual.weekday = known.weekday
  AND usual.hour = known.hour
WHERE usual.bikes_median IS NULL
GROUP BY known.system_id, known.weekday, known.hour
