// Web Mercator: the world is the square 0..1, x to the east, y to the south.
export const toX = lon => (lon + 180) / 360;
export const toY = lat => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
};
export const toLon = x => x * 360 - 180;
export const toLat = y => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** Pixels of the world's side at a zoom. */
export const worldSize = zoom => 256 * 2 ** zoom;
