-- The rows of Vélib: gbfs_station_availability_hourly, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_availability_hourly
WHERE system_id = 'velib'
