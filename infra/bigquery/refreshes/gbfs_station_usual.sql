-- Computes from the windows of the 56 whole days before today in Paris what is usual at each station by weekday and hour: eight days of
-- each weekday. A quartile is that of the hour's windows, between two of them if it falls between; a chance is a share of the known time.
-- Stations without a window in that time are removed.
MERGE pmp_marts.gbfs_station_usual AS target
USING (
  WITH labels AS (
    SELECT
      window_ts,
      DATE(window_ts, 'Europe/Paris') AS day,
      EXTRACT(HOUR FROM window_ts AT TIME ZONE 'Europe/Paris') AS hour
    FROM UNNEST(GENERATE_TIMESTAMP_ARRAY(
      TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 58 DAY), CURRENT_TIMESTAMP(), INTERVAL 15 MINUTE)) AS window_ts
  ),
  hours AS (
    SELECT
      window_ts,
      day,
      MOD(EXTRACT(DAYOFWEEK FROM day) + 5, 7) + 1 AS weekday,
      hour
    FROM labels
    WHERE day >= DATE_SUB(CURRENT_DATE('Europe/Paris'), INTERVAL 56 DAY) AND day < CURRENT_DATE('Europe/Paris')
  ),
  grouped AS (
    SELECT
      windows.system_id,
      windows.station_id,
      hours.weekday,
      hours.hour,
      ARRAY_AGG(windows.bikes_mean IGNORE NULLS ORDER BY windows.bikes_mean) AS bikes,
      COUNT(windows.bikes_mean) - 1 AS last_bikes,
      ARRAY_AGG(windows.docks_mean IGNORE NULLS ORDER BY windows.docks_mean) AS docks,
      COUNT(windows.docks_mean) - 1 AS last_docks,
      SAFE_DIVIDE(SUM(windows.minutes_1_bike), SUM(windows.minutes_bikes_known)) AS chance_1_bike,
      SAFE_DIVIDE(SUM(windows.minutes_3_bikes), SUM(windows.minutes_bikes_known)) AS chance_3_bikes,
      SAFE_DIVIDE(SUM(windows.minutes_1_dock), SUM(windows.minutes_docks_known)) AS chance_1_dock,
      SAFE_DIVIDE(SUM(windows.minutes_3_docks), SUM(windows.minutes_docks_known)) AS chance_3_docks,
      SAFE_DIVIDE(60 * SUM(windows.bikes_departed), SUM(windows.minutes_bikes_known)) AS bikes_departed_per_hour,
      SAFE_DIVIDE(60 * SUM(windows.bikes_arrived), SUM(windows.minutes_bikes_known)) AS bikes_arrived_per_hour,
      COUNT(DISTINCT hours.day) AS weeks,
      SUM(windows.minutes_observed) AS minutes_observed
    FROM pmp_marts.velib_station_windows_15m AS windows
    JOIN hours
      ON hours.window_ts = windows.window_ts
    WHERE windows.window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 58 DAY)
    GROUP BY windows.system_id, windows.station_id, hours.weekday, hours.hour
  )
  SELECT
    system_id,
    station_id,
    weekday,
    hour,
    bikes[SAFE_OFFSET(DIV(last_bikes, 4))]
      + MOD(last_bikes, 4) / 4 * (bikes[SAFE_OFFSET(DIV(last_bikes + 3, 4))] - bikes[SAFE_OFFSET(DIV(last_bikes, 4))]) AS bikes_p25,
    (bikes[SAFE_OFFSET(DIV(last_bikes, 2))] + bikes[SAFE_OFFSET(DIV(last_bikes + 1, 2))]) / 2 AS bikes_median,
    bikes[SAFE_OFFSET(DIV(3 * last_bikes, 4))]
      + MOD(3 * last_bikes, 4) / 4 * (bikes[SAFE_OFFSET(DIV(3 * last_bikes + 3, 4))] - bikes[SAFE_OFFSET(DIV(3 * last_bikes, 4))]) AS bikes_p75,
    docks[SAFE_OFFSET(DIV(last_docks, 4))]
      + MOD(last_docks, 4) / 4 * (docks[SAFE_OFFSET(DIV(last_docks + 3, 4))] - docks[SAFE_OFFSET(DIV(last_docks, 4))]) AS docks_p25,
    (docks[SAFE_OFFSET(DIV(last_docks, 2))] + docks[SAFE_OFFSET(DIV(last_docks + 1, 2))]) / 2 AS docks_median,
    docks[SAFE_OFFSET(DIV(3 * last_docks, 4))]
      + MOD(3 * last_docks, 4) / 4 * (docks[SAFE_OFFSET(DIV(3 * last_docks + 3, 4))] - docks[SAFE_OFFSET(DIV(3 * last_docks, 4))]) AS docks_p75,
    chance_1_bike,
    chance_3_bikes,
    chance_1_dock,
    chance_3_docks,
    bikes_departed_per_hour,
    bikes_arrived_per_hour,
    weeks,
    minutes_observed
  FROM grouped
) AS source
ON
  target.system_id = source.system_id
  AND target.station_id = source.station_id
  AND target.weekday = source.weekday
  AND target.hour = source.hour
WHEN MATCHED THEN UPDATE SET
  bikes_p25 = source.bikes_p25,
  bikes_median = source.bikes_median,
  bikes_p75 = source.bikes_p75,
  docks_p25 = source.docks_p25,
  docks_median = source.docks_median,
  docks_p75 = source.docks_p75,
  chance_1_bike = source.chance_1_bike,
  chance_3_bikes = source.chance_3_bikes,
  chance_1_dock = source.chance_1_dock,
  chance_3_docks = source.chance_3_docks,
  bikes_departed_per_hour = source.bikes_departed_per_hour,
  bikes_arrived_per_hour = source.bikes_arrived_per_hour,
  weeks = source.weeks,
  minutes_observed = source.minutes_observed
WHEN NOT MATCHED BY TARGET THEN INSERT (
  system_id,
  station_id,
  weekday,
  hour,
  bikes_p25,
  bikes_median,
  bikes_p75,
  docks_p25,
  docks_median,
  docks_p75,
  chance_1_bike,
  chance_3_bikes,
  chance_1_dock,
  chance_3_docks,
  bikes_departed_per_hour,
  bikes_arrived_per_hour,
  weeks,
  minutes_observed
) VALUES (
  source.system_id,
  source.station_id,
  source.weekday,
  source.hour,
  source.bikes_p25,
  source.bikes_median,
  source.bikes_p75,
  source.docks_p25,
  source.docks_median,
  source.docks_p75,
  source.chance_1_bike,
  source.chance_3_bikes,
  source.chance_1_dock,
  source.chance_3_docks,
  source.bikes_departed_per_hour,
  source.bikes_arrived_per_hour,
  source.weeks,
  source.minutes_observed
)
WHEN NOT MATCHED BY SOURCE THEN DELETE
