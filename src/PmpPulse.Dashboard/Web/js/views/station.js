import { ApiError, get, serverNow } from '../data/api.js';
import { Chart } from '../charts/chart.js';
import { store } from '../data/store.js';
import { fill, h, icon } from '../dom.js';
import { go } from '../page/url.js';
import { chance, nameOf, number, percent, signed, span, weekday, when } from '../text/format.js';
import { t } from '../text/i18n.js';
import { card, martNote } from './card.js';

const hourMs = 3_600_000;
let last = null;

/** The panel of a station: what is known at once from the map, then what the server tells. */
export async function drawStation(box, id) {
  const known = store.byId.get(id);
  if (last?.station.station_id !== id) {
    last = null;
    fill(box, known ? head(fromMap(known), null) : null, h('div', { class: 'card loading', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')));
  }

  try {
    last = await get(`/api/stations/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return fill(box, card({ title: id, extra: closeButton() }, h('p', { class: 'empty-note' }, t().unknownStation)));
    return;
  }

  redrawStation(box);
}

export function redrawStation(box) {
  if (!last) return;
  fill(box, head(last.station, last), dayCard(last), chanceCard(last), weekCard(last));
}

const fromMap = s => ({ station_id: s.id, station_code: s.code, name: s.name, lat: s.lat, capacity: s.capacity, area_name: s.areaName, bikes: s.bikes, ebikes: s.ebikes, docks: s.docks, state: s.state, change_30m: s.change, health: s.mute ? 'mute' : null });

const closeButton = () => h('button', { class: 'button icon-button', type: 'button', 'aria-label': t().close, title: t().close, onclick: () => go({ station: null }, true) }, icon('close'));

function head(station, detail) {
  const count = (key, value) => h('div', { class: 'count', data: { key } }, h('b', {}, number(value)), h('span', {}, t()[key]));
  const sub = [station.station_code && `${t().code} ${station.station_code}`, station.capacity && `${t().capacity} ${number(station.capacity)}`, station.area_name].filter(Boolean).join(' · ');
  return card({ title: nameOf(station), sub, badges: badges(station, detail), extra: closeButton() },
    h('div', { class: 'counts' }, count('bikes', station.bikes), count('ebikes', station.ebikes), count('docks', station.docks)),
    station.lat === null || station.lat === undefined ? h('p', { class: 'sub' }, t().noPlace) : null,
    station.last_reported_ts && station.health === 'mute' ? h('p', { class: 'sub' }, t().reported(span((serverNow() - Date.parse(station.last_reported_ts)) / 1000))) : null,
    station.health_reason && station.health === 'blocked' ? h('p', { class: 'sub' }, station.health_reason) : null);
}

function badges(station, detail) {
  const found = [];
  const level = { open: 'good', empty: 'warn', full: 'warn', closed: 'bad' }[station.state];
  const since = detail?.empty_since;
  found.push(h('span', { class: 'badge', data: { level } }, `${t().stateNames[station.state]}${since ? ` ${sinceText(since)}` : ''}`));
  if (station.health && station.health !== 'closed') {
    const text = t().health[station.health] ?? station.health;
    found.push(h('span', { class: 'badge', data: { level: station.health === 'ok' ? 'good' : 'bad' } }, station.health !== 'ok' && station.health_since_ts ? `${text} ${t().since(when(station.health_since_ts))}` : text));
  }

  const minutes = [15, 30, 60].find(m => station[`change_${m}m`]);
  if (minutes) found.push(h('span', { class: 'badge' }, t().trend(signed(station[`change_${minutes}m`]), minutes)));
  return found;
}

/** Since when something holds, in words. */
export function sinceText(since) {
  if (since.ts) return since.at_least ? t().sinceAtLeast(when(since.ts)) : t().since(when(since.ts));
  return since.after_ts ? t().after(when(since.after_ts)) : '';
}

function dayCard(detail) {
  const { station } = detail;
  const now = Date.parse(station.event_ts ?? store.eventTs);
  const chart = new Chart({ title: `${nameOf(station)}: ${t().last24}` });
  const ends = detail.slot_ts.map(ts => Math.min(now, Date.parse(ts) + 900_000));
  const with_ = (values, newest) => [...ends.map((ms, i) => [ms, values[i]]).filter(([ms]) => ms < now), [now, newest]];
  const middle = hour => Date.parse(hour.hour_ts) + hourMs / 2;
  const usual = detail.usual.filter(hour => hour.bikes_median !== null);
  const hasDay = detail.slot_ts.length > 1;
  if (hasDay || usual.length > 0) {
    chart.show({
      lines: [
        { key: 'bikes', name: t().bikes, points: with_(detail.bikes, station.bikes) }, { key: 'docks', name: t().docks, points: with_(detail.docks, station.docks) },
        { key: 'usual', name: `${t().bikes}, ${t().usual}`, points: usual.map(hour => [middle(hour), hour.bikes_median]) },
      ],
      band: { name: t().usualBand, points: usual.map(hour => [middle(hour), hour.bikes_p25, hour.bikes_p75]) },
      now, from: now - 24 * hourMs,
    });
  }

  return card({ title: t().last24, sub: usual.length > 0 ? t().against(weekday(now)) : null, csv: hasDay ? () => chart.rows() : null, chart: hasDay ? chart : null, file: `station-${station.station_code ?? station.station_id}` },
    hasDay || usual.length > 0 ? chart.element : null,
    hasDay ? null : martNote(detail.marts, 'velib_station_windows_15m', t().noWindows),
    usual.length > 0 ? null : h('p', { class: 'sub' }, t().noUsual));
}

function chanceCard(detail) {
  const s = detail.station;
  const meter = (value, kind) => (value === null ? h('span', {}, '–') : h('span', { class: 'meter' }, h('meter', { class: kind, min: '0', max: '1', value, 'aria-label': chance(value) }), h('b', {}, chance(value))));
  const isKnown = [s.chance_bike_15m, s.chance_bike_30m, s.chance_dock_15m, s.chance_dock_30m].some(value => value !== null);
  const score = detail.scores.find(row => row.minutes === 30) ?? detail.scores[0];
  return card({ title: t().chance },
    isKnown
      ? h('div', { class: 'chances' }, h('span'), h('span', { class: 'head' }, t().in15), h('span', { class: 'head' }, t().in30),
        h('span', {}, t().aBike), meter(s.chance_bike_15m, 'bikes'), meter(s.chance_bike_30m, 'bikes'), h('span', {}, t().aDock), meter(s.chance_dock_15m, 'docks'), meter(s.chance_dock_30m, 'docks'))
      : martNote(detail.marts, 'gbfs_station_chance', t().noChance),
    isKnown ? h('p', { class: 'sub score' }, score?.hit_rate !== null && score?.hit_rate !== undefined ? t().score(percent(score.hit_rate), number(score.forecasts)) : t().noScore) : null);
}

function weekCard({ week }) {
  if (!week?.minutes_observed) return null;
  const share = minutes => `${span(minutes * 60)} · ${t().ofTime(percent(minutes / week.minutes_observed))}`;
  return card({ title: t().week },
    h('dl', { class: 'facts' }, h('dt', {}, t().minutesEmpty), h('dd', {}, share(week.minutes_empty ?? 0)), h('dt', {}, t().minutesFull), h('dd', {}, share(week.minutes_full ?? 0)),
      h('dt', {}, t().departed), h('dd', {}, number(week.bikes_departed)), h('dt', {}, t().arrived), h('dd', {}, number(week.bikes_arrived))));
}
