-- What is usual of a station or a system occurs once for each weekday and hour, and its quartiles and chances fit together
WITH stations AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, station_id, weekday, hour) AS copies
  FROM pmp_marts.gbfs_station_usual
),
cities AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, weekday, hour) AS copies
  FROM pmp_marts.gbfs_city_usual
)
SELECT
  system_id,
  station_id,
  weekday,
  hour,
  copies
FROM stations
WHERE
  copies > 1
  OR weekday NOT BETWEEN 1 AND 7
  OR hour NOT BETWEEN 0 AND 23
  OR weeks NOT BETWEEN 1 AND 8
  OR NOT (bikes_p25 BETWEEN 0 AND bikes_median AND bikes_median <= bikes_p75)
  OR NOT (docks_p25 BETWEEN 0 AND docks_median AND docks_median <= docks_p75)
  OR NOT (chance_3_bikes BETWEEN 0 AND chance_1_bike AND chance_1_bike <= 1.000001)
  OR NOT (chance_3_docks BETWEEN 0 AND chance_1_dock AND chance_1_dock <= 1.000001)
  OR bikes_departed_per_hour < 0
  OR bikes_arrived_per_hour < 0
UNION ALL
SELECT
  system_id,
  CAST(NULL AS STRING) AS station_id,
  weekday,
  hour,
  copies
FROM cities
WHERE
  copies > 1
  OR weekday NOT BETWEEN 1 AND 7
  OR hour NOT BETWEEN 0 AND 23
  OR weeks NOT BETWEEN 1 AND 8
  OR NOT (bikes_p25 BETWEEN 0 AND bikes_median AND bikes_median <= bikes_p75)
  OR empty_median < 0
  OR full_median < 0
