-- No station's latest state carries a quality flag
SELECT
  flag,
  COUNT(*) AS stations,
  MIN(station_id) AS for_example
FROM pmp_marts.velib_latest_state
CROSS JOIN UNNEST(SPLIT(quality_flags, ',')) AS flag
GROUP BY flag
ORDER BY stations DESC, flag
