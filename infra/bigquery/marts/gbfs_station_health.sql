-- One row per system and station of the last 31 days: what is wrong with it, the first that applies. gone: it was last collected over an
-- hour before its system's newest rows. closed: it neither rents nor takes bikes back. mute: its last report was over a day old when it
-- was published. blocked: it has bikes and none has come or gone for three hours or more, while each of its neighbours within 600 m had 20
-- on average. Else ok.
WITH latest AS (
  SELECT
    state.system_id,
    state.station_id,
    information.name,
    information.lat,
    information.lon,
    state.event_ts,
    state.ingest_ts,
    state.is_installed,
    state.last_reported_ts,
    state.can_rent,
    state.can_return,
    state.usable_bikes_available,
    MAX(state.ingest_ts) OVER (PARTITION BY state.system_id) AS newest_ts
  FROM pmp_marts.gbfs_latest_state AS state
  LEFT JOIN pmp_marts.gbfs_station_information_latest AS information
    ON information.system_id = state.system_id AND information.station_id = state.station_id
),
recent AS (
  SELECT
    system_id,
    station_id,
    window_ts,
    bikes_departed + bikes_arrived AS moves,
    minutes_closed < minutes_observed AS was_open
  FROM pmp_marts.velib_station_windows_15m
  WHERE window_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 3 DAY)
),
-- since when nothing has moved, and since when it is closed, as far as three days tell
histories AS (
  SELECT
    system_id,
    station_id,
    TIMESTAMP_ADD(COALESCE(MAX(IF(moves > 0, window_ts, NULL)), TIMESTAMP_SUB(MIN(window_ts), INTERVAL 15 MINUTE)), INTERVAL 15 MINUTE) AS still_since_ts,
    TIMESTAMP_ADD(COALESCE(MAX(IF(was_open, window_ts, NULL)), TIMESTAMP_SUB(MIN(window_ts), INTERVAL 15 MINUTE)), INTERVAL 15 MINUTE) AS closed_since_ts,
    MAX(window_ts) AS last_window_ts
  FROM recent
  GROUP BY system_id, station_id
),
still AS (
  SELECT
    latest.system_id,
    latest.station_id,
    latest.lat,
    latest.lon,
    histories.still_since_ts
  FROM latest
  JOIN histories
    ON histories.system_id = latest.system_id AND histories.station_id = latest.station_id
  WHERE
    latest.usable_bikes_available > 0
    AND histories.still_since_ts <= TIMESTAMP_SUB(histories.last_window_ts, INTERVAL 165 MINUTE)
),
neighbours AS (
  SELECT
    still.system_id,
    still.station_id,
    still.still_since_ts,
    latest.station_id AS neighbour_id
  FROM still
  JOIN latest
    ON latest.system_id = still.system_id
  WHERE
    latest.station_id != still.station_id
    AND latest.lat BETWEEN still.lat - 0.0054 AND still.lat + 0.0054
    AND ABS(latest.lon - still.lon) * COS(still.lat * 0.0174533) <= 0.0054
    AND POW(latest.lat - still.lat, 2) + POW((latest.lon - still.lon) * COS(still.lat * 0.0174533), 2) <= POW(0.0054, 2)
),
blocked AS (
  SELECT
    neighbours.system_id,
    neighbours.station_id,
    COUNT(DISTINCT neighbours.neighbour_id) AS neighbour_count,
    SUM(recent.moves) AS moves
  FROM neighbours
  JOIN recent
    ON recent.system_id = neighbours.system_id
    AND recent.station_id = neighbours.neighbour_id
    AND recent.window_ts >= neighbours.still_since_ts
  GROUP BY neighbours.system_id, neighbours.station_id
  HAVING COUNT(DISTINCT neighbours.neighbour_id) >= 2 AND SUM(recent.moves) >= 20 * COUNT(DISTINCT neighbours.neighbour_id)
),
judged AS (
  SELECT
    latest.*,
    histories.still_since_ts,
    COALESCE(histories.closed_since_ts, latest.event_ts) AS closed_since_ts,
    blocked.neighbour_count,
    blocked.moves,
    CASE
      WHEN latest.ingest_ts < TIMESTAMP_SUB(latest.newest_ts, INTERVAL 1 HOUR) THEN 'gone'
      WHEN NOT latest.can_rent AND NOT latest.can_return THEN 'closed'
      WHEN latest.last_reported_ts < TIMESTAMP_SUB(latest.event_ts, INTERVAL 1 DAY) THEN 'mute'
      WHEN blocked.station_id IS NOT NULL THEN 'blocked'
      ELSE 'ok'
    END AS state
  FROM latest
  LEFT JOIN histories
    ON histories.system_id = latest.system_id AND histories.station_id = latest.station_id
  LEFT JOIN blocked
    ON blocked.system_id = latest.system_id AND blocked.station_id = latest.station_id
)
SELECT
  system_id,
  station_id,
  name,
  state,
  CASE state
    WHEN 'gone' THEN event_ts
    WHEN 'closed' THEN closed_since_ts
    WHEN 'mute' THEN last_reported_ts
    WHEN 'blocked' THEN still_since_ts
  END AS since_ts,
  CASE state
    WHEN 'gone' THEN 'not in the feed'
    WHEN 'closed' THEN IF(is_installed = 0, 'not installed', 'neither rents nor takes bikes back')
    WHEN 'mute' THEN CONCAT('no report for ', CAST(TIMESTAMP_DIFF(event_ts, last_reported_ts, DAY) AS STRING), ' days')
    WHEN 'blocked' THEN CONCAT('no bike came or went; its ', CAST(neighbour_count AS STRING), ' neighbours had ', CAST(moves AS STRING), ' steps')
  END AS reason
FROM judged
