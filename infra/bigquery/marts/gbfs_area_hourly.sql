-- One row per system, area and hour of the last 35 days: bikes and docks are the sums of its stations' means, the shares those of the
-- observed time.
WITH stations AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_TRUNC(window_ts, HOUR) AS hour_ts,
    SAFE_DIVIDE(SUM(bikes_mean * minutes_bikes_known), SUM(minutes_bikes_known)) AS bikes_mean,
    SAFE_DIVIDE(SUM(docks_mean * minutes_docks_known), SUM(minutes_docks_known)) AS docks_mean,
    SUM(minutes_observed) AS minutes_observed,
    SUM(minutes_empty) AS minutes_empty,
    SUM(minutes_full) AS minutes_full,
    SUM(bikes_departed) AS bikes_departed,
    SUM(bikes_arrived) AS bikes_arrived
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 35 DAY)
  GROUP BY system_id, station_id, hour_ts
),
hours AS (
  SELECT
    stations.system_id,
    areas.area_id,
    stations.hour_ts,
    SUM(stations.bikes_mean) AS bikes_mean,
    SUM(stations.docks_mean) AS docks_mean,
    SAFE_DIVIDE(SUM(stations.minutes_empty), SUM(stations.minutes_observed)) AS share_empty,
    SAFE_DIVIDE(SUM(stations.minutes_full), SUM(stations.minutes_observed)) AS share_full,
    SUM(stations.bikes_departed) AS bikes_departed,
    SUM(stations.bikes_arrived) AS bikes_arrived
  FROM stations
  JOIN pmp_marts.gbfs_station_areas AS areas
    ON areas.system_id = stations.system_id AND areas.station_id = stations.station_id
  GROUP BY stations.system_id, areas.area_id, stations.hour_ts
)
SELECT
  system_id,
  area_id,
  hour_ts,
  DATETIME(hour_ts, 'Europe/Paris') AS hour_paris,
  * EXCEPT (system_id, area_id, hour_ts)
FROM hours
