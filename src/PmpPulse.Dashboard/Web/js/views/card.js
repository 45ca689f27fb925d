import { h } from '../dom.js';
import { saveCsv, savePng } from '../charts/files.js';
import { store } from '../data/store.js';
import { when } from '../text/format.js';
import { t } from '../text/i18n.js';

/** A card with a title, and buttons that save what it shows. */
export function card({ title, sub, badges, csv, chart, file, extra, className = '' }, ...children) {
  const name = `${file ?? 'pmp'}-${(store.eventTs ?? new Date().toISOString()).slice(0, 16).replaceAll(':', '')}`;
  const footer = () => `Paris Mobility Pulse · ${store.now?.system_id ?? ''} · ${when(store.eventTs ?? Date.now())}`;
  return h('section', { class: `card ${className}` },
    h('header', {},
      h('div', {}, h('h2', {}, title), sub ? h('div', { class: 'sub' }, sub) : null, badges?.length ? h('div', { class: 'badges' }, badges) : null),
      h('div', { class: 'actions' },
        csv ? h('button', { class: 'button', type: 'button', 'aria-label': `${t().download}: ${title}, ${t().csv}`, onclick: () => saveCsv(`${name}.csv`, csv()) }, t().csv) : null,
        chart ? h('button', { class: 'button', type: 'button', 'aria-label': `${t().download}: ${title}, ${t().png}`, onclick: () => savePng(`${name}.png`, chart, footer()) }, t().png) : null,
        extra)),
    children);
}

/** What a mart that could not be read means for the reader. */
export function martNote(marts, mart, otherwise) {
  const found = marts?.find(report => report.mart === mart);
  return h('p', { class: 'empty-note' }, found && !['ok', 'missing'].includes(found.state) ? `${mart}: ${t().martNames[found.state]}.` : otherwise);
}
