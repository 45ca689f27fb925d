-- Every station has a position, not 0/0, and not far outside the box that holds the middle half of its system's stations
WITH box AS (
  SELECT DISTINCT
    system_id,
    PERCENTILE_CONT(lat, 0.25) OVER (PARTITION BY system_id) AS south,
    PERCENTILE_CONT(lat, 0.75) OVER (PARTITION BY system_id) AS north,
    PERCENTILE_CONT(lon, 0.25) OVER (PARTITION BY system_id) AS west,
    PERCENTILE_CONT(lon, 0.75) OVER (PARTITION BY system_id) AS east
  FROM pmp_marts.gbfs_station_information_latest
  WHERE lat != 0 OR lon != 0
)
SELECT
  station.system_id,
  station.station_id,
  station.name,
  station.lat,
  station.lon
FROM pmp_marts.gbfs_station_information_latest AS station
LEFT JOIN box
  ON box.system_id = station.system_id
WHERE
  station.lat IS NULL
  OR station.lon IS NULL
  OR (station.lat = 0 AND station.lon = 0)
  -- a quarter of a degree is 28 km, and five times the box on each side leaves room for every suburb
  OR station.lat NOT BETWEEN box.south - 0.25 - 5 * (box.north - box.south) AND box.north + 0.25 + 5 * (box.north - box.south)
  OR station.lon NOT BETWEEN box.west - 0.25 - 5 * (box.east - box.west) AND box.east + 0.25 + 5 * (box.east - box.west)
ORDER BY station.system_id, station.station_id
