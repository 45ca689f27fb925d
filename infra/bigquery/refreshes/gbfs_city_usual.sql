-- Computes from the windows of the 56 whole days before today in Paris what is usual for each whole system by weekday and hour. A window's
-- total is the sum of its stations' means; one with less than three quarters of the stations of its day's fullest window is left out, for
-- its snapshots were cut.
MERGE pmp_marts.gbfs_city_usual AS target
USING (
  WITH totals AS (
    SELECT
      system_id,
      window_ts,
      DATE(window_ts, 'Europe/Paris') AS day,
      COUNT(*) AS stations,
      SUM(bikes_mean) AS bikes,
      SUM(SAFE_DIVIDE(minutes_empty, minutes_observed)) AS empty_stations,
      SUM(SAFE_DIVIDE(minutes_full, minutes_observed)) AS full_stations
    FROM pmp_marts.velib_station_windows_15m
    WHERE window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 58 DAY)
    GROUP BY system_id, window_ts
  ),
  judged AS (
    SELECT
      *,
      MAX(stations) OVER (PARTITION BY system_id, day) AS most_stations
    FROM totals
    WHERE day >= DATE_SUB(CURRENT_DATE('Europe/Paris'), INTERVAL 56 DAY) AND day < CURRENT_DATE('Europe/Paris')
  ),
  labelled AS (
    SELECT
      *,
      MOD(EXTRACT(DAYOFWEEK FROM day) + 5, 7) + 1 AS weekday,
      EXTRACT(HOUR FROM window_ts AT TIME ZONE 'Europe/Paris') AS hour
    FROM judged
    WHERE stations * 4 >= most_stations * 3
  ),
  spread AS (
    SELECT
      system_id,
      weekday,
      hour,
      day,
      PERCENTILE_CONT(bikes, 0.25) OVER (PARTITION BY system_id, weekday, hour) AS bikes_p25,
      PERCENTILE_CONT(bikes, 0.5) OVER (PARTITION BY system_id, weekday, hour) AS bikes_median,
      PERCENTILE_CONT(bikes, 0.75) OVER (PARTITION BY system_id, weekday, hour) AS bikes_p75,
      PERCENTILE_CONT(empty_stations, 0.5) OVER (PARTITION BY system_id, weekday, hour) AS empty_median,
      PERCENTILE_CONT(full_stations, 0.5) OVER (PARTITION BY system_id, weekday, hour) AS full_median
    FROM labelled
  )
  SELECT
    system_id,
    weekday,
    hour,
    MIN(bikes_p25) AS bikes_p25,
    MIN(bikes_median) AS bikes_median,
    MIN(bikes_p75) AS bikes_p75,
    MIN(empty_median) AS empty_median,
    MIN(full_median) AS full_median,
    COUNT(DISTINCT day) AS weeks
  FROM spread
  GROUP BY system_id, weekday, hour
) AS source
ON target.system_id = source.system_id AND target.weekday = source.weekday AND target.hour = source.hour
WHEN MATCHED THEN UPDATE SET
  bikes_p25 = source.bikes_p25,
  bikes_median = source.bikes_median,
  bikes_p75 = source.bikes_p75,
  empty_median = source.empty_median,
  full_median = source.full_median,
  weeks = source.weeks
WHEN NOT MATCHED BY TARGET THEN INSERT (
  system_id,
  weekday,
  hour,
  bikes_p25,
  bikes_median,
  bikes_p75,
  empty_median,
  full_median,
  weeks
) VALUES (
  source.system_id,
  source.weekday,
  source.hour,
  source.bikes_p25,
  source.bikes_median,
  source.bikes_p75,
  source.empty_median,
  source.full_median,
  source.weeks
)
WHEN NOT MATCHED BY SOURCE THEN DELETE
