-- The rows of Vélib: gbfs_city_usual, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_city_usual
WHERE system_id = 'velib'
