-- The rows of Vélib: gbfs_station_chance, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_chance
WHERE system_id = 'velib'
