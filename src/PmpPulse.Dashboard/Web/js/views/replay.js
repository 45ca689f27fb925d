import { loadHistory, on, store, tell } from '../data/store.js';
import { fill, h, icon } from '../dom.js';
import { go, url } from '../page/url.js';
import { when } from '../text/format.js';
import { t } from '../text/i18n.js';

// The instant the map shows; null is now.
export const replay = { at: url.at ? Date.parse(url.at) || null : null };

const stepMs = 900_000;
let timer = null, slider, output, play, live;

/** A station's bikes in the quarter of an hour that is shown: null where not known. */
export function bikesAt(station) {
  const { history } = store;
  if (!history?.from_ts) return null;
  const slot = Math.round((replay.at - Date.parse(history.from_ts)) / stepMs);
  return history.bikes[station.i]?.[slot] ?? null;
}

/** What history tells of the whole city at that time. */
export function figuresAt() {
  let bikes = 0, empty = 0, known = 0;
  for (const station of store.stations) {
    const count = bikesAt(station);
    if (count === null) continue;
    known++;
    bikes += count;
    if (count === 0) empty++;
  }

  return { event_ts: known > 0 ? replay.at : null, bikes, empty };
}

export function buildReplay(box) {
  slider = h('input', { type: 'range', min: '0', max: '1', step: '1', value: '1', id: 'replay-slider', oninput: () => show(Number(slider.value)) });
  slider.addEventListener('pointerdown', () => ready());
  slider.addEventListener('keydown', () => ready());
  output = h('output', { for: 'replay-slider' });
  play = h('button', { class: 'button icon-button', type: 'button', onclick: toggle });
  live = h('button', { class: 'button', type: 'button', onclick: () => { stop(); set(null); } });
  fill(box, play, slider, output, live);
  draw();
  if (replay.at !== null) ready();
}

async function ready() {
  if (store.history) return store.history;
  try {
    const history = await loadHistory();
    draw();
    return history;
  } catch {
    return null;
  }
}

const count = () => store.history?.slots ?? 0;

function show(index) {
  if (!store.history?.from_ts) return;
  set(index >= count() ? null : Date.parse(store.history.from_ts) + index * stepMs);
}

function set(at) {
  if (replay.at === at) return;
  replay.at = at;
  go({ at: at === null ? null : new Date(at).toISOString().slice(0, 16) + 'Z' });
  draw();
  tell('replay');
}

async function toggle() {
  if (timer) return stop();
  const history = await ready();
  if (!history?.from_ts) return;
  if (replay.at === null) show(0);
  timer = setInterval(() => {
    const next = Number(slider.value) + 1;
    if (next > count()) stop();
    else show(next);
  }, matchMedia('(prefers-reduced-motion: reduce)').matches ? 600 : 220);
  draw();
}

function stop() {
  clearInterval(timer);
  timer = null;
  draw();
}

function draw() {
  if (!slider) return;
  const { history } = store;
  const slots = Math.max(1, count());
  slider.max = String(slots);
  slider.value = String(replay.at === null || !history?.from_ts ? slots : Math.round((replay.at - Date.parse(history.from_ts)) / stepMs));
  slider.setAttribute('aria-label', t().replay);
  const missing = history && !history.from_ts;
  slider.disabled = missing;
  play.disabled = missing;
  // a young history does not reach back a day
  const isYoung = history?.from_ts && history.slots < 90;
  const shown = missing ? t().noHistory : replay.at !== null ? when(replay.at) : isYoung ? t().historyFrom(when(history.from_ts)) : t().replay;
  slider.setAttribute('aria-valuetext', replay.at === null ? t().now : when(replay.at));
  output.textContent = shown;
  fill(play, icon(timer ? 'pause' : 'play'));
  play.setAttribute('aria-label', timer ? t().pause : t().play);
  play.title = timer ? t().pause : t().play;
  fill(live, t().live);
  live.setAttribute('aria-pressed', String(replay.at === null));
}

let loadedFor = null;
on('now', () => {
  // a new quarter of an hour may be there
  const quarter = Math.floor(Date.parse(store.eventTs ?? 0) / stepMs);
  if (store.history && loadedFor !== quarter) loadHistory().then(() => { loadedFor = quarter; draw(); }).catch(() => {});
});
on('history', draw);
on('lang', draw);
on('url:at', () => { replay.at = url.at ? Date.parse(url.at) || null : null; ready().then(() => { draw(); tell('replay'); }); });
