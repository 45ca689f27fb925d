-- The latest state of every Vélib station with its name and place: gbfs_latest_state_enriched, of the system velib alone, and what its
-- codes tell. The arrondissement (1-20) is what stands before the last three digits of a Paris station's code; larger prefixes are the
-- suburbs' operator zones and give null.
WITH stations AS (
  SELECT
    *,
    IF(LENGTH(station_code) > 3, SAFE_CAST(SUBSTR(station_code, 1, LENGTH(station_code) - 3) AS INT64), NULL) AS zone
  FROM pmp_marts.gbfs_latest_state_enriched
  WHERE system_id = 'velib'
)
SELECT
  * EXCEPT (zone),
  IF(zone BETWEEN 1 AND 20, zone, NULL) AS arrondissement
FROM stations
