-- One row per system and area: the sums over its stations that were collected in the hour before their system's newest rows.
WITH latest AS (
  SELECT
    *,
    MAX(ingest_ts) OVER (PARTITION BY system_id) AS newest_ts
  FROM pmp_marts.gbfs_latest_state
)
SELECT
  areas.system_id,
  areas.area_id,
  areas.area_name,
  areas.area_source,
  COUNT(*) AS stations,
  SUM(latest.usable_bikes_available) AS bikes,
  SUM(latest.usable_ebikes_available) AS ebikes,
  SUM(latest.usable_docks_available) AS docks,
  SUM(information.capacity) AS capacity,
  COUNTIF(latest.is_empty) AS empty_stations,
  COUNTIF(latest.is_full) AS full_stations,
  COUNTIF(NOT latest.can_rent AND NOT latest.can_return) AS closed_stations,
  SAFE_DIVIDE(
    SUM(IF(information.capacity > 0, latest.usable_bikes_available, NULL)), SUM(information.capacity)
  ) AS fill_rate,
  MAX(latest.event_ts) AS event_ts
FROM latest
JOIN pmp_marts.gbfs_station_areas AS areas
  ON areas.system_id = latest.system_id AND areas.station_id = latest.station_id
LEFT JOIN pmp_marts.gbfs_station_information_latest AS information
  ON information.system_id = latest.system_id AND information.station_id = latest.station_id
WHERE latest.ingest_ts >= TIMESTAMP_SUB(latest.newest_ts, INTERVAL 1 HOUR)
GROUP BY areas.system_id, areas.area_id, areas.area_name, areas.area_source
