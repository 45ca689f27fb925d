import { serverNow } from '../data/api.js';
import { on, store } from '../data/store.js';
import { $, fill, h } from '../dom.js';
import { go, url } from '../page/url.js';
import { number, percent, signed, span, when } from '../text/format.js';
import { t } from '../text/i18n.js';
import { figuresAt, replay } from './replay.js';

/** The figures, which also filter the map. */
export function drawNow() {
  const past = replay.at === null ? null : figuresAt();
  const now = past ?? store.now;
  const box = $('now');
  const tile = (key, value, note, filter) => {
    const inside = [h('span', {}, h('i', { class: `key key-${key}` }), t()[key]), h('b', {}, number(value)), h('small', {}, note ?? '\u00a0')];
    if (!filter) return h('div', { class: 'tile', data: { figure: key } }, inside);
    const isOn = url.only === filter;
    return h('button', { class: 'tile', type: 'button', 'aria-pressed': String(isOn), title: t().onlyShow(t()[key].toLowerCase()), data: { figure: key }, onclick: () => go({ only: isOn ? null : filter, view: null }) }, inside);
  };
  const known = now && now.event_ts !== null;
  const of = key => (known ? now[key] ?? null : null);
  box.classList.toggle('past', past !== null);
  fill(box,
    tile('bikes', of('bikes'), known && now.bikes_change_60m !== null && !past ? t().hourChange(signed(now.bikes_change_60m)) : null),
    tile('ebikes', of('ebikes'), known && now.bikes && !past ? t().ofBikes(percent(now.ebikes / now.bikes)) : null, 'ebikes'),
    tile('docks', of('docks'), null),
    tile('open', of('open'), known && !past ? t().ofStations(number(now.stations)) : null),
    tile('empty', of('empty'), t().noBike, 'empty'),
    tile('full', of('full'), t().noDock, 'full'),
    tile('closed', of('closed'), t().neither, 'closed'),
    tile('mute', of('mute'), t().noReport, 'mute'));
}

/** How old the data is, every second. */
export function drawAge() {
  const { now, down } = store;
  const badge = $('age');
  const age = now?.event_ts ? (serverNow() - Date.parse(now.event_ts)) / 1000 : null;
  let level = 'none', text = t().ageNone;
  if (replay.at !== null) [level, text] = ['past', t().agePast(when(replay.at))];
  else if (age !== null) {
    level = age > now.stopped_after_s ? 'stopped' : age > now.late_after_s ? 'late' : 'fresh';
    text = t().age(when(now.event_ts), span(age));
  }

  if (down && replay.at === null) level = 'down';
  if (down && age === null) text = t().ageDown;
  if (badge.dataset.level !== level) badge.dataset.level = level;
  if (badge.textContent !== text) badge.textContent = text;
  drawNotices(age);
}

let shownNotices = '';

function drawNotices(age) {
  const { now, down } = store;
  const found = [];
  if (down) found.push(['bad', down === 'away' ? t().away : t().serverError]);
  const core = now?.marts.find(mart => mart.mart === 'gbfs_latest_state_enriched');
  if (core && core.state !== 'ok') found.push(['bad', core.state === 'unreachable' ? t().warehouseDown : `${core.mart}: ${t().martNames[core.state]}.`]);
  if (now && !now.event_ts && core?.state === 'ok') found.push(['info', t().firstMinute]);
  if (now && age > now.stopped_after_s) found.push(['bad', `${t().stopped} ${when(now.event_ts)}.`]);
  else if (now && age > now.late_after_s) found.push(['warn', `${t().late} ${when(now.event_ts)}.`]);
  const ahead = now?.event_ts ? (Date.parse(now.event_ts) - Date.parse(now.ingest_ts)) / 1000 : 0;
  if (ahead > 60) found.push(['warn', t().clockAhead(span(ahead))]);
  const key = JSON.stringify(found);
  if (key === shownNotices) return;
  shownNotices = key;
  fill($('notices'), found.map(([level, text]) => h('p', { class: 'notice', data: { level } }, text)));
}

on('now', drawNow);
on('now', drawAge);
on('replay', drawNow);
on('replay', drawAge);
on('lang', drawNow);
on('lang', drawAge);
on('url:only', drawNow);
on('url:lang', drawNow);
