import { Chart } from '../charts/chart.js';
import { serverNow } from '../data/api.js';
import { store } from '../data/store.js';
import { fill, h } from '../dom.js';
import { go } from '../page/url.js';
import { nameOf, number, percent, when, weekday } from '../text/format.js';
import { t } from '../text/i18n.js';
import { card, martNote } from './card.js';
import { sinceText } from './station.js';

const hourMs = 3_600_000, dayMs = 24 * hourMs;
const sort = { column: null, isUp: false };

/** The whole page of the city. */
export function drawCityPage(box) {
  if (!store.city) return;
  fill(box, dayCard(300), outOfServiceCard(), outCard('empty', 40, 'half'), outCard('full', 40, 'half'), areasCard(box));
}

/** The city in the panel beside the map. */
export function drawCityPanel(box) {
  if (!store.city) return;
  fill(box, dayCard(180), outCard('empty', 7), outCard('full', 7));
}

function series(name) {
  const { day } = store.city;
  return day.event_ts.map((ts, i) => [Date.parse(ts), day[name][i]]);
}

function range() {
  const times = store.city.day.event_ts;
  const now = Date.parse(store.city.event_ts ?? times.at(-1));
  // a young history fills the chart, instead of a corner of a mostly empty day
  return { now, from: Math.max(now - dayMs, Date.parse(times[0])) };
}

function dayCard(height) {
  const { day, usual, marts } = store.city;
  if (day.event_ts.length < 2) return card({ title: t().today }, martNote(marts, 'gbfs_snapshot_totals', serverNow() - Date.parse(store.city.event_ts) > dayMs ? t().noDayOld : t().noDay));
  const chart = new Chart({ title: t().today, height });
  const hours = usual.filter(hour => hour.bikes_median !== null).map(hour => ({ ...hour, ms: Date.parse(hour.hour_ts) + hourMs / 2 }));
  const { now, from } = range();
  const shown = hours.filter(hour => hour.ms >= from);
  chart.show({
    lines: [{ key: 'bikes', name: t().bikes, points: series('bikes') }, { key: 'usual', name: t().usual, points: shown.map(hour => [hour.ms, hour.bikes_median]) }],
    band: { name: t().usualBand, points: shown.map(hour => [hour.ms, hour.bikes_p25, hour.bikes_p75]) },
    now, from,
  });
  return card({ title: t().today, sub: hours.length > 0 ? t().against(weekday(now)) : t().dataSince(when(from)), csv: () => chart.rows(), chart, file: 'city-bikes' },
    chart.element, hours.length > 0 ? null : h('p', { class: 'sub' }, t().noUsual));
}

function outOfServiceCard() {
  const { day, usual } = store.city;
  if (day.event_ts.length < 2) return null;
  const chart = new Chart({ title: t().outOfService, height: 220 });
  const { now, from } = range();
  chart.show({
    lines: [
      { key: 'empty', name: t().empty, points: series('empty') }, { key: 'full', name: t().full, points: series('full') },
      { key: 'usual', name: `${t().empty}, ${t().usual}`, points: usual.filter(hour => hour.empty_median !== null).map(hour => [Date.parse(hour.hour_ts) + hourMs / 2, hour.empty_median]).filter(([ms]) => ms >= from) },
    ],
    now, from,
  });
  return card({ title: t().outOfService, csv: () => chart.rows(), chart, file: 'city-empty-full' }, chart.element);
}

function outCard(kind, most, className = '') {
  const rows = store.city[kind];
  const title = kind === 'empty' ? t().emptyNow : t().fullNow;
  const file = `stations-${kind}`;
  const csv = () => [['station_id', 'station_code', 'name', 'since', 'at_least'], ...rows.map(row => [row.station_id, row.station_code, row.name, row.since.ts ?? '', row.since.at_least])];
  return card({ title: `${title} · ${number(rows.length)}`, csv: rows.length > 0 ? csv : null, file, className },
    rows.length === 0
      ? h('p', { class: 'sub' }, t().none)
      : h('ul', { class: 'rows' }, rows.slice(0, most).map(row => h('li', {}, h('button', { type: 'button', onclick: () => go({ station: row.station_id, view: null }, true) },
        h('span', { class: 'name' }, nameOf(row)), h('small', {}, sinceText(row.since)))))),
    rows.length > most ? h('p', { class: 'sub' }, t().more(number(rows.length - most))) : null);
}

function areasCard(box) {
  const { areas, marts } = store.city;
  if (areas.length === 0) return card({ title: t().areas }, martNote(marts, 'gbfs_station_areas', t().noAreas));
  const columns = [['area_name', t().area, row => row.area_name ?? row.area_id], ['stations', t().areaStations], ['bikes', t().bikes], ['ebikes', t().ebikes], ['docks', t().docks], ['empty', t().empty], ['full', t().full], ['closed', t().closed], ['fill_rate', t().fillRate]];
  const rows = [...areas];
  if (sort.column) rows.sort((a, b) => (sort.isUp ? 1 : -1) * compare(a[sort.column], b[sort.column]));
  const head = ([key, text]) => h('th', { scope: 'col', 'aria-sort': sort.column === key ? (sort.isUp ? 'ascending' : 'descending') : 'none' },
    h('button', { type: 'button', onclick: () => { sort.isUp = sort.column === key ? !sort.isUp : key === 'area_name'; sort.column = key; drawCityPage(box); } }, text, sort.column === key ? (sort.isUp ? ' ↑' : ' ↓') : ''));
  return card({ title: t().areas, sub: areas.some(area => area.area_source === 'code') ? t().byCode : t().byGeometry, csv: () => [columns.map(([key]) => key), ...rows.map(row => columns.map(([key]) => row[key]))], file: 'areas' },
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t().areas }, h('table', {}, h('thead', {}, h('tr', {}, columns.map(head))),
      h('tbody', {}, rows.map(row => h('tr', {}, columns.map(([key, , text]) => (key === 'area_name' ? h('th', { scope: 'row' }, text(row)) : key === 'fill_rate'
        ? h('td', { class: 'bar-cell' }, h('span', { class: 'meter' }, h('meter', { min: '0', max: '1', value: row.fill_rate ?? 0, 'aria-label': percent(row.fill_rate) }), percent(row.fill_rate)))
        : h('td', {}, number(row[key]))))))))));
}

const compare = (a, b) => (typeof a === 'number' || typeof b === 'number' ? (a ?? -1) - (b ?? -1) : String(a ?? '').localeCompare(String(b ?? ''), undefined, { numeric: true }));
