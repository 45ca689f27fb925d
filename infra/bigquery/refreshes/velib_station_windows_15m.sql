-- Computes the windows of @from_ts to @to_ts again from the curated rows (NULL: of the last three hours), and changes what differs.
-- The result is a function of the rows alone: it is the same whenever and however often it runs. A publication time that is missing, or
-- more than five minutes ahead of its collection, counts as the collection time; what was collected more than a day after it counts in no
-- window, so that a range reads few days. Of several observations of a station at one time the one collected last counts. An observation
-- holds until the next one, for 15 minutes at most; a NULL count leaves the one before it standing. A step is counted between observations
-- at most 20 minutes apart, for polls a quarter of an hour apart are sometimes a little more. Windows of days whose rows have expired stay
-- as they are.
MERGE pmp_marts.velib_station_windows_15m AS target
USING (
  WITH timed AS (
    SELECT
      system_id,
      station_id,
      ingest_ts,
      snapshot_id,
      IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS observed_ts,
      COALESCE(is_installed, 1) != 0 AND COALESCE(is_renting, 1) != 0 AS can_rent,
      COALESCE(is_installed, 1) != 0 AND COALESCE(is_returning, 1) != 0 AS can_return,
      num_bikes_available,
      ebike_available,
      num_docks_available
    FROM pmp_curated.velib_station_status
    WHERE
      ingest_ts >= TIMESTAMP_SUB(COALESCE(@from_ts, TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)), INTERVAL 1 HOUR)
      AND ingest_ts < TIMESTAMP_ADD(COALESCE(@to_ts, CURRENT_TIMESTAMP()), INTERVAL 25 HOUR)
  ),
  -- -1 bikes or docks: it lends nothing, or takes nothing back
  observed AS (
    SELECT
      system_id,
      station_id,
      observed_ts,
      NOT can_rent AND NOT can_return AS is_closed,
      num_bikes_available AS standing,
      IF(can_rent, num_bikes_available, -1) AS bikes,
      IF(can_rent, ebike_available, 0) AS ebikes,
      IF(can_return, num_docks_available, -1) AS docks
    FROM timed
    WHERE
      observed_ts >= TIMESTAMP_SUB(COALESCE(@from_ts, TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)), INTERVAL 40 MINUTE)
      AND observed_ts < TIMESTAMP_ADD(COALESCE(@to_ts, CURRENT_TIMESTAMP()), INTERVAL 15 MINUTE)
      AND ingest_ts <= TIMESTAMP_ADD(observed_ts, INTERVAL 1 DAY)
    QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, station_id, observed_ts ORDER BY ingest_ts DESC, snapshot_id) = 1
  ),
  held AS (
    SELECT
      system_id,
      station_id,
      observed_ts,
      LEAST(
        COALESCE(LEAD(observed_ts) OVER station, CURRENT_TIMESTAMP()),
        TIMESTAMP_ADD(observed_ts, INTERVAL 15 MINUTE),
        CURRENT_TIMESTAMP()
      ) AS until_ts,
      is_closed,
      standing,
      LAST_VALUE(standing IGNORE NULLS) OVER before AS standing_before,
      LAST_VALUE(IF(standing IS NULL, NULL, observed_ts) IGNORE NULLS) OVER before AS standing_before_ts,
      LAST_VALUE(bikes IGNORE NULLS) OVER so_far AS bikes,
      LAST_VALUE(IF(bikes IS NULL, NULL, observed_ts) IGNORE NULLS) OVER so_far AS bikes_ts,
      LAST_VALUE(ebikes IGNORE NULLS) OVER so_far AS ebikes,
      LAST_VALUE(IF(ebikes IS NULL, NULL, observed_ts) IGNORE NULLS) OVER so_far AS ebikes_ts,
      LAST_VALUE(docks IGNORE NULLS) OVER so_far AS docks,
      LAST_VALUE(IF(docks IS NULL, NULL, observed_ts) IGNORE NULLS) OVER so_far AS docks_ts
    FROM observed
    WINDOW
      station AS (PARTITION BY system_id, station_id ORDER BY observed_ts),
      so_far AS (station ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
      before AS (station ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ),
  -- what holds for 15 minutes at most lies in the window of its observation and the one after it
  placed AS (
    SELECT
      held.*,
      part = 0 AS is_here,
      GREATEST(observed_ts, TIMESTAMP_SECONDS((DIV(UNIX_SECONDS(observed_ts), 900) + part) * 900)) AS since_ts,
      TIMESTAMP_SECONDS((DIV(UNIX_SECONDS(observed_ts), 900) + part) * 900) AS window_ts,
      TIMESTAMP_SECONDS((DIV(UNIX_SECONDS(observed_ts), 900) + part + 1) * 900) AS window_end_ts
    FROM held
    CROSS JOIN UNNEST([0, 1]) AS part
  ),
  parts AS (
    SELECT
      *,
      GREATEST(0, TIMESTAMP_DIFF(LEAST(until_ts, window_end_ts), since_ts, MICROSECOND)) AS micros,
      COALESCE(GREATEST(0, TIMESTAMP_DIFF(LEAST(until_ts, window_end_ts, TIMESTAMP_ADD(bikes_ts, INTERVAL 15 MINUTE)), since_ts, MICROSECOND)), 0) AS bikes_micros,
      COALESCE(GREATEST(0, TIMESTAMP_DIFF(LEAST(until_ts, window_end_ts, TIMESTAMP_ADD(ebikes_ts, INTERVAL 15 MINUTE)), since_ts, MICROSECOND)), 0) AS ebikes_micros,
      COALESCE(GREATEST(0, TIMESTAMP_DIFF(LEAST(until_ts, window_end_ts, TIMESTAMP_ADD(docks_ts, INTERVAL 15 MINUTE)), since_ts, MICROSECOND)), 0) AS docks_micros
    FROM placed
    WHERE
      window_ts > TIMESTAMP_SUB(COALESCE(@from_ts, TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)), INTERVAL 15 MINUTE)
      AND window_ts < COALESCE(@to_ts, CURRENT_TIMESTAMP())
  ),
  known AS (
    SELECT
      *,
      bikes_micros > 0 OR (is_here AND COALESCE(bikes_ts = observed_ts, FALSE)) AS has_bikes,
      ebikes_micros > 0 OR (is_here AND COALESCE(ebikes_ts = observed_ts, FALSE)) AS has_ebikes,
      docks_micros > 0 OR (is_here AND COALESCE(docks_ts = observed_ts, FALSE)) AS has_docks,
      is_here AND COALESCE(standing_before_ts >= TIMESTAMP_SUB(observed_ts, INTERVAL 20 MINUTE), FALSE) AS is_step
    FROM parts
    WHERE is_here OR micros > 0
  ),
  windows AS (
    SELECT
      system_id,
      station_id,
      window_ts,
      COUNTIF(is_here) AS observations,
      SUM(micros) / 60000000 AS minutes_observed,
      SUM(bikes_micros) / 60000000 AS minutes_bikes_known,
      SUM(ebikes_micros) / 60000000 AS minutes_ebikes_known,
      SUM(docks_micros) / 60000000 AS minutes_docks_known,
      SUM(IF(bikes = 0, bikes_micros, 0)) / 60000000 AS minutes_empty,
      SUM(IF(docks = 0, docks_micros, 0)) / 60000000 AS minutes_full,
      SUM(IF(is_closed, micros, 0)) / 60000000 AS minutes_closed,
      SUM(IF(bikes >= 1, bikes_micros, 0)) / 60000000 AS minutes_1_bike,
      SUM(IF(bikes >= 3, bikes_micros, 0)) / 60000000 AS minutes_3_bikes,
      SUM(IF(docks >= 1, docks_micros, 0)) / 60000000 AS minutes_1_dock,
      SUM(IF(docks >= 3, docks_micros, 0)) / 60000000 AS minutes_3_docks,
      MIN(IF(has_bikes, GREATEST(bikes, 0), NULL)) AS bikes_min,
      MAX(IF(has_bikes, GREATEST(bikes, 0), NULL)) AS bikes_max,
      MAX_BY(IF(has_bikes, GREATEST(bikes, 0), -1), IF(has_bikes, observed_ts, TIMESTAMP '0001-01-01 00:00:00+00')) AS bikes_last,
      SAFE_DIVIDE(SUM(GREATEST(bikes, 0) * bikes_micros), SUM(bikes_micros)) AS bikes_mean,
      MAX_BY(IF(has_ebikes, ebikes, -1), IF(has_ebikes, observed_ts, TIMESTAMP '0001-01-01 00:00:00+00')) AS ebikes_last,
      SAFE_DIVIDE(SUM(ebikes * ebikes_micros), SUM(ebikes_micros)) AS ebikes_mean,
      MIN(IF(has_docks, GREATEST(docks, 0), NULL)) AS docks_min,
      MAX(IF(has_docks, GREATEST(docks, 0), NULL)) AS docks_max,
      MAX_BY(IF(has_docks, GREATEST(docks, 0), -1), IF(has_docks, observed_ts, TIMESTAMP '0001-01-01 00:00:00+00')) AS docks_last,
      SAFE_DIVIDE(SUM(GREATEST(docks, 0) * docks_micros), SUM(docks_micros)) AS docks_mean,
      SUM(IF(is_step AND standing < standing_before, standing_before - standing, 0)) AS bikes_departed,
      SUM(IF(is_step AND standing > standing_before, standing - standing_before, 0)) AS bikes_arrived
    FROM known
    GROUP BY system_id, station_id, window_ts
  ),
  stored AS (
    SELECT
      system_id,
      station_id,
      window_ts,
      observations
    FROM pmp_marts.velib_station_windows_15m
    WHERE
      window_ts > TIMESTAMP_SUB(COALESCE(@from_ts, TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)), INTERVAL 15 MINUTE)
      AND window_ts < COALESCE(@to_ts, CURRENT_TIMESTAMP())
  ),
  -- rows expire by whole days; the first half hour of the oldest day lacks what the day before it held
  oldest AS (
    SELECT TIMESTAMP_ADD(TIMESTAMP_TRUNC(MIN(ingest_ts), DAY), INTERVAL 30 MINUTE) AS whole_since_ts
    FROM pmp_marts.velib_snapshot_totals_mv
  )
  SELECT
    windows.* EXCEPT (system_id, station_id, window_ts, bikes_last, ebikes_last, docks_last),
    COALESCE(windows.system_id, stored.system_id) AS system_id,
    COALESCE(windows.station_id, stored.station_id) AS station_id,
    COALESCE(windows.window_ts, stored.window_ts) AS window_ts,
    NULLIF(windows.bikes_last, -1) AS bikes_last,
    NULLIF(windows.ebikes_last, -1) AS ebikes_last,
    NULLIF(windows.docks_last, -1) AS docks_last,
    windows.system_id IS NULL AS is_gone
  FROM windows
  FULL JOIN stored
    ON stored.system_id = windows.system_id AND stored.station_id = windows.station_id AND stored.window_ts = windows.window_ts
  CROSS JOIN oldest
  WHERE
    stored.system_id IS NULL
    OR stored.window_ts >= oldest.whole_since_ts
    OR windows.observations > stored.observations
) AS source
ON
  target.system_id = source.system_id
  AND target.station_id = source.station_id
  AND target.window_ts = source.window_ts
  AND target.window_ts > TIMESTAMP_SUB(COALESCE(@from_ts, TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 HOUR)), INTERVAL 15 MINUTE)
