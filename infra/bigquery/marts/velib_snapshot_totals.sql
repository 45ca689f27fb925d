-- One row per publication of the Vélib feed: its totals. It is gbfs_snapshot_totals, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_snapshot_totals
WHERE system_id = 'velib'
