// How a station looks: its colour is its fill, its size the capacity, its shape the state.
let colours = {};

/** Reads the colours of the current theme. */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(name).trim();
  colours = {
    fill: [0, 1, 2, 3, 4, 5, 6].map(i => of(`--fill-${i}`)), closed: of('--closed'), edge: of('--dot-edge'), ink: of('--ink'), ink2: of('--ink-2'), ink3: of('--ink-3'),
    surface: of('--surface'), ground: of('--ground'), land: of('--land'), water: of('--water'), line: of('--line'), focus: of('--focus'), accent: of('--accent'),
  };
  return colours;
}

/** 0 empty, 1 to 5 in fifths, 6 full; null where not known. */
export function step(bikes, places) {
  if (bikes === null || bikes === undefined || !places) return null;
  if (bikes <= 0) return 0;
  const share = bikes / places;
  return share >= 1 ? 6 : 1 + Math.min(4, Math.floor(share * 5));
}

export const colourOf = value => (value === null ? colours.closed : colours.fill[value]);

/** A dot's radius in pixels: its area grows with the capacity, and with the zoom. */
export const radius = (capacity, zoom) => Math.max(2.2, Math.min(26, (1.1 + Math.sqrt(Math.max(4, Math.min(capacity ?? 20, 90))) * 0.62) * 1.38 ** (zoom - 12)));
