import { store } from '../data/store.js';
import { h } from '../dom.js';
import { Camera } from './camera.js';
import { drawDots } from './dots.js';
import { listen } from './gestures.js';
import { Ground } from './ground.js';
import { toX, toY } from './mercator.js';
import { readColours } from './scale.js';
import { Tiles } from './tiles.js';

const near = 14;

/** The map: streets where they can be had, areas, stations. Knows nothing of the page around it. */
export class CityMap {
  #tilesCanvas = h('canvas', { class: 'tiles', 'aria-hidden': 'true' });
  #canvas = h('canvas', { class: 'dots', tabindex: '0', role: 'application' });
  #camera = new Camera();
  #ground = new Ground();
  #tiles = null;
  #stations = [];
  #dots = [];
  #pointed = null;
  #chosen = null;
  #prepared = null;
  #shapes = [];
  #isDue = false;
  #hasKeyboard = false;
  #showsStreets = true;
  #isHome = false;

  /** Pixels at the bottom that something else covers. */
  inset = 0;

  /** How a station looks at the time that is shown: its bikes, places, state, change and whether it is mute. */
  looks = station => ({ bikes: station.bikes, places: (station.bikes ?? 0) + (station.docks ?? 0), state: station.state, change: station.change, mute: station.mute });
  shown = () => true;

