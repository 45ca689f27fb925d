-- The rows of Vélib: gbfs_data_quality_daily, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_data_quality_daily
WHERE system_id = 'velib'
