import { lang, applyLang, setLang, t } from './text/i18n.js';
import { on, run, store, tell, want } from './data/store.js';
import { $, fill, h, icon } from './dom.js';
import { go, hrefOf, url } from './page/url.js';
import { drawCityPage, drawCityPanel } from './views/city.js';
import { buildMap } from './views/mapView.js';
import { drawAge, drawNow } from './views/now.js';
import { drawOpsPage } from './views/ops.js';
import { buildSearch } from './views/search.js';
import { drawStation, redrawStation } from './views/station.js';

const views = ['map', 'city', 'pipeline'];
const view = () => (views.includes(url.view) ? url.view : 'map');

const panel = h('div', { class: 'panel', id: 'panel', tabindex: '-1', role: 'region' });
const mapBox = h('div', { class: 'map' });
fill($('stage'), mapBox, panel);

function drawTabs() {
  fill($('tabs'), views.map(name => h('a', { href: hrefOf({ view: name === 'map' ? null : name }), 'aria-current': view() === name ? 'page' : null, onclick: event => { event.preventDefault(); go({ view: name === 'map' ? null : name }, true); } }, t()[name])));
  $('tabs').setAttribute('aria-label', t().views);
}

function drawTools() {
  const isDark = document.documentElement.dataset.theme === 'dark';
  const age = $('age') ?? h('span', { class: 'age', id: 'age', data: { level: 'none' } });
  fill($('tools'), age,
    h('button', { class: 'button', type: 'button', lang: t().languageCode, onclick: () => setLang(t().languageCode) }, t().languageCode.toUpperCase(), h('span', { class: 'hidden-text' }, ` ${t().language}`)),
    h('button', { class: 'button icon-button', type: 'button', title: t().theme, 'aria-label': t().theme, onclick: () => setTheme(isDark ? 'light' : 'dark') }, icon(isDark ? 'sun' : 'moon')),
    h('button', { class: 'button icon-button copy-link', type: 'button', title: t().link, 'aria-label': t().link, onclick: event => copyLink(event.currentTarget) }, icon('link')));
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
  if (url.theme) go({ theme });
  drawTools();
  tell('theme');
}

async function copyLink(button) {
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  button.title = t().copied;
  button.setAttribute('aria-label', t().copied);
}

function drawPanel() {
  if (view() !== 'map') return;
  panel.setAttribute('aria-label', url.station ? t().station : t().city);
  if (url.station) {
    drawStation(panel, url.station);
  } else {
    want('city');
    if (store.city) drawCityPanel(panel);
    else fill(panel, [1, 2].map(() => h('div', { class: 'card loading', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))));
  }
}

function drawPage() {
  const current = view();
  document.body.classList.toggle('is-map', current === 'map');
  panel.classList.toggle('is-station', Boolean(url.station));
  $('stage').hidden = current !== 'map';
  $('now').hidden = current === 'pipeline';
  $('page').hidden = current === 'map';
  document.title = `${current === 'map' && url.station ? `${store.byId.get(url.station)?.name ?? url.station} · ` : current === 'map' ? '' : `${t()[current]} · `}Paris Mobility Pulse`;
  if (current === 'city') {
    want('city');
    drawCityPage($('page'));
  } else if (current === 'pipeline') {
    want('city');
    drawOpsPage($('page'));
  }

  drawPanel();
}

function drawAll() {
  applyLang();
  drawTabs();
  drawTools();
  drawNow();
  drawAge();
  drawPage();
}

on('now', () => { $('system').textContent = store.now?.system_id ?? ''; if (view() === 'map' && url.station) drawPanel(); });
on('city', () => { if (view() === 'city') drawCityPage($('page')); else if (!url.station) drawPanel(); });
on('ops', () => { if (view() === 'pipeline') drawOpsPage($('page')); });
on('lang', drawAll);
on('url:lang', drawAll);
on('url:view', () => { drawTabs(); drawPage(); });
on('url:station', () => { drawPage(); panel.scrollTop = 0; });
on('theme', () => { if (url.station) redrawStation(panel); });

drawAll();
buildMap(mapBox);
const labelSearch = buildSearch();
on('lang', labelSearch);
document.documentElement.lang = lang();
setInterval(drawAge, 1000);
want('ops');
run();
