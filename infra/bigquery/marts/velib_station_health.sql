-- The rows of Vélib: gbfs_station_health, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_health
WHERE system_id = 'velib'
