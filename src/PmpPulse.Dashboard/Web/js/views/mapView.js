import { saveCsv } from '../charts/files.js';
import { on, store } from '../data/store.js';
import { fill, h, icon } from '../dom.js';
import { CityMap } from '../map/map.js';
import { go, url } from '../page/url.js';
import { nameOf, number, signed, when } from '../text/format.js';
import { t } from '../text/i18n.js';
import { bikesAt, buildReplay, replay } from './replay.js';

const filters = {
  bikes: look => look.bikes > 0, docks: look => look.places - look.bikes > 0, ebikes: (look, station) => station.ebikes > 0,
  empty: look => look.bikes === 0 && look.state !== 'closed', full: look => look.state === 'full', closed: look => look.state === 'closed', mute: look => look.mute,
};
const filterNames = ['bikes', 'ebikes', 'docks', 'empty', 'full'];

/** The map with what lies on it: filters, zoom, legend, replay. */
export function buildMap(box) {
  const tip = h('div', { class: 'tip', hidden: true }), legend = h('div', { class: 'legend' }), tools = h('div', { class: 'map-tools' });
  const chips = h('div', { class: 'map-filters', role: 'group' }), slider = h('div', { class: 'replay' }), thanks = h('div', { class: 'attribution', hidden: true });
  box.append(chips, tools, legend, thanks, slider, tip);
  const map = new CityMap(box, {
    onPick: station => go({ station: station.id }, true),
    onPoint: station => drawTip(station),
    onMove: () => { const { center, zoom } = map.view; go({ c: center.map(value => value.toFixed(4)).join(','), z: zoom.toFixed(1) }); },
    onStreets: () => drawTools(),
  });

  const look = station => {
    if (replay.at === null) return { bikes: station.bikes, places: (station.bikes ?? 0) + (station.docks ?? 0), state: station.state, change: station.change, mute: station.mute };
    const bikes = bikesAt(station), places = Math.max(station.capacity ?? 0, (station.bikes ?? 0) + (station.docks ?? 0), bikes ?? 0);
    return { bikes, places, state: bikes === null ? 'closed' : bikes === 0 ? 'empty' : bikes >= places ? 'full' : 'open', change: null, mute: false };
  };
  map.looks = look;
  map.shown = station => !Object.hasOwn(filters, url.only ?? '') || filters[url.only](look(station), station);

  let isPlaced = false;
  function update() {
    map.setStations(store.stations, store.version);
    map.setStreets(store.now?.streets?.template);
    map.label = t().mapLabel(store.stations.length);
    if (!isPlaced && store.stations.length > 0) {
      isPlaced = true;
      const center = (url.c ?? '').split(',').map(Number);
      if (center.length === 2 && center.every(Number.isFinite) && url.c) map.lookAt(...center, Number(url.z) || 13);
      else map.home();
      if (url.station && !url.c) chooseAndFollow();
    }

    map.choose(url.station);
    drawTools();
  }

  function chooseAndFollow() {
    // on a phone the station's sheet covers the lower part of the screen
    const isSheet = url.station && matchMedia('(max-width: 1000px)').matches;
    if (isSheet) box.scrollIntoView({ block: 'start' });
    map.inset = isSheet ? Math.max(0, box.getBoundingClientRect().bottom - innerHeight * 0.48) : 0;
    map.choose(url.station, true);
  }

  function drawTip(station) {
    const place = map.placeOf(station);
    tip.hidden = !place;
    if (!place) return;
    const { bikes, change } = look(station);
    fill(tip, h('b', {}, nameOf(station)), h('span', {}, replay.at === null
      ? `${t().bikes} ${number(station.bikes)} (${t().ebikes.toLowerCase()} ${number(station.ebikes)}) · ${t().docks.toLowerCase()} ${number(station.docks)}${change ? ` · ${t().trend(signed(change), 30)}` : ''}`
      : `${when(replay.at)}: ${t().bikes.toLowerCase()} ${number(bikes)}`));
    const [x, y] = place;
    tip.style.transform = `translate(${Math.max(6, Math.min(box.clientWidth - tip.offsetWidth - 6, x - tip.offsetWidth / 2))}px, ${y > 90 ? y - tip.offsetHeight - 16 : y + 18}px)`;
  }

  function drawTools() {
    const button = (name, text, action, pressed) => h('button', { class: 'button icon-button', type: 'button', title: text, 'aria-label': text, 'aria-pressed': pressed, onclick: action }, icon(name));
    const showsStreets = url.streets !== 'off';
    fill(tools, button('plus', t().zoomIn, () => map.zoom(0.8)), button('minus', t().zoomOut, () => map.zoom(-0.8)), button('home', t().wholeCity, () => { map.home(); go({ c: null, z: null }); }),
      button('download', t().csvOfMap, saveStations),
      map.hasStreets ? button('streets', t().streets, () => go({ streets: showsStreets ? 'off' : null }), String(showsStreets)) : null);
    const owed = [map.hasStreets && showsStreets ? store.now?.streets?.attribution : null, ...new Set(store.shapes.map(shape => shape.properties.attribution))].filter(Boolean);
    thanks.hidden = owed.length === 0;
    thanks.textContent = owed.join(' · ');
    map.showStreets(showsStreets);
  }

  // those that the filter leaves, at the time that the slider shows
  function saveStations() {
    const at = replay.at === null ? store.eventTs : new Date(replay.at).toISOString();
    const rows = store.stations.filter(map.shown).map(station => [station.id, station.code, station.name, station.lat, station.lon, station.capacity, station.areaName, look(station).bikes, ...replay.at === null ? [station.ebikes, station.docks, station.state, station.change] : []]);
    saveCsv(`stations-${at?.slice(0, 16).replaceAll(':', '')}.csv`, [['station_id', 'station_code', 'name', 'lat', 'lon', 'capacity', 'area_name', 'bikes', ...replay.at === null ? ['ebikes', 'docks', 'state', 'change_30m'] : []], ...rows]);
  }

  function drawStatic() {
    chips.setAttribute('aria-label', t().onlyShow(''));
    fill(chips, [null, ...filterNames].map(name => h('button', { class: 'button', type: 'button', 'aria-pressed': String((url.only ?? null) === name), onclick: () => go({ only: name }) }, name ? t()[name] : t().all)));
    const mark = (...shapes) => h('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' }, shapes);
    fill(legend, h('h2', {}, t().fillTitle), h('div', { class: 'ramp', 'aria-hidden': 'true' }, [0, 1, 2, 3, 4, 5, 6].map(i => h('i', { class: `f${i}` }))),
      h('div', { class: 'ends' }, h('span', {}, t().fillEmpty), h('span', {}, t().fillFull)),
      h('ul', {}, h('li', {}, mark(h('circle', { cx: 4, cy: 9, r: 2.5, fill: 'currentColor' }), h('circle', { cx: 10, cy: 6, r: 3.6, fill: 'currentColor' })), t().sizeNote),
        h('li', {}, mark(h('path', { d: 'M2 10h10L7 3z', fill: 'currentColor' })), t().trendUp), h('li', {}, mark(h('path', { d: 'M2 4h10L7 11z', fill: 'currentColor' })), t().trendDown),
        h('li', {}, mark(h('path', { d: 'M3 3l8 8M11 3l-8 8', stroke: 'currentColor', 'stroke-width': 2 })), t().legendClosed),
        h('li', {}, mark(h('circle', { cx: 7, cy: 7, r: 5, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5, 'stroke-dasharray': '2 2' })), t().legendMute)));
  }

  buildReplay(slider);
  drawStatic();
  on('now', update);
  on('shapes', () => { map.setShapes(store.shapes); update(); });
  on('replay', () => map.repaint());
  on('history', () => { if (replay.at !== null) map.repaint(); });
  on('theme', () => map.repaint());
  on('lang', () => { drawStatic(); update(); });
  on('url:only', () => { drawStatic(); map.redraw(); });
  on('url:station', chooseAndFollow);
  on('url:streets', drawTools);
  return map;
}
