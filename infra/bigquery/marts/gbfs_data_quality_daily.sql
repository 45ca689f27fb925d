-- One row per system and day in Paris, of the last 31 days: how completely its status feed was polled, how old its answers were, and what
-- was odd about them. A poll a minute is expected, from the first one on. Dead letters that don't name their system count for each.
WITH polls AS (
  SELECT DISTINCT
    source AS system_id,
    DATE(ingest_ts, 'Europe/Paris') AS day,
    TIMESTAMP_TRUNC(ingest_ts, MINUTE) AS minute_ts,
    TIMESTAMP_DIFF(ingest_ts, event_ts, MILLISECOND) / 1000 AS publication_age_seconds
  FROM pmp_raw.velib_station_status_raw
  WHERE
    ingest_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
    AND ingest_ts < TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), MINUTE)
    AND event_type = 'station_status_snapshot'
    AND source IS NOT NULL
    AND NOT STARTS_WITH(COALESCE(key, ''), 'drill-')
),
systems AS (
  SELECT
    system_id,
    MIN(minute_ts) AS first_ts
  FROM polls
  GROUP BY system_id
),
days AS (
  SELECT
    system_id,
    day,
    GREATEST(0, TIMESTAMP_DIFF(
      LEAST(TIMESTAMP(DATE_ADD(day, INTERVAL 1 DAY), 'Europe/Paris'), TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), MINUTE)),
      GREATEST(TIMESTAMP(day, 'Europe/Paris'), first_ts),
      MINUTE
    )) AS polls_expected
  FROM systems
  CROSS JOIN UNNEST(GENERATE_DATE_ARRAY(
    GREATEST(DATE(first_ts, 'Europe/Paris'), DATE_SUB(CURRENT_DATE('Europe/Paris'), INTERVAL 30 DAY)), CURRENT_DATE('Europe/Paris'))) AS day
),
polled AS (
  SELECT
    system_id,
    day,
    COUNT(DISTINCT minute_ts) AS polls_seen,
    MIN(median_age) AS publication_age_seconds_median
  FROM (
    SELECT
      system_id,
      day,
      minute_ts,
      PERCENTILE_CONT(publication_age_seconds, 0.5) OVER (PARTITION BY system_id, day) AS median_age
    FROM polls
  )
  GROUP BY system_id, day
),
reports AS (
  SELECT
    system_id,
    DATE(ingest_day) AS day,
    TIMESTAMP_DIFF(event_ts, NULLIF(last_reported_ts, TIMESTAMP '0001-01-01 00:00:00+00'), SECOND) AS content_age_seconds
  FROM pmp_marts.velib_latest_state_mv
  WHERE ingest_day >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
),
reported AS (
  SELECT
    system_id,
    day,
    MIN(median_age) AS content_age_seconds_median,
    COUNTIF(content_age_seconds > 86400) AS mute_stations
  FROM (
    SELECT
      *,
      PERCENTILE_CONT(content_age_seconds, 0.5) OVER (PARTITION BY system_id, day) AS median_age
    FROM reports
  )
  GROUP BY system_id, day
),
flagged AS (
  SELECT
    system_id,
    DATE(ingest_ts, 'Europe/Paris') AS day,
    SUM(flagged_rows) AS flagged_rows
  FROM pmp_marts.velib_snapshot_totals_mv
  WHERE ingest_day >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
  GROUP BY system_id, day
),
letters AS (
  SELECT DISTINCT
    JSON_VALUE(event_meta, '$.source') AS system_id,
    DATE(dlq_ts, 'Europe/Paris') AS day,
    stage,
    message_id,
    station_id
  FROM pmp_ops.velib_station_status_curated_dlq
  WHERE dlq_ts >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
  UNION ALL
  SELECT DISTINCT
    JSON_VALUE(attributes, '$.source') AS system_id,
    DATE(publish_time, 'Europe/Paris') AS day,
    'push' AS stage,
    message_id,
    CAST(NULL AS STRING) AS station_id
  FROM pmp_ops.velib_station_status_push_dlq
  WHERE publish_time >= TIMESTAMP_SUB(TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), DAY), INTERVAL 31 DAY)
),
stages AS (
  SELECT
    days.system_id,
    days.day,
    letters.stage,
    COUNT(*) AS dead_letters
  FROM days
  JOIN letters
    ON letters.day = days.day AND COALESCE(letters.system_id, days.system_id) = days.system_id
  GROUP BY days.system_id, days.day, letters.stage
),
dead AS (
  SELECT
    system_id,
    day,
    SUM(dead_letters) AS dead_letters,
    STRING_AGG(CONCAT(stage, ' ', CAST(dead_letters AS STRING)), ', ' ORDER BY stage) AS dead_letters_by_stage
  FROM stages
  GROUP BY system_id, day
)
SELECT
  days.system_id,
  days.day,
  days.polls_expected,
  COALESCE(polled.polls_seen, 0) AS polls_seen,
  SAFE_DIVIDE(COALESCE(polled.polls_seen, 0), days.polls_expected) AS coverage,
  polled.publication_age_seconds_median,
  reported.content_age_seconds_median,
  COALESCE(reported.mute_stations, 0) AS mute_stations,
  COALESCE(flagged.flagged_rows, 0) AS flagged_rows,
  COALESCE(dead.dead_letters, 0) AS dead_letters,
  dead.dead_letters_by_stage
FROM days
LEFT JOIN polled
  ON polled.system_id = days.system_id AND polled.day = days.day
LEFT JOIN reported
  ON reported.system_id = days.system_id AND reported.day = days.day
LEFT JOIN flagged
  ON flagged.system_id = days.system_id AND flagged.day = days.day
LEFT JOIN dead
  ON dead.system_id = days.system_id AND dead.day = days.day
