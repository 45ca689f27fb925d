-- The hours of the last two days add up to their windows, for each station and, where it has one, for its area
WITH windows AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_TRUNC(window_ts, HOUR) AS hour_ts,
    SUM(minutes_observed) AS minutes_observed,
    SUM(bikes_departed) AS bikes_departed,
    SUM(bikes_arrived) AS bikes_arrived
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 2 DAY)
  GROUP BY system_id, station_id, hour_ts
),
hours AS (
  SELECT
    system_id,
    station_id,
    hour_ts,
    minutes_observed,
    bikes_departed,
    bikes_arrived,
    COUNT(*) OVER (PARTITION BY system_id, station_id, hour_ts) AS copies
  FROM pmp_marts.gbfs_station_availability_hourly
  WHERE hour_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 2 DAY)
),
areas AS (
  SELECT
    windows.system_id,
    areas.area_id,
    windows.hour_ts,
    SUM(windows.bikes_departed) AS bikes_departed,
    SUM(windows.bikes_arrived) AS bikes_arrived
  FROM windows
  JOIN pmp_marts.gbfs_station_areas AS areas
    ON areas.system_id = windows.system_id AND areas.station_id = windows.station_id
  GROUP BY windows.system_id, areas.area_id, windows.hour_ts
),
area_hours AS (
  SELECT
    system_id,
    area_id,
    hour_ts,
    bikes_departed,
    bikes_arrived,
    COUNT(*) OVER (PARTITION BY system_id, area_id, hour_ts) AS copies
  FROM pmp_marts.gbfs_area_hourly
  WHERE hour_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 2 DAY)
)
SELECT
  COALESCE(windows.system_id, hours.system_id) AS system_id,
  'station' AS of_what,
  COALESCE(windows.station_id, hours.station_id) AS id,
  COALESCE(windows.hour_ts, hours.hour_ts) AS hour_ts
FROM windows
FULL JOIN hours
  ON hours.system_id = windows.system_id AND hours.station_id = windows.station_id AND hours.hour_ts = windows.hour_ts
WHERE
  windows.system_id IS NULL
  OR hours.system_id IS NULL
  OR hours.copies > 1
  OR hours.minutes_observed NOT BETWEEN 0 AND 60
  OR ABS(hours.minutes_observed - windows.minutes_observed) > 0.000001
  OR hours.bikes_departed != windows.bikes_departed
  OR hours.bikes_arrived != windows.bikes_arrived
UNION ALL
SELECT
  COALESCE(areas.system_id, area_hours.system_id) AS system_id,
  'area' AS of_what,
  COALESCE(areas.area_id, area_hours.area_id) AS id,
  COALESCE(areas.hour_ts, area_hours.hour_ts) AS hour_ts
FROM areas
FULL JOIN area_hours
  ON area_hours.system_id = areas.system_id AND area_hours.area_id = areas.area_id AND area_hours.hour_ts = areas.hour_ts
WHERE
  areas.system_id IS NULL
  OR area_hours.system_id IS NULL
  OR area_hours.copies > 1
  OR area_hours.bikes_departed != areas.bikes_departed
  OR area_hours.bikes_arrived != areas.bikes_arrived