  constructor(box, { onPick, onPoint, onMove, onStreets }) {
    box.prepend(this.#tilesCanvas, this.#canvas);
    this.box = box;
    Object.assign(this, { onPick, onPoint, onMove, onStreets });
    this.colours = readColours();
    listen(this.#canvas, this.#camera, {
      moved: settled => { this.#isHome = false; this.redraw(); this.#pointed = null; this.onPoint(null); if (settled) this.onMove(); },
      pointed: (x, y) => this.#point(x, y),
      picked: (x, y) => { const station = this.#at(x, y); if (station) this.onPick(station); },
      pickMiddle: () => { const station = this.#at(this.#camera.width / 2, this.#camera.height / 2, Infinity); if (station) this.onPick(station); },
    });
    this.#canvas.addEventListener('focus', () => { this.#hasKeyboard = this.#canvas.matches(':focus-visible'); this.redraw(); });
    this.#canvas.addEventListener('blur', () => { this.#hasKeyboard = false; this.redraw(); });
    new ResizeObserver(() => requestAnimationFrame(() => this.#resize())).observe(box);
    this.#resize();
  }

  set label(text) { this.#canvas.setAttribute('aria-label', text); }

  get view() { return { center: this.#camera.center, zoom: this.#camera.zoom }; }

  get hasStreets() { return this.#tiles?.works ?? false; }

  setStreets(template) {
    if (template && !this.#tiles) this.#tiles = new Tiles(this.#tilesCanvas, template, () => { this.onStreets(); this.redraw(); });
  }

  showStreets(isOn) {
    this.#showsStreets = isOn;
    this.redraw();
  }

  /** The areas' own shapes, as GeoJSON features. */
  setShapes(shapes) {
    this.#shapes = shapes;
    this.#prepared = null;
  }

  setStations(stations, version) {
    for (const station of stations) {
      if (station.lat === null) continue;
      station.x = toX(station.lon);
      station.y = toY(station.lat);
    }

    this.#stations = stations;
    this.#pointed = null;
    if (this.#prepared !== version) {
      this.#prepared = version;
      this.#ground.prepare(stations, this.#shapes);
    } else {
      // the areas hold the stations of the last refresh
      for (const area of this.#ground.areas) area.stations = area.stations.map(old => store.byId.get(old.id) ?? old);
    }

    this.repaint();
  }

  choose(id, follow = false) {
    this.#chosen = id ? this.#stations.find(station => station.id === id) ?? null : null;
    if (follow && this.#chosen?.x !== undefined) this.#bring(this.#chosen);
    this.redraw();
  }

  /** The colours or what stations look like changed. */
  repaint() {
    this.colours = readColours();
    this.#ground.paint(station => { const look = this.looks(station); return look.state === 'closed' ? [0, 0] : [look.bikes, look.places]; }, this.colours);
    this.redraw();
  }

  home() {
    this.#isHome = true;
    this.#camera.fit(this.#stations.filter(station => station.x !== undefined));
    this.redraw();
  }

  lookAt(lat, lon, zoom) {
    this.#camera.lookAt(lat, lon, zoom);
    this.redraw();
  }

  zoom(steps) {
    this.#isHome = false;
    this.#camera.zoomAt(this.#camera.width / 2, this.#camera.height / 2, steps);
    this.redraw();
    this.onMove();
  }

  redraw() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => { this.#isDue = false; this.#draw(); });
  }

  /** Where a station is on the screen; null if it is not on the map. */
  placeOf(station) {
    return station?.x === undefined ? null : this.#camera.toScreen(station.x, station.y);
  }

  #draw() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const context = this.#canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#camera.width, this.#camera.height);
    const streets = this.#showsStreets && this.#tiles !== null;
    this.#tilesCanvas.hidden = !streets;
    if (streets) this.#tiles.draw(this.#camera, ratio);
    const isPlain = !streets || !this.#tiles.works;
    this.#ground.draw(context, this.#camera, this.colours, isPlain);
    if (isPlain) this.#drawNames(context);
    this.#dots = drawDots(context, this.#camera, this.#stations, { colours: this.colours, looks: this.looks, chosen: this.#chosen, pointed: this.#pointed, shown: this.shown });
    if (!isPlain || this.#camera.zoom < 14) this.#drawNames(context, !isPlain);
    if (this.#hasKeyboard) this.#drawCross(context);
    this.box.dataset.drawn = String(this.#dots.length);
  }

  #drawNames(context, isFaint = false) {
    if (this.#camera.zoom > 14.5 || this.#camera.zoom < 10.6) return;
    context.font = `650 ${Math.max(10, Math.min(16, 12 + (this.#camera.zoom - 11.5) * 2))}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    for (const area of this.#ground.areas) {
      if (!area.name || area.stations.length < 5) continue;
      const [x, y] = this.#camera.toScreen(area.x, area.y);
      const text = short(area.name);
      context.globalAlpha = isFaint ? 0.6 : 0.9;
      context.strokeStyle = this.colours.ground;
      context.lineWidth = 4;
      context.strokeText(text, x, y);
      context.fillStyle = this.colours.ink2;
      context.fillText(text, x, y);
    }

    context.globalAlpha = 1;
  }

  #drawCross(context) {
    const [x, y] = [this.#camera.width / 2, this.#camera.height / 2];
    context.strokeStyle = this.colours.focus;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(x - 10, y);
    context.lineTo(x + 10, y);
    context.moveTo(x, y - 10);
    context.lineTo(x, y + 10);
    context.stroke();
  }

  #point(x, y) {
    const station = x === null ? null : this.#at(x, y);
    if (station === this.#pointed) return;
    this.#pointed = station;
    this.#canvas.classList.toggle('over', station !== null);
    this.onPoint(station);
    this.redraw();
  }

  #at(x, y, reach = near) {
    let best = null, least = Infinity;
    for (const dot of this.#dots) {
      if (!this.shown(dot.station)) continue;
      const distance = Math.hypot(dot.x - x, dot.y - y) - dot.r;
      if (distance < least && distance < reach) { least = distance; best = dot.station; }
    }

    return best;
  }

  #bring(station) {
    const [x, y] = this.#camera.toScreen(station.x, station.y);
    const margin = 60;
    if (x > margin && y > margin && x < this.#camera.width - margin && y < this.#camera.height - this.inset - margin && this.#camera.zoom >= 13) return;
    this.#isHome = false;
    this.#camera.zoom = Math.max(this.#camera.zoom, 14);
    this.#camera.x = station.x;
    this.#camera.y = station.y + this.inset / 2 / this.#camera.scale;
    this.onMove();
  }

  #resize() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    this.#camera.width = this.box.clientWidth;
    this.#camera.height = this.box.clientHeight;
    for (const canvas of [this.#canvas, this.#tilesCanvas]) {
      canvas.width = Math.round(this.box.clientWidth * ratio);
      canvas.height = Math.round(this.box.clientHeight * ratio);
    }

    if (this.#isHome) this.home();
    this.redraw();
  }
}

// "11e arrondissement" fits the map as "11e"
const short = name => name.replace(/\s*arrondissement.*$/i, '').replace(/^Paris\s+(?=\d)/, '');
