-- One row per system and station that was published in the last 90 minutes: how likely it has a bike to rent, and a free dock, in 15 and 30
-- minutes. Bikes come and go at random as often as is usual at this weekday and hour, and their number drifts by what is usual and by what
-- it did in the last 30 minutes; without a usual, 3 of each an hour. gbfs_forecast_score measures how often that is right.
WITH inputs AS (
  SELECT
    state.system_id,
    state.station_id,
    state.can_rent,
    state.can_return,
    state.usable_bikes_available AS bikes,
    state.usable_docks_available AS docks,
    COALESCE(flow.change_30m, 0) AS change_30m,
    COALESCE(usual.bikes_departed_per_hour, 3) AS departed,
    COALESCE(usual.bikes_arrived_per_hour, 3) AS arrived
  FROM pmp_marts.gbfs_latest_state AS state
  JOIN pmp_marts.gbfs_station_flow_latest AS flow
    ON flow.system_id = state.system_id AND flow.station_id = state.station_id
  LEFT JOIN pmp_marts.gbfs_station_usual AS usual
    ON usual.system_id = state.system_id
    AND usual.station_id = state.station_id
    AND usual.weekday = MOD(EXTRACT(DAYOFWEEK FROM CURRENT_DATE('Europe/Paris')) + 5, 7) + 1
    AND usual.hour = EXTRACT(HOUR FROM CURRENT_TIMESTAMP() AT TIME ZONE 'Europe/Paris')
),
horizons AS (
  SELECT
    inputs.*,
    minutes,
    -- the rule: gbfs_forecast_score has the same two lines
    (arrived - departed) * minutes / 60 * 0.5 + change_30m * minutes / 30 * 0.15 AS drift,
    SQRT((arrived + departed) * minutes / 60 + 0.1) AS spread
  FROM inputs
  CROSS JOIN UNNEST([15, 30]) AS minutes
),
chances AS (
  SELECT
    system_id,
    station_id,
    minutes,
    IF(can_rent, 1 / (1 + EXP(LEAST(GREATEST(-1.702 * (bikes + drift - 0.5) / spread, -30), 30))), 0) AS chance_bike,
    IF(can_return, 1 / (1 + EXP(LEAST(GREATEST(-1.702 * (docks - drift - 0.5) / spread, -30), 30))), 0) AS chance_dock
  FROM horizons
)
SELECT
  system_id,
  station_id,
  MAX(IF(minutes = 15, chance_bike, NULL)) AS chance_bike_15m,
  MAX(IF(minutes = 30, chance_bike, NULL)) AS chance_bike_30m,
  MAX(IF(minutes = 15, chance_dock, NULL)) AS chance_dock_15m,
  MAX(IF(minutes = 30, chance_dock, NULL)) AS chance_dock_30m
FROM chances
GROUP BY system_id, station_id
