-- The rows of Vélib: gbfs_station_usual, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_usual
WHERE system_id = 'velib'
