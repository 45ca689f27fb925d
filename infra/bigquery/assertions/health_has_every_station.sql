-- Every station of gbfs_latest_state has one row in gbfs_station_health, with a known state and, unless it is ok, since when and why
SELECT
  COALESCE(latest.system_id, health.system_id) AS system_id,
  COALESCE(latest.station_id, health.station_id) AS station_id,
  health.copies,
  health.state
FROM pmp_marts.gbfs_latest_state AS latest
FULL JOIN (
  SELECT
    system_id,
    station_id,
    COUNT(*) AS copies,
    MIN(state) AS state,
    MIN(since_ts) AS since_ts,
    MIN(reason) AS reason
  FROM pmp_marts.gbfs_station_health
  GROUP BY system_id, station_id
) AS health
  ON health.system_id = latest.system_id AND health.station_id = latest.station_id
WHERE
  latest.station_id IS NULL
  OR COALESCE(health.copies, 0) != 1
  OR health.state NOT IN ('ok', 'mute', 'blocked', 'closed', 'gone')
  OR (health.state = 'ok') != (health.since_ts IS NULL)
  OR (health.state = 'ok') != (health.reason IS NULL)
