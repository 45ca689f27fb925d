-- One row per system and station that lies in a known area, and how that is known. 'geometry': the station's position is inside the area's
-- shape (pmp_curated.areas); of several areas the smallest counts. 'code', where no shape holds it: the rule of Vélib's station codes, of
-- which what stands before the last three digits is the arrondissement, or beyond 20 the operator's zone. It is wrong for some stations at
-- the edge of an arrondissement, and no rule is known for other systems.
WITH states AS (
  SELECT
    system_id,
    station_id,
    MAX_BY(station_code, IF(station_code = '', '', recency)) AS station_code
  FROM pmp_marts.velib_latest_state_mv
  WHERE ingest_day >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY) AND system_id = 'velib'
  GROUP BY system_id, station_id
),
descriptions AS (
  SELECT
    system_id,
    station_id,
    MAX_BY(station_code, ingest_ts) AS station_code
  FROM pmp_curated.velib_station_information
  WHERE
    ingest_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 366 DAY)
    AND system_id = 'velib'
    AND station_code IS NOT NULL
  GROUP BY system_id, station_id
),
coded AS (
  SELECT
    COALESCE(states.system_id, descriptions.system_id) AS system_id,
    COALESCE(states.station_id, descriptions.station_id) AS station_id,
    COALESCE(NULLIF(states.station_code, ''), descriptions.station_code) AS station_code
  FROM states
  FULL JOIN descriptions
    ON descriptions.system_id = states.system_id AND descriptions.station_id = states.station_id
),
placed AS (
  SELECT
    stations.system_id,
    stations.station_id,
    areas.area_id,
    areas.area_name
  FROM pmp_marts.gbfs_station_information_latest AS stations
  JOIN pmp_curated.areas AS areas
    ON areas.system_id = stations.system_id
    -- the box first: most areas are not near
    AND stations.lon BETWEEN areas.west AND areas.east
    AND stations.lat BETWEEN areas.south AND areas.north
    AND ST_CONTAINS(ST_GEOGFROMGEOJSON(areas.geojson), ST_GEOGPOINT(stations.lon, LEAST(GREATEST(stations.lat, -90), 90)))
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY stations.system_id, stations.station_id ORDER BY (areas.east - areas.west) * (areas.north - areas.south), areas.area_id
  ) = 1
),
zoned AS (
  SELECT
    system_id,
    station_id,
    IF(LENGTH(station_code) > 3, SAFE_CAST(SUBSTR(station_code, 1, LENGTH(station_code) - 3) AS INT64), NULL) AS zone
  FROM coded
),
named AS (
  SELECT
    system_id,
    station_id,
    IF(zone <= 20, CAST(75100 + zone AS STRING), CONCAT('zone-', CAST(zone AS STRING))) AS area_id,
    CASE
      WHEN zone = 1 THEN 'Paris 1er'
      WHEN zone <= 20 THEN CONCAT('Paris ', CAST(zone AS STRING), 'e')
      ELSE CONCAT('Zone ', CAST(zone AS STRING))
    END AS area_name
  FROM zoned
  WHERE zone >= 1
),
-- a station whose position is known is not in an area whose shape is known and does not hold it
ruled AS (
  SELECT named.*
  FROM named
  LEFT JOIN pmp_marts.gbfs_station_information_latest AS stations
    ON stations.system_id = named.system_id AND stations.station_id = named.station_id
  LEFT JOIN pmp_curated.areas AS areas
    ON areas.system_id = named.system_id AND areas.area_id = named.area_id
  WHERE areas.area_id IS NULL OR stations.lat IS NULL OR stations.lon IS NULL
)
SELECT
  COALESCE(placed.system_id, ruled.system_id) AS system_id,
  COALESCE(placed.station_id, ruled.station_id) AS station_id,
  COALESCE(placed.area_id, ruled.area_id) AS area_id,
  COALESCE(placed.area_name, ruled.area_name) AS area_name,
  IF(placed.area_id IS NULL, 'code', 'geometry') AS area_source
FROM placed
FULL JOIN ruled
  ON ruled.system_id = placed.system_id AND ruled.station_id = placed.station_id
