-- No station has over 200 bikes, free docks or docks, or twice as many free docks as docks
SELECT
  system_id,
  station_id,
  name,
  num_bikes_available,
  num_docks_available,
  capacity,
  ingest_ts
FROM pmp_marts.gbfs_latest_state_enriched
WHERE
  num_bikes_available > 200
  OR num_docks_available > 200
  OR capacity > 200
  OR (capacity > 0 AND num_docks_available > 2 * capacity)
ORDER BY system_id, station_id
