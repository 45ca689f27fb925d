-- The totals of Vélib per hour (UTC). It is gbfs_totals_hourly, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_totals_hourly
WHERE system_id = 'velib'
