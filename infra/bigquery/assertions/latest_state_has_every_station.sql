-- Every station that was curated in the last 31 days has one row in gbfs_latest_state
SELECT
  COALESCE(curated.system_id, latest.system_id) AS system_id,
  COALESCE(curated.station_id, latest.station_id) AS station_id,
  latest.copies
FROM (
  SELECT DISTINCT
    system_id,
    station_id
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
) AS curated
FULL JOIN (
  SELECT
    system_id,
    station_id,
    COUNT(*) AS copies
  FROM pmp_marts.gbfs_latest_state
  GROUP BY system_id, station_id
) AS latest
  ON latest.system_id = curated.system_id AND latest.station_id = curated.station_id
WHERE latest.copies IS NULL OR latest.copies > 1 OR curated.station_id IS NULL
