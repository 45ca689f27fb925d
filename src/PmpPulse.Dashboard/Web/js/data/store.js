import { ApiError, get, serverNow } from './api.js';

// What the page knows. Views listen to it and draw what they need.
export const store = { now: null, stations: [], version: null, eventTs: null, city: null, ops: null, history: null, shapes: [], down: false, byId: new Map() };

const listeners = new Map();

export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(listener);
  return () => listeners.get(name).delete(listener);
}

export function tell(name) {
  for (const listener of listeners.get(name) ?? []) listener();
}

const wanted = new Set();

/** Keeps an answer fresh while a view that needs it is open: 'city' or 'ops'. */
export function want(name) {
  if (wanted.has(name)) return;
  wanted.add(name);
  if (store.now) load(name).catch(() => {});
}

async function load(name) {
  store[name] = await get(`/api/${name}`);
  tell(name);
}

const places = ['open', 'empty', 'full', 'closed'];

function join(list, state) {
  const stations = list.station_id.map((id, i) => {
    const bikes = state.bikes[i], docks = state.docks[i], code = state.state[i];
    return {
      id, i, code: list.station_code[i], name: list.name[i], lat: list.lat[i], lon: list.lon[i], capacity: list.capacity[i],
      areaId: list.area_id[i], areaName: list.area_name[i], bikes, ebikes: state.ebikes[i], docks,
      state: places[code & 3], mute: (code & 4) !== 0, change: state.change_30m[i],
    };
  });
  store.stations = stations;
  store.byId = new Map(stations.map(station => [station.id, station]));
  store.version = list.version;
  store.eventTs = state.event_ts;
}

let list = null;

async function refresh() {
  const now = await get('/api/now');
  const state = await get('/api/map/state');
  if (list?.version !== state.stations_version) {
    list = await get('/api/map/stations');
    loadShapes();
  }

  store.down = false;
  store.now = now;
  // a new list between the two requests: the next refresh has both
  if (list.version === state.stations_version) join(list, state);
  tell('now');
  await Promise.allSettled([...wanted].map(load));
}

// the map does without them until they are there
async function loadShapes() {
  try {
    store.shapes = (await get('/api/map/areas')).features;
    if (store.shapes.length > 0) tell('shapes');
  } catch {
    // asked for again with the next list
  }
}

/** Loads the last 24 hours of the map, once a new quarter of an hour may be there. */
export async function loadHistory() {
  const history = await get('/api/history');
  if (history.stations_version !== store.version) await refresh();
  store.history = history;
  tell('history');
  return history;
}

const retryMs = 10_000;

/** Refreshes at the server's pace: when the next snapshot may be there. */
export async function run() {
  for (;;) {
    let wait = retryMs;
    try {
      await refresh();
      wait = Math.min(Math.max(Date.parse(store.now.next_ts) - serverNow(), 2_000), 900_000) + 500 + Math.random() * 1_000;
    } catch (error) {
      store.down = error instanceof ApiError ? 'error' : 'away';
      tell('now');
    }
    await new Promise(resolve => {
      // a page in the background may sleep through it
      const look = () => { if (!document.hidden) end(); };
      const end = () => { clearTimeout(timer); document.removeEventListener('visibilitychange', look); resolve(); };
      const timer = setTimeout(end, wait);
      document.addEventListener('visibilitychange', look);
    });
  }
}
