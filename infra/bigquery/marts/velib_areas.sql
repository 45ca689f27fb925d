-- The rows of Vélib: gbfs_areas, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_areas
WHERE system_id = 'velib'
