-- The rows of Vélib: gbfs_forecast_score, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_forecast_score
WHERE system_id = 'velib'
