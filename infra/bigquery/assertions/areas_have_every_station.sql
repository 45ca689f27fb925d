-- An area occurs once and adds up to its stations in gbfs_latest_state that were collected in the hour before their system's newest rows
WITH latest AS (
  SELECT
    *,
    MAX(ingest_ts) OVER (PARTITION BY system_id) AS newest_ts
  FROM pmp_marts.gbfs_latest_state
),
expected AS (
  SELECT
    latest.system_id,
    areas.area_id,
    COUNT(*) AS stations,
    SUM(latest.usable_bikes_available) AS bikes
  FROM latest
  JOIN pmp_marts.gbfs_station_areas AS areas
    ON areas.system_id = latest.system_id AND areas.station_id = latest.station_id
  WHERE latest.ingest_ts >= TIMESTAMP_SUB(latest.newest_ts, INTERVAL 1 HOUR)
  GROUP BY latest.system_id, areas.area_id
),
shown AS (
  SELECT
    system_id,
    area_id,
    COUNT(*) AS copies,
    MAX(stations) AS stations,
    MAX(bikes) AS bikes
  FROM pmp_marts.gbfs_area_latest
  GROUP BY system_id, area_id
)
SELECT
  COALESCE(expected.system_id, shown.system_id) AS system_id,
  COALESCE(expected.area_id, shown.area_id) AS area_id,
  shown.copies,
  expected.stations,
  shown.stations AS stations_shown,
  expected.bikes,
  shown.bikes AS bikes_shown
FROM expected
FULL JOIN shown
  ON shown.system_id = expected.system_id AND shown.area_id = expected.area_id
WHERE
  COALESCE(shown.copies, 0) != 1
  OR expected.stations IS NULL
  OR expected.stations != shown.stations
  OR COALESCE(expected.bikes, -1) != COALESCE(shown.bikes, -1)
