import { store } from '../data/store.js';
import { $, fill, h, icon } from '../dom.js';
import { go } from '../page/url.js';
import { nameOf, number } from '../text/format.js';
import { t } from '../text/i18n.js';

const most = 8;
const plain = text => (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Finds stations by parts of their name, or by the start of their code; case and accents do not matter. */
export function find(text, stations) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const whole = plain(text.trim());
  return stations
    .map(station => ({ station, name: plain(station.name), code: plain(station.code) }))
    .filter(({ name, code }) => code.startsWith(whole) || words.every(word => name.includes(word)))
    .sort((a, b) => rank(a, whole) - rank(b, whole) || a.name.length - b.name.length)
    .map(({ station }) => station);
}

const rank = ({ name, code }, whole) => (code === whole ? 0 : name.startsWith(whole) ? 1 : code.startsWith(whole) ? 2 : 3);

export function buildSearch() {
  let found = [], chosen = -1;
  const input = h('input', {
    type: 'search', id: 'search-input', autocomplete: 'off', spellcheck: 'false', role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'search-list',
    oninput: () => update(), onfocus: () => update(), onkeydown: event => key(event), onblur: () => setTimeout(close, 150),
  });
  const list = h('ul', { id: 'search-list', role: 'listbox', hidden: true });
  fill($('search'), icon('search'), input, list);
  label();

  function label() {
    input.placeholder = t().search;
    input.setAttribute('aria-label', t().search);
    list.setAttribute('aria-label', t().stations);
  }

  function update() {
    found = find(input.value, store.stations).slice(0, most);
    chosen = found.length > 0 ? 0 : -1;
    draw();
  }

  function draw() {
    const isOpen = input.value.trim() !== '';
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
    if (chosen >= 0) input.setAttribute('aria-activedescendant', `found-${chosen}`);
    else input.removeAttribute('aria-activedescendant');
    fill(list, found.length === 0
      ? h('li', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, t().noMatch)
      : found.map((station, i) => h('li', { id: `found-${i}`, role: 'option', 'aria-selected': String(i === chosen), onpointerdown: event => { event.preventDefault(); pick(station); } },
        h('span', {}, nameOf(station)), h('small', {}, `${station.code ?? ''} · ${number(station.bikes)} / ${number(station.docks)}`))));
  }

  function key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (found.length > 0) chosen = (chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === 'Enter' && found[chosen]) {
      pick(found[chosen]);
    } else if (event.key === 'Escape') {
      input.value = '';
      close();
    }
  }

  function pick(station) {
    input.value = '';
    close();
    go({ station: station.id, view: null }, true);
    $('panel')?.focus();
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }

  // as in many tools: a slash goes to the search
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.target.closest('input, textarea, select')) return;
    event.preventDefault();
    input.focus();
  });

  return label;
}
