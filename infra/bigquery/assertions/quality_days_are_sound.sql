-- A system's day occurs once in gbfs_data_quality_daily, none is missing in between, and its figures fit together
WITH days AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY system_id, day) AS copies,
    LAG(day) OVER (PARTITION BY system_id ORDER BY day) AS previous_day
  FROM pmp_marts.gbfs_data_quality_daily
)
SELECT
  system_id,
  day,
  copies,
  polls_expected,
  polls_seen,
  coverage
FROM days
WHERE
  copies > 1
  OR day > CURRENT_DATE('Europe/Paris')
  OR day != DATE_ADD(previous_day, INTERVAL 1 DAY)
  OR polls_expected NOT BETWEEN 0 AND 1500
  OR polls_seen NOT BETWEEN 0 AND polls_expected
  OR coverage NOT BETWEEN 0 AND 1
  OR mute_stations < 0
  OR flagged_rows < 0
  OR (dead_letters = 0) != (dead_letters_by_stage IS NULL)
