-- A curated row names its system, and in the last two days the same one as its snapshot in raw
WITH curated AS (
  SELECT DISTINCT
    'pmp_curated.velib_station_status' AS table_name,
    system_id,
    snapshot_id
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 DAY) OR TRIM(system_id) = ''
  UNION ALL
  SELECT DISTINCT
    'pmp_curated.velib_station_information' AS table_name,
    system_id,
    CAST(NULL AS INT64) AS snapshot_id
  FROM pmp_curated.velib_station_information
  WHERE TRIM(system_id) = ''
),
published AS (
  SELECT DISTINCT
    snapshot_id,
    source AS system_id
  FROM pmp_raw.velib_station_status_raw
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 9 DAY) AND snapshot_id IS NOT NULL
),
judged AS (
  SELECT
    curated.system_id,
    curated.table_name,
    curated.snapshot_id,
    MIN(published.system_id) AS system_in_raw,
    COUNTIF(published.system_id = curated.system_id) AS right_ones
  FROM curated
  LEFT JOIN published
    ON published.snapshot_id = curated.snapshot_id
  GROUP BY curated.system_id, curated.table_name, curated.snapshot_id
)
SELECT
  system_id,
  table_name,
  snapshot_id,
  system_in_raw
FROM judged
WHERE TRIM(system_id) = '' OR (system_in_raw IS NOT NULL AND right_ones = 0)
