-- One row per Vélib station: what was collected of it last. It is gbfs_latest_state, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_latest_state
WHERE system_id = 'velib'
