-- A row of velib_station_status occurs once: (snapshot_id, station_id) identifies it
-- Snapshots with the same set of stations are alike, so one of each kind is looked into. Two sums of pseudo-random numbers tell the sets apart.
WITH stations AS (
  SELECT
    system_id,
    station_id,
    MOD(ROW_NUMBER() OVER (ORDER BY system_id, station_id) * 1103515245 + 12345, 2147483647) AS first_number,
    MOD(ROW_NUMBER() OVER (ORDER BY system_id, station_id) * 1664525 + 1013904223, 4294967291) AS second_number
  FROM (SELECT DISTINCT system_id, station_id FROM pmp_marts.velib_latest_state_mv)
),
snapshots AS (
  SELECT
    rows_of_all.system_id,
    rows_of_all.snapshot_id,
    COUNT(*) AS row_count,
    SUM(stations.first_number) AS first_sum,
    SUM(stations.second_number) AS second_sum
  FROM pmp_curated.velib_station_status AS rows_of_all
  LEFT JOIN stations
    ON stations.system_id = rows_of_all.system_id AND stations.station_id = rows_of_all.station_id
  GROUP BY rows_of_all.system_id, rows_of_all.snapshot_id
),
samples AS (
  SELECT
    system_id,
    row_count,
    first_sum,
    second_sum,
    MAX(COALESCE(snapshot_id, 0)) AS snapshot_id
  FROM snapshots
  GROUP BY system_id, row_count, first_sum, second_sum
),
broken AS (
  SELECT DISTINCT
    samples.system_id,
    samples.row_count,
    samples.first_sum,
    samples.second_sum
  FROM (
    SELECT
      system_id,
      COALESCE(snapshot_id, 0) AS snapshot_id,
      station_id
    FROM pmp_curated.velib_station_status
    WHERE COALESCE(snapshot_id, 0) IN (SELECT snapshot_id FROM samples)
    GROUP BY system_id, COALESCE(snapshot_id, 0), station_id
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
  AND broken.first_sum = snapshots.first_sum
  AND broken.second_sum = snapshots.second_sum
GROUP BY doubled.system_id, doubled.snapshot_id, doubled.station_id
HAVING COUNT(*) > 1
