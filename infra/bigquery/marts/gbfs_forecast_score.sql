-- One row per system and forecast of 15 or 30 minutes: how good the chance of a bike in gbfs_station_chance was in the last seven days. It
-- is computed for every open station as of the end of a window, every two hours, and compared with the end of the first or second window
-- after it. A hit: 50% or more and there was a bike, or less and there was none. brier is the mean square of chance minus outcome.
WITH windows AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_SECONDS(DIV(UNIX_SECONDS(window_ts), 7200) * 7200) AS start_ts,
    MOD(UNIX_SECONDS(window_ts), 7200) AS second,
    bikes_last,
    minutes_closed < minutes_observed AS is_open
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
),
-- the third of eight windows, whose end is 45 minutes after the start, the first, and the two after it
moments AS (
  SELECT
    system_id,
    station_id,
    start_ts,
    MAX(IF(second = 1800 AND is_open, bikes_last, NULL)) AS bikes,
    MAX(IF(second = 0, bikes_last, NULL)) AS bikes_30m_before,
    MAX(IF(second = 2700, bikes_last, NULL)) AS bikes_after_15m,
    MAX(IF(second = 3600, bikes_last, NULL)) AS bikes_after_30m
  FROM windows
  WHERE second IN (0, 1800, 2700, 3600)
  GROUP BY system_id, station_id, start_ts
),
hours AS (
  SELECT
    start_ts,
    MOD(EXTRACT(DAYOFWEEK FROM TIMESTAMP_ADD(start_ts, INTERVAL 45 MINUTE) AT TIME ZONE 'Europe/Paris') + 5, 7) + 1 AS weekday,
    EXTRACT(HOUR FROM TIMESTAMP_ADD(start_ts, INTERVAL 45 MINUTE) AT TIME ZONE 'Europe/Paris') AS hour
  FROM UNNEST(GENERATE_TIMESTAMP_ARRAY(
    TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 8 DAY), CURRENT_TIMESTAMP(), INTERVAL 2 HOUR)) AS start_ts
),
inputs AS (
  SELECT
    moments.system_id,
    moments.bikes,
    COALESCE(moments.bikes - moments.bikes_30m_before, 0) AS change_30m,
    COALESCE(usual.bikes_departed_per_hour, 3) AS departed,
    COALESCE(usual.bikes_arrived_per_hour, 3) AS arrived,
    moments.bikes_after_15m,
    moments.bikes_after_30m
  FROM moments
  JOIN hours
    ON hours.start_ts = moments.start_ts
  LEFT JOIN pmp_marts.gbfs_station_usual AS usual
    ON usual.system_id = moments.system_id
    AND usual.station_id = moments.station_id
    AND usual.weekday = hours.weekday
    AND usual.hour = hours.hour
  WHERE moments.bikes IS NOT NULL
),
horizons AS (
  SELECT
    inputs.*,
    minutes,
    IF(minutes = 15, bikes_after_15m, bikes_after_30m) > 0 AS came_true,
    -- the rule: gbfs_station_chance has the same two lines
    (arrived - departed) * minutes / 60 * 0.5 + change_30m * minutes / 30 * 0.15 AS drift,
    SQRT((arrived + departed) * minutes / 60 + 0.1) AS spread
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
