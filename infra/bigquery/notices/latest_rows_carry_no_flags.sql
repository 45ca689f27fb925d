-- No station's latest state or description carries a quality flag
WITH flagged AS (
  SELECT
    'velib_latest_state' AS mart,
    station_id,
    quality_flags
  FROM pmp_marts.velib_latest_state
  UNION ALL
  SELECT
    'velib_station_information_latest' AS mart,
    station_id,
    quality_flags
  FROM pmp_marts.velib_station_information_latest
)
SELECT
  mart,
  flag,
  COUNT(*) AS stations,
  MIN(station_id) AS for_example
FROM flagged
CROSS JOIN UNNEST(SPLIT(quality_flags, ',')) AS flag
GROUP BY mart, flag
ORDER BY mart, stations DESC, flag
