-- No snapshot of the last day has an empty list of stations
SELECT
  raw.source AS system_id,
  raw.key,
  raw.event_ts,
  raw.ingest_ts
FROM pmp_raw.velib_station_status_raw AS raw
LEFT JOIN (SELECT DISTINCT system_id, snapshot_id FROM pmp_marts.velib_snapshot_totals_mv) AS curated
  ON curated.system_id = raw.source AND curated.snapshot_id = raw.snapshot_id
WHERE
  raw.ingest_ts >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)
  AND raw.event_type = 'station_status_snapshot'
  -- payloads are large: one that was curated is not looked into
  AND IF(curated.snapshot_id IS NULL, ARRAY_LENGTH(JSON_QUERY_ARRAY(raw.payload, '$.data.stations')), NULL) = 0
ORDER BY raw.ingest_ts DESC
