-- The hourly totals of Vélib on Paris clocks, with the share of its known stations that reported. hour_ts tells apart the two
-- hours that are both called 02:00 when summer time ends.
SELECT
  hourly.system_id,
  DATETIME(hourly.hour_ts, 'Europe/Paris') AS hour_paris,
  hourly.* EXCEPT (system_id),
  known.total_stations_known,
  SAFE_DIVIDE(hourly.avg_stations_reporting, known.total_stations_known) AS avg_coverage_ratio
FROM pmp_marts.gbfs_totals_hourly AS hourly
CROSS JOIN (
  SELECT COUNT(*) AS total_stations_known
  FROM pmp_marts.gbfs_station_information_latest
  WHERE system_id = 'velib'
) AS known
WHERE hourly.system_id = 'velib'
