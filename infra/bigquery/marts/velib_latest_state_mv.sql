-- Materialized view, incremental: per station and ingestion day the values of its newest snapshot.
-- Nulls pass MAX_BY as sentinels, for engines disagree on whether it skips them. Recency is the event time with
-- the snapshot's id behind it: every column of a row comes from one snapshot even when two share an event time. A feed
-- whose clock is ahead is believed for an hour at most: else one wrong date would be the latest state until that day.
WITH status AS (
  SELECT
    *,
    CAST(UNIX_MICROS(LEAST(event_ts, TIMESTAMP_ADD(ingest_ts, INTERVAL 1 HOUR))) AS NUMERIC) + CAST(ABS(MOD(snapshot_id, 1000000000)) AS NUMERIC) / 1000000000 AS recency
  FROM pmp_curated.velib_station_status
)
SELECT
  station_id,
  TIMESTAMP_TRUNC(ingest_ts, DAY) AS ingest_day,
  MAX(recency) AS recency,
  MAX_BY(ingest_ts, recency) AS ingest_ts,
  MAX_BY(event_ts, recency) AS event_ts,
  MAX_BY(snapshot_id, recency) AS snapshot_id,
  MAX_BY(COALESCE(station_code, ''), recency) AS station_code,
  MAX_BY(COALESCE(is_installed, -1), recency) AS is_installed,
  MAX_BY(COALESCE(is_renting, -1), recency) AS is_renting,
  MAX_BY(COALESCE(is_returning, -1), recency) AS is_returning,
  MAX_BY(COALESCE(last_reported_ts, TIMESTAMP '0001-01-01 00:00:00+00'), recency) AS last_reported_ts,
  MAX_BY(COALESCE(num_bikes_available, -1), recency) AS num_bikes_available,
  MAX_BY(COALESCE(num_docks_available, -1), recency) AS num_docks_available,
  MAX_BY(COALESCE(mechanical_available, -1), recency) AS mechanical_available,
  MAX_BY(COALESCE(ebike_available, -1), recency) AS ebike_available,
  MAX_BY(ARRAY_TO_STRING(quality_flags, ','), recency) AS quality_flags
FROM status
GROUP BY station_id, ingest_day
