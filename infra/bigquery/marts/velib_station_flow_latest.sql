-- The rows of Vélib: gbfs_station_flow_latest, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_flow_latest
WHERE system_id = 'velib'
