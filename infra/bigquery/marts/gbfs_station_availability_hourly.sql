-- One row per system, station and hour of the last 35 days: its windows of 15 minutes together. hour_ts tells apart the two hours that are
-- both called 02:00 when summer time ends in Paris.
WITH hours AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_TRUNC(window_ts, HOUR) AS hour_ts,
    SUM(observations) AS observations,
    SUM(minutes_observed) AS minutes_observed,
    SUM(minutes_bikes_known) AS minutes_bikes_known,
    SUM(minutes_ebikes_known) AS minutes_ebikes_known,
    SUM(minutes_docks_known) AS minutes_docks_known,
    SUM(minutes_empty) AS minutes_empty,
    SUM(minutes_full) AS minutes_full,
    SUM(minutes_closed) AS minutes_closed,
    SUM(minutes_1_bike) AS minutes_1_bike,
    SUM(minutes_3_bikes) AS minutes_3_bikes,
    SUM(minutes_1_dock) AS minutes_1_dock,
    SUM(minutes_3_docks) AS minutes_3_docks,
    MIN(bikes_min) AS bikes_min,
    MAX(bikes_max) AS bikes_max,
    MAX_BY(COALESCE(bikes_last, -1), IF(bikes_last IS NULL, TIMESTAMP '0001-01-01 00:00:00+00', window_ts)) AS bikes_last,
    SAFE_DIVIDE(SUM(bikes_mean * minutes_bikes_known), SUM(minutes_bikes_known)) AS bikes_mean,
    MAX_BY(COALESCE(ebikes_last, -1), IF(ebikes_last IS NULL, TIMESTAMP '0001-01-01 00:00:00+00', window_ts)) AS ebikes_last,
    SAFE_DIVIDE(SUM(ebikes_mean * minutes_ebikes_known), SUM(minutes_ebikes_known)) AS ebikes_mean,
    MIN(docks_min) AS docks_min,
    MAX(docks_max) AS docks_max,
    MAX_BY(COALESCE(docks_last, -1), IF(docks_last IS NULL, TIMESTAMP '0001-01-01 00:00:00+00', window_ts)) AS docks_last,
    SAFE_DIVIDE(SUM(docks_mean * minutes_docks_known), SUM(minutes_docks_known)) AS docks_mean,
    SUM(bikes_departed) AS bikes_departed,
    SUM(bikes_arrived) AS bikes_arrived
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 35 DAY)
  GROUP BY system_id, station_id, hour_ts
)
SELECT
  system_id,
  station_id,
  hour_ts,
  DATETIME(hour_ts, 'Europe/Paris') AS hour_paris,
  * EXCEPT (system_id, station_id, hour_ts) REPLACE (
    NULLIF(bikes_last, -1) AS bikes_last,
    NULLIF(ebikes_last, -1) AS ebikes_last,
    NULLIF(docks_last, -1) AS docks_last
  )
FROM hours
