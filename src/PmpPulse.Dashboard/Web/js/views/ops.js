import { on, store } from '../data/store.js';
import { $, fill, h } from '../dom.js';
import { go, hrefOf } from '../page/url.js';
import { bytes, number, percent, span, when } from '../text/format.js';
import { t } from '../text/i18n.js';
import { card } from './card.js';

/** The strip at the bottom: how the pipeline does. */
export function drawStrip() {
  const { ops } = store;
  if (!ops) return;
  const today = ops.days[0];
  const judged = ops.checks.filter(check => check.holds !== null), broken = judged.filter(check => !check.holds);
  const item = (name, value, level) => h('span', {}, level ? h('i', { class: 'dot', data: { level } }) : null, `${name} `, h('b', {}, value));
  fill($('ops'),
    item(t().lastPoll, ops.ingest_ts ? when(ops.ingest_ts) : '–', ops.ingest_ts ? (broken.length > 0 ? 'warn' : 'good') : 'none'),
    item(t().lag, ops.lag_s === null ? '–' : span(ops.lag_s)),
    item(t().snapshots, number(ops.snapshots_24h)),
    item(t().duplicates, ops.duplicates_today === null ? t().notMeasured : number(ops.duplicates_today)),
    item(t().deadLetters, today ? number(today.dead_letters) : t().notMeasured, today?.dead_letters > 0 ? 'bad' : null),
    item(t().checks, judged.length === 0 ? t().nothingToCheck : t().checksHold(judged.length - broken.length, judged.length), broken.length > 0 ? 'bad' : null),
    h('a', { href: hrefOf({ view: 'pipeline' }), onclick: event => { event.preventDefault(); go({ view: 'pipeline' }, true); } }, t().details));
}

/** The whole page of the pipeline. */
export function drawOpsPage(box) {
  const { ops } = store;
  if (!ops) return;
  fill(box, qualityCard(ops), checksCard(ops), apiCard(), martsCard(ops));
}

function qualityCard(ops) {
  const columns = [['day', t().day], ['polls_expected', t().expected], ['polls_seen', t().seen], ['coverage', t().coverage], ['publication_age_seconds_median', t().publicationAge], ['content_age_seconds_median', t().contentAge], ['mute_stations', t().mute], ['flagged_rows', t().flagged], ['dead_letters', t().deadLettersOfDay]];
  const cell = (row, key) => (key === 'day' ? row.day : key === 'coverage' ? percent(row[key]) : key.includes('seconds') ? (row[key] === null ? '–' : span(row[key])) : key === 'dead_letters' && row.dead_letters_by_stage ? `${number(row.dead_letters)} (${row.dead_letters_by_stage})` : number(row[key]));
  return card({ title: t().quality, csv: ops.days.length > 0 ? () => [columns.map(([key]) => key), ...ops.days.map(row => columns.map(([key]) => row[key]))] : null, file: 'quality' },
    ops.days.length === 0
      ? h('p', { class: 'empty-note' }, `gbfs_data_quality_daily: ${t().martNames[ops.marts.find(mart => mart.mart === 'gbfs_data_quality_daily')?.state ?? 'missing']}.`)
      : h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t().quality }, h('table', {}, h('thead', {}, h('tr', {}, columns.map(([, text]) => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ops.days.map(row => h('tr', {}, columns.map(([key]) => h(key === 'day' ? 'th' : 'td', key === 'day' ? { scope: 'row' } : {}, cell(row, key)))))))),
    h('p', { class: 'sub' }, t().longestGap(ops.longest_gap_s === null ? '–' : span(ops.longest_gap_s))));
}

function checksCard(ops) {
  return card({ title: t().checks, className: 'half' },
    h('dl', { class: 'facts' }, ops.checks.flatMap(check => [h('dt', {}, t().checkNames[check.check] ?? check.check),
      h('dd', {}, h('span', { class: 'badge', data: { level: check.holds === null ? '' : check.holds ? 'good' : 'bad' } }, check.holds === null ? t().nothingToCheck : check.holds ? t().holds : t().broken))])),
    h('p', { class: 'sub' }, t().verifyNote));
}

function apiCard() {
  const links = ['/api/stations.csv', '/api/stations.geojson', '/api/stations', '/api/areas.geojson', '/api/city', '/api/now', '/api/history', '/api/ops', '/api/openapi.json'];
  return card({ title: t().api, className: 'half' }, h('p', { class: 'sub' }, t().apiNote), h('ul', { class: 'rows' }, links.map(path => h('li', {}, h('a', { href: path }, `GET ${path}`)))));
}

function martsCard(ops) {
  const marts = new Map([...store.now?.marts ?? [], ...store.city?.marts ?? [], ...ops.marts].map(mart => [mart.mart, mart]));
  return card({ title: t().marts, sub: t().queries(number(ops.queries), bytes(ops.bytes_processed)) },
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t().marts }, h('table', {}, h('thead', {}, h('tr', {}, [t().mart, t().state, t().readAt].map(text => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, [...marts.values()].map(mart => h('tr', {}, h('th', { scope: 'row' }, mart.mart), h('td', {}, h('span', { class: 'badge', data: { level: mart.state === 'ok' ? 'good' : mart.state === 'missing' ? '' : 'warn' } }, t().martNames[mart.state] ?? mart.state)), h('td', {}, mart.read_ts ? when(mart.read_ts) : '–')))))));
}

on('ops', drawStrip);
on('lang', drawStrip);
