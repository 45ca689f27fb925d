-- The rows of Vélib: gbfs_station_areas, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_areas
WHERE system_id = 'velib'