WHEN MATCHED AND source.is_gone THEN DELETE
WHEN MATCHED THEN UPDATE SET
  observations = source.observations,
  minutes_observed = source.minutes_observed,
  minutes_bikes_known = source.minutes_bikes_known,
  minutes_ebikes_known = source.minutes_ebikes_known,
  minutes_docks_known = source.minutes_docks_known,
  minutes_empty = source.minutes_empty,
  minutes_full = source.minutes_full,
  minutes_closed = source.minutes_closed,
  minutes_1_bike = source.minutes_1_bike,
  minutes_3_bikes = source.minutes_3_bikes,
  minutes_1_dock = source.minutes_1_dock,
  minutes_3_docks = source.minutes_3_docks,
  bikes_min = source.bikes_min,
  bikes_max = source.bikes_max,
  bikes_last = source.bikes_last,
  bikes_mean = source.bikes_mean,
  ebikes_last = source.ebikes_last,
  ebikes_mean = source.ebikes_mean,
  docks_min = source.docks_min,
  docks_max = source.docks_max,
  docks_last = source.docks_last,
  docks_mean = source.docks_mean,
  bikes_departed = source.bikes_departed,
  bikes_arrived = source.bikes_arrived
WHEN NOT MATCHED BY TARGET THEN INSERT (
  system_id,
  station_id,
  window_ts,
  observations,
  minutes_observed,
  minutes_bikes_known,
  minutes_ebikes_known,
  minutes_docks_known,
  minutes_empty,
  minutes_full,
  minutes_closed,
  minutes_1_bike,
  minutes_3_bikes,
  minutes_1_dock,
  minutes_3_docks,
  bikes_min,
  bikes_max,
  bikes_last,
  bikes_mean,
  ebikes_last,
  ebikes_mean,
  docks_min,
  docks_max,
  docks_last,
  docks_mean,
  bikes_departed,
  bikes_arrived
) VALUES (
  source.system_id,
  source.station_id,
  source.window_ts,
  source.observations,
  source.minutes_observed,
  source.minutes_bikes_known,
  source.minutes_ebikes_known,
  source.minutes_docks_known,
  source.minutes_empty,
  source.minutes_full,
  source.minutes_closed,
  source.minutes_1_bike,
  source.minutes_3_bikes,
  source.minutes_1_dock,
  source.minutes_3_docks,
  source.bikes_min,
  source.bikes_max,
  source.bikes_last,
  source.bikes_mean,
  source.ebikes_last,
  source.ebikes_mean,
  source.docks_min,
  source.docks_max,
  source.docks_last,
  source.docks_mean,
  source.bikes_departed,
  source.bikes_arrived
)
