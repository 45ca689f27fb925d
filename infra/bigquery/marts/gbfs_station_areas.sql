-- One row per system and station that lies in a known area, and how that is known: 'code' is the rule of Vélib's station codes, of which
-- what stands before the last three digits is the arrondissement, or beyond 20 the operator's zone. It is wrong for some stations at
-- the edge of an arrondissement. No rule is known for other systems.
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
zoned AS (
  SELECT
    system_id,
    station_id,
    IF(LENGTH(station_code) > 3, SAFE_CAST(SUBSTR(station_code, 1, LENGTH(station_code) - 3) AS INT64), NULL) AS zone
  FROM coded
)
SELECT
  system_id,
  station_id,
  IF(zone <= 20, CAST(75100 + zone AS STRING), CONCAT('zone-', CAST(zone AS STRING))) AS area_id,
  CASE
    WHEN zone = 1 THEN 'Paris 1er'
    WHEN zone <= 20 THEN CONCAT('Paris ', CAST(zone AS STRING), 'e')
    ELSE CONCAT('Zone ', CAST(zone AS STRING))
  END AS area_name,
  'code' AS area_source
FROM zoned
WHERE zone >= 1
