-- A row of velib_station_status occurs once: (snapshot_id, station_id) identifies it
SELECT
  system_id,
  snapshot_id,
  station_id,
  COUNT(*) AS copies
FROM pmp_curated.velib_station_status
GROUP BY system_id, snapshot_id, station_id
HAVING COUNT(*) > 1
