-- Materialized view, incremental: per system, station and ingestion day the values of its newest snapshot, and the last counts by type.
-- The newest is what was collected last (ingest_ts), then what was published last, then the lower id: never the publisher's clock alone,
-- which may be ahead, stand still or go back. recency spells the three as digits of fixed width, so that text compares as they do and
-- every column of a row comes from one snapshot. A publication time that is missing, or more than five minutes ahead of its collection,
-- counts as the collection time. Nulls pass MAX_BY as sentinels, for engines disagree on whether it skips them.
WITH timed AS (
  SELECT * REPLACE (IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS event_ts)
  FROM pmp_curated.velib_station_status
),
status AS (
  SELECT
    *,
    CONCAT(
      CAST(2000000000000000000 + UNIX_MICROS(ingest_ts) AS STRING),
      CAST(2000000000000000000 + UNIX_MICROS(event_ts) AS STRING),
      CAST(5000000000 - DIV(COALESCE(snapshot_id, 0), 10000000000) AS STRING),
      CAST(20000000000 - MOD(COALESCE(snapshot_id, 0), 10000000000) AS STRING)
    ) AS recency
  FROM timed
)
SELECT
  system_id,
  station_id,
  TIMESTAMP_TRUNC(ingest_ts, DAY) AS ingest_day,
  MAX(recency) AS recency,
  MAX(ingest_ts) AS ingest_ts,
  MAX_BY(event_ts, recency) AS event_ts,
  MAX_BY(COALESCE(snapshot_id, 0), recency) AS snapshot_id,
  MAX_BY(COALESCE(station_code, ''), recency) AS station_code,
  MAX_BY(COALESCE(is_installed, -1), recency) AS is_installed,
  MAX_BY(COALESCE(is_renting, -1), recency) AS is_renting,
  MAX_BY(COALESCE(is_returning, -1), recency) AS is_returning,
  MAX_BY(COALESCE(last_reported_ts, TIMESTAMP '0001-01-01 00:00:00+00'), recency) AS last_reported_ts,
  MAX_BY(COALESCE(num_bikes_available, -1), recency) AS num_bikes_available,
  MAX_BY(COALESCE(num_docks_available, -1), recency) AS num_docks_available,
  MAX_BY(COALESCE(mechanical_available, -1), recency) AS mechanical_available,
  MAX_BY(COALESCE(ebike_available, -1), recency) AS ebike_available,
  MAX_BY(COALESCE(mechanical_available, -1), IF(mechanical_available IS NULL, '', recency)) AS mechanical_last_known,
  MAX_BY(IF(mechanical_available IS NULL, TIMESTAMP '0001-01-01 00:00:00+00', event_ts), IF(mechanical_available IS NULL, '', recency)) AS mechanical_last_known_ts,
  MAX_BY(COALESCE(ebike_available, -1), IF(ebike_available IS NULL, '', recency)) AS ebike_last_known,
  MAX_BY(IF(ebike_available IS NULL, TIMESTAMP '0001-01-01 00:00:00+00', event_ts), IF(ebike_available IS NULL, '', recency)) AS ebike_last_known_ts,
  MAX_BY(ARRAY_TO_STRING(quality_flags, ','), recency) AS quality_flags
FROM status
GROUP BY system_id, station_id, ingest_day
