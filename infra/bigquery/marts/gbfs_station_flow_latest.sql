-- One row per system and station that was published in the last 90 minutes: its usable bikes, and how their number differs from that of the
-- newest observation at least 15, 30 and 60 minutes older. One that is more than 15 minutes older than that is too old: NULL.
WITH timed AS (
  SELECT
    system_id,
    station_id,
    ingest_ts,
    snapshot_id,
    IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts) AS event_ts,
    IF(COALESCE(is_installed, 1) != 0 AND COALESCE(is_renting, 1) != 0, num_bikes_available, 0) AS bikes
  FROM pmp_curated.velib_station_status
  WHERE ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 90 MINUTE)
),
known AS (
  SELECT
    system_id,
    station_id,
    event_ts,
    bikes,
    MAX(event_ts) OVER (PARTITION BY system_id, station_id) AS newest_ts
  FROM timed
  WHERE bikes IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY system_id, station_id, event_ts ORDER BY ingest_ts DESC, snapshot_id) = 1
),
aged AS (
  SELECT
    *,
    TIMESTAMP_DIFF(newest_ts, event_ts, SECOND) AS age_s
  FROM known
),
stations AS (
  SELECT
    system_id,
    station_id,
    MAX(event_ts) AS event_ts,
    MAX_BY(bikes, event_ts) AS bikes,
    MAX(IF(age_s BETWEEN 900 AND 1800, event_ts, NULL)) AS from_15m_ts,
    MAX(IF(age_s BETWEEN 1800 AND 2700, event_ts, NULL)) AS from_30m_ts,
    MAX(IF(age_s BETWEEN 3600 AND 4500, event_ts, NULL)) AS from_60m_ts
  FROM aged
  GROUP BY system_id, station_id
)
SELECT
  stations.system_id,
  stations.station_id,
  stations.event_ts,
  stations.bikes,
  stations.bikes - MAX(IF(aged.event_ts = stations.from_15m_ts, aged.bikes, NULL)) AS change_15m,
  stations.bikes - MAX(IF(aged.event_ts = stations.from_30m_ts, aged.bikes, NULL)) AS change_30m,
  stations.bikes - MAX(IF(aged.event_ts = stations.from_60m_ts, aged.bikes, NULL)) AS change_60m,
  stations.from_15m_ts,
  stations.from_30m_ts,
  stations.from_60m_ts
FROM stations
JOIN aged
  ON aged.system_id = stations.system_id AND aged.station_id = stations.station_id
GROUP BY
  stations.system_id,
  stations.station_id,
  stations.event_ts,
  stations.bikes,
  stations.from_15m_ts,
  stations.from_30m_ts,
  stations.from_60m_ts
