-- No station's latest state or description carries a quality flag
WITH flagged AS (
  SELECT
    system_id,
    'gbfs_latest_state' AS mart,
    station_id,
    quality_flags
  FROM pmp_marts.gbfs_latest_state
  UNION ALL
  SELECT
    system_id,
    'gbfs_station_information_latest' AS mart,
    station_id,
    quality_flags
  FROM pmp_marts.gbfs_station_information_latest
)
SELECT
  system_id,
  mart,
  flag,
  COUNT(*) AS stations,
  MIN(station_id) AS for_example
FROM flagged
CROSS JOIN UNNEST(SPLIT(quality_flags, ',')) AS flag
GROUP BY system_id, mart, flag
ORDER BY system_id, mart, stations DESC, flag
