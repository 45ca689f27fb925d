-- A station's flow and chance occur once, each flow has its chance, and changes, chances and scores are within their ranges
WITH flows AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, station_id) AS copies
  FROM pmp_marts.gbfs_station_flow_latest
),
chances AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, station_id) AS copies
  FROM pmp_marts.gbfs_station_chance
)
SELECT
  flows.system_id,
  flows.station_id,
  IF(chances.station_id IS NULL, 'no chance', 'flow') AS fault
FROM flows
LEFT JOIN chances
  ON chances.system_id = flows.system_id AND chances.station_id = flows.station_id
WHERE
  chances.station_id IS NULL
  OR flows.copies > 1
  OR flows.bikes < 0
  OR TIMESTAMP_DIFF(flows.event_ts, flows.from_15m_ts, SECOND) NOT BETWEEN 900 AND 1800
  OR TIMESTAMP_DIFF(flows.event_ts, flows.from_30m_ts, SECOND) NOT BETWEEN 1800 AND 2700
  OR TIMESTAMP_DIFF(flows.event_ts, flows.from_60m_ts, SECOND) NOT BETWEEN 3600 AND 4500
  OR (flows.from_15m_ts IS NULL) != (flows.change_15m IS NULL)
  OR (flows.from_30m_ts IS NULL) != (flows.change_30m IS NULL)
  OR (flows.from_60m_ts IS NULL) != (flows.change_60m IS NULL)
UNION ALL
SELECT
  system_id,
  station_id,
  'chance' AS fault
FROM chances
WHERE
  copies > 1
  OR chance_bike_15m NOT BETWEEN 0 AND 1
  OR chance_bike_30m NOT BETWEEN 0 AND 1
  OR chance_dock_15m NOT BETWEEN 0 AND 1
  OR chance_dock_30m NOT BETWEEN 0 AND 1
UNION ALL
SELECT
  system_id,
  CAST(NULL AS STRING) AS station_id,
  'score' AS fault
FROM pmp_marts.gbfs_forecast_score
WHERE hits > forecasts OR hit_rate NOT BETWEEN 0 AND 1 OR brier NOT BETWEEN 0 AND 1
