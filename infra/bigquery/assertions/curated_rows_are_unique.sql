-- A row of velib_station_status occurs once: (snapshot_id, station_id) identifies it
-- Snapshots with the same set of stations are alike, so one of each kind is looked into. Stations are numbered, and the sums of the third and
-- fifth powers of their numbers, each modulo a prime, tell the sets apart.
WITH numbered AS (
  SELECT
    system_id,
    station_id,
    ROW_NUMBER() OVER (ORDER BY system_id, station_id) AS number
  FROM (SELECT DISTINCT system_id, station_id FROM pmp_marts.velib_latest_state_mv)
),
cubed AS (
  SELECT
    *,
    MOD(MOD(number * number, 2147483647) * number, 2147483647) AS third_power
  FROM numbered
),
stations AS (
  SELECT
    system_id,
    station_id,
    third_power,
    MOD(MOD(third_power * number, 2147483647) * number, 2147483647) AS fifth_power
  FROM cubed
),
snapshots AS (
  SELECT
    rows_of_all.system_id,
    rows_of_all.snapshot_id,
    COUNT(*) AS row_count,
    SUM(stations.third_power) AS third_sum,
    SUM(stations.fifth_power) AS fifth_sum
  FROM pmp_curated.velib_station_status AS rows_of_all
  LEFT JOIN stations
    ON stations.system_id = rows_of_all.system_id AND stations.station_id = rows_of_all.station_id
  GROUP BY rows_of_all.system_id, rows_of_all.snapshot_id
),
samples AS (
  SELECT
    system_id,
    row_count,
    third_sum,
    fifth_sum,
    MAX(COALESCE(snapshot_id, 0)) AS snapshot_id
  FROM snapshots
  GROUP BY system_id, row_count, third_sum, fifth_sum
),
broken AS (
  SELECT DISTINCT
    samples.system_id,
    samples.row_count,
    samples.third_sum,
    samples.fifth_sum
  FROM (
    SELECT
      system_id,
      COALESCE(snapshot_id, 0) AS snapshot_id,
      station_id
    FROM pmp_curated.velib_station_status
    WHERE COALESCE(snapshot_id, 0) IN (SELECT snapshot_id FROM samples)
    GROUP BY 1, 2, 3
    HAVING COUNT(*) > 1
  ) AS doubled
  JOIN samples
    ON samples.system_id = doubled.system_id AND samples.snapshot_id = doubled.snapshot_id
)
SELECT
  doubled.system_id,
  doubled.snapshot_id,
  doubled.station_id,
  COUNT(*) AS copies
FROM pmp_curated.velib_station_status AS doubled
JOIN snapshots
  ON snapshots.system_id = doubled.system_id AND COALESCE(snapshots.snapshot_id, 0) = COALESCE(doubled.snapshot_id, 0)
JOIN broken
  ON broken.system_id = snapshots.system_id
  AND broken.row_count = snapshots.row_count
  AND broken.third_sum = snapshots.third_sum
  AND broken.fifth_sum = snapshots.fifth_sum
GROUP BY doubled.system_id, doubled.snapshot_id, doubled.station_id
HAVING COUNT(*) > 1
