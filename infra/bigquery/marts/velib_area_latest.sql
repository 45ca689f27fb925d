-- The rows of Vélib: gbfs_area_latest, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_area_latest
WHERE system_id = 'velib'
