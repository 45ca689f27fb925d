-- Every station that was ever curated has one row in velib_latest_state
SELECT
  COALESCE(curated.station_id, latest.station_id) AS station_id,
  latest.copies
FROM (SELECT DISTINCT station_id FROM pmp_curated.velib_station_status) AS curated
FULL JOIN (
  SELECT
    station_id,
    COUNT(*) AS copies
  FROM pmp_marts.velib_latest_state
  GROUP BY station_id
) AS latest
  ON latest.station_id = curated.station_id
WHERE latest.copies IS NULL OR latest.copies > 1 OR curated.station_id IS NULL
