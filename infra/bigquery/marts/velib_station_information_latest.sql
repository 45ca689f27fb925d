-- One row per Vélib station: the description that was collected last. It is gbfs_station_information_latest, of the system velib alone.
SELECT *
FROM pmp_marts.gbfs_station_information_latest
WHERE system_id = 'velib'
