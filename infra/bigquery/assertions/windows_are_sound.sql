-- A window of a station occurs once, starts at a quarter of an hour, and its figures of the last three days fit together
WITH windows AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, station_id, window_ts) AS copies
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 3 DAY)
)
SELECT
  system_id,
  station_id,
  window_ts,
  copies,
  observations,
  minutes_observed
FROM windows
WHERE
  copies > 1
  OR MOD(UNIX_SECONDS(window_ts), 900) != 0
  OR window_ts > CURRENT_TIMESTAMP()
  OR observations < 0
  OR (observations = 0 AND minutes_observed = 0)
  OR minutes_observed NOT BETWEEN 0 AND 15
  OR minutes_bikes_known NOT BETWEEN 0 AND minutes_observed
  OR minutes_ebikes_known NOT BETWEEN 0 AND minutes_observed
  OR minutes_docks_known NOT BETWEEN 0 AND minutes_observed
  OR minutes_closed NOT BETWEEN 0 AND minutes_observed
  OR minutes_empty NOT BETWEEN 0 AND minutes_bikes_known
  OR minutes_full NOT BETWEEN 0 AND minutes_docks_known
  OR minutes_3_bikes NOT BETWEEN 0 AND minutes_1_bike
  OR minutes_3_docks NOT BETWEEN 0 AND minutes_1_dock
  OR minutes_1_bike + minutes_empty > minutes_bikes_known + 0.000001
  OR minutes_1_dock + minutes_full > minutes_docks_known + 0.000001
  OR bikes_last NOT BETWEEN bikes_min AND bikes_max
  OR bikes_mean NOT BETWEEN bikes_min AND bikes_max
  OR docks_last NOT BETWEEN docks_min AND docks_max
  OR docks_mean NOT BETWEEN docks_min AND docks_max
  OR bikes_min < 0
  OR docks_min < 0
  OR bikes_departed < 0
  OR bikes_arrived < 0
