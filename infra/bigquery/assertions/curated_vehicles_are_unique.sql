-- A row of vehicle_status occurs once: (snapshot_id, vehicle_id) identifies it
SELECT
  system_id,
  snapshot_id,
  vehicle_id,
  COUNT(*) AS copies
FROM pmp_curated.vehicle_status
GROUP BY system_id, snapshot_id, vehicle_id
HAVING COUNT(*) > 1
