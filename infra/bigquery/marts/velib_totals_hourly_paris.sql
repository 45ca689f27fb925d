-- The hourly totals on Paris clocks, with the share of known stations that reported. hour_ts tells apart the two
-- hours that are both called 02:00 when summer time ends.
SELECT
  DATETIME(hourly.hour_ts, 'Europe/Paris') AS hour_paris,
  hourly.*,
  known.total_stations_known,
  SAFE_DIVIDE(hourly.avg_stations_reporting, known.total_stations_known) AS avg_coverage_ratio
FROM pmp_marts.velib_totals_hourly AS hourly
CROSS JOIN (
  SELECT COUNT(*) AS total_stations_known
  FROM pmp_marts.velib_station_information_latest
) AS known
