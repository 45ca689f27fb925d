-- One row per system and forecast of 15 or 30 minutes: how good the chance of a bike in gbfs_station_chance was in the last seven days. It
-- is computed at the end of every window that was observed to its end, and compared with the end of the first or second window after it. A
-- hit: 50% or more and there was a bike, or less and there was none. brier is the mean square of chance minus outcome: 0 is perfect.
WITH windows AS (
  SELECT
    system_id,
    station_id,
    window_ts,
    bikes_last,
    minutes_closed < minutes_observed AS is_open,
    LAG(window_ts, 2) OVER station AS earlier_ts,
    LAG(bikes_last, 2) OVER station AS earlier_bikes,
    LEAD(window_ts) OVER station AS next_ts,
    LEAD(bikes_last) OVER station AS next_bikes,
    LEAD(window_ts, 2) OVER station AS second_ts,
    LEAD(bikes_last, 2) OVER station AS second_bikes
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
  WINDOW station AS (PARTITION BY system_id, station_id ORDER BY window_ts)
),
hours AS (
  SELECT
    window_ts,
    MOD(EXTRACT(DAYOFWEEK FROM TIMESTAMP_ADD(window_ts, INTERVAL 15 MINUTE) AT TIME ZONE 'Europe/Paris') + 5, 7) + 1 AS weekday,
    EXTRACT(HOUR FROM TIMESTAMP_ADD(window_ts, INTERVAL 15 MINUTE) AT TIME ZONE 'Europe/Paris') AS hour
  FROM UNNEST(GENERATE_TIMESTAMP_ARRAY(
    TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 8 DAY), CURRENT_TIMESTAMP(), INTERVAL 15 MINUTE)) AS window_ts
),
inputs AS (
  SELECT
    windows.system_id,
    windows.bikes_last AS bikes,
    IF(windows.earlier_ts = TIMESTAMP_SUB(windows.window_ts, INTERVAL 30 MINUTE), COALESCE(windows.bikes_last - windows.earlier_bikes, 0), 0) AS change_30m,
    COALESCE(usual.bikes_departed_per_hour, 3) AS departed,
    COALESCE(usual.bikes_arrived_per_hour, 3) AS arrived,
    IF(windows.next_ts = TIMESTAMP_ADD(windows.window_ts, INTERVAL 15 MINUTE), windows.next_bikes, NULL) AS bikes_after_15m,
    IF(windows.second_ts = TIMESTAMP_ADD(windows.window_ts, INTERVAL 30 MINUTE), windows.second_bikes, NULL) AS bikes_after_30m
  FROM windows
  JOIN hours
    ON hours.window_ts = windows.window_ts
  LEFT JOIN pmp_marts.gbfs_station_usual AS usual
    ON usual.system_id = windows.system_id
    AND usual.station_id = windows.station_id
    AND usual.weekday = hours.weekday
    AND usual.hour = hours.hour
  WHERE windows.is_open AND windows.bikes_last IS NOT NULL
),
horizons AS (
  SELECT
    inputs.*,
    minutes,
    IF(minutes = 15, bikes_after_15m, bikes_after_30m) > 0 AS came_true,
    -- the rule: gbfs_station_chance has the same two lines
    (arrived - departed) * minutes / 60 * 0.5 + change_30m * minutes / 30 * 0.25 AS drift,
    SQRT((arrived + departed) * minutes / 60 + 0.25) AS spread
  FROM inputs
  CROSS JOIN UNNEST([15, 30]) AS minutes
),
forecasts AS (
  SELECT
    system_id,
    minutes,
    came_true,
    1 / (1 + EXP(LEAST(GREATEST(-1.702 * (bikes + drift - 0.5) / spread, -30), 30))) AS chance_bike
  FROM horizons
  WHERE came_true IS NOT NULL
)
SELECT
  system_id,
  minutes,
  COUNT(*) AS forecasts,
  COUNTIF((chance_bike >= 0.5) = came_true) AS hits,
  COUNTIF((chance_bike >= 0.5) = came_true) / COUNT(*) AS hit_rate,
  AVG(POW(chance_bike - IF(came_true, 1, 0), 2)) AS brier
FROM forecasts
GROUP BY system_id, minutes
