-- The rows of Vélib: gbfs_area_hourly, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_area_hourly
WHERE system_id = 'velib'
