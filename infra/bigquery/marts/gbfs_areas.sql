-- One row per system and area that was loaded (pmpctl areas load), with its shape as GeoJSON and whom to name where it is shown.
SELECT
  system_id,
  area_id,
  area_name,
  geojson,
  attribution
FROM pmp_curated.areas
