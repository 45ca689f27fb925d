import { h } from '../dom.js';
import { number, time, when } from '../text/format.js';
import { t } from '../text/i18n.js';

const margin = { top: 10, right: 10, bottom: 22, left: 40 };

/**
 * A chart of lines over time. `lines`: [{ key, name, points: [[ms, value|null]] }], the first one is the subject; `band`: { name, points: [[ms, low, high]] };
 * `now`: the instant at which what is known ends. Drawn as SVG, so that text stays text; its figures are also a table for who can't see it.
 */
export class Chart {
  #cursor = null;

  constructor({ title, height = 190, step = false }) {
    this.title = title;
    this.height = height;
    this.step = step;
    this.tip = h('div', { class: 'tip', hidden: true });
    this.plot = h('div', { class: 'chart', tabindex: '0', role: 'group' });
    this.keys = h('div', { class: 'chart-keys' });
    this.table = h('div', { class: 'hidden-text' });
    this.element = h('div', {}, this.plot, this.keys, this.table);
    this.plot.addEventListener('pointermove', event => this.#point(event.offsetX));
    this.plot.addEventListener('pointerleave', () => this.#move(null));
    this.plot.addEventListener('blur', () => this.#move(null));
    this.plot.addEventListener('keydown', event => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || !this.times?.length) return;
      event.preventDefault();
      this.#move(Math.max(0, Math.min(this.times.length - 1, (this.#cursor ?? this.times.length) + by)));
    });
    new ResizeObserver(() => requestAnimationFrame(() => this.#draw())).observe(this.plot);
  }

  show({ lines, band = null, now = null, from = null, to = null }) {
    Object.assign(this, { lines: lines.filter(line => line.points.length > 0), band: band?.points.length ? band : null, now, from, to });
    this.times = this.lines[0]?.points.map(point => point[0]) ?? [];
    this.#draw();
    this.keys.replaceChildren(
      ...this.lines.map(line => h('span', {}, h('i', { class: line.key }), line.name)),
      ...(this.band ? [h('span', {}, h('i', { class: 'band' }), this.band.name)] : []));
    this.#fillTable();
  }

  /** The rows of what is drawn, for the CSV. */
  rows() {
    const at = ms => new Date(ms).toISOString();
    const columns = [...this.lines.map(line => [line.key, new Map(line.points.map(([ms, value]) => [ms, value]))]),
      ...(this.band ? [['usual_low', new Map(this.band.points.map(([ms, low]) => [ms, low]))], ['usual_high', new Map(this.band.points.map(([ms, , high]) => [ms, high]))]] : [])];
    const times = [...new Set(columns.flatMap(([, values]) => [...values.keys()]))].sort((a, b) => a - b);
    return [['time', ...columns.map(([name]) => name)], ...times.map(ms => [at(ms), ...columns.map(([, values]) => values.get(ms) ?? '')])];
  }

  #draw() {
    const width = this.plot.clientWidth;
    if (!width || !this.lines) return;
    const { height } = this;
    const all = [...this.lines.flatMap(line => line.points.map(point => point[1])), ...(this.band?.points.flatMap(point => [point[1], point[2]]) ?? [])].filter(value => value !== null && value !== undefined);
    const stamps = [...this.lines.flatMap(line => line.points.map(point => point[0])), ...(this.band?.points.map(point => point[0]) ?? [])];
    const [x0, x1] = [this.from ?? Math.min(...stamps), Math.max(this.to ?? -Infinity, ...stamps)];
    const [low, high, ticks] = scale(Math.min(...all), Math.max(...all));
    const x = ms => margin.left + ((ms - x0) / Math.max(1, x1 - x0)) * (width - margin.left - margin.right);
    const y = value => margin.top + (1 - (value - low) / (high - low)) * (height - margin.top - margin.bottom);
    this.scales = { x, y, x0, x1, width };
    const svg = h('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': this.title });
    for (const tick of ticks) {
      svg.append(h('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: y(tick), y2: y(tick) }), h('text', { class: 'tick', x: margin.left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, compact(tick)));
    }

    for (const ms of hours(x0, x1, width)) svg.append(h('text', { class: 'tick', x: x(ms), y: height - 5, 'text-anchor': 'middle' }, time(ms)));
    if (this.band) {
      const points = this.band.points;
      svg.append(h('path', { class: 'band', d: `M${points.map(([ms, , top]) => `${x(ms)} ${y(top)}`).join('L')}L${[...points].reverse().map(([ms, bottom]) => `${x(ms)} ${y(bottom)}`).join('L')}Z` }));
    }

    for (const line of [...this.lines].reverse()) {
      const parts = runs(line.points).map(run => `M${run.map(([ms, value]) => `${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`);
      if (line === this.lines[0] && low === 0 && this.lines.length < 3) for (const run of runs(line.points)) svg.append(h('path', { class: `area ${line.key}`, d: `M${x(run[0][0])} ${y(low)}L${run.map(([ms, value]) => `${x(ms).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}L${x(run.at(-1)[0])} ${y(low)}Z` }));
      svg.append(h('path', { class: `line ${line.key}`, d: parts.join('') }));
    }

    if (this.now && this.now < x1) svg.append(h('line', { class: 'now-line', x1: x(this.now), x2: x(this.now), y1: margin.top, y2: height - margin.bottom }));
    this.marks = h('g');
    svg.append(this.marks);
    this.svg = svg;
    this.plot.replaceChildren(svg, this.tip);
    this.plot.setAttribute('aria-label', this.title);
    this.#move(this.#cursor);
  }

  #point(px) {
    if (!this.times?.length) return;
    const { x } = this.scales;
    let best = 0;
    this.times.forEach((ms, i) => { if (Math.abs(x(ms) - px) < Math.abs(x(this.times[best]) - px)) best = i; });
    this.#move(best);
  }

  #move(index) {
    this.#cursor = index !== null && index < (this.times?.length ?? 0) ? index : null;
    if (!this.marks) return;
    this.marks.replaceChildren();
    this.tip.hidden = this.#cursor === null;
    if (this.#cursor === null) return;
    const ms = this.times[this.#cursor];
    const { x, y, width } = this.scales;
    this.marks.append(h('line', { class: 'cursor', x1: x(ms), x2: x(ms), y1: margin.top, y2: this.height - margin.bottom }));
    const values = this.lines.map(line => [line, nearest(line.points, ms)]).filter(([, value]) => value !== null);
    for (const [line, value] of values) this.marks.append(h('circle', { class: `point ${line.key}`, cx: x(ms), cy: y(value), r: 4 }));
    this.tip.replaceChildren(h('b', {}, when(ms)), ...values.map(([line, value]) => h('span', {}, `${line.name} ${number(value)}`, h('br'))));
    const half = this.tip.offsetWidth / 2 + 4;
    this.tip.style.left = `${Math.max(half, Math.min(width - half, x(ms)))}px`;
  }

  #fillTable() {
    const every = Math.max(1, Math.floor(this.times.length / 24));
    this.table.replaceChildren(h('table', {}, h('caption', {}, `${this.title}: ${t().table}`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t().time), this.lines.map(line => h('th', { scope: 'col' }, line.name)))),
      h('tbody', {}, this.times.filter((_, i) => i % every === 0).map(ms => h('tr', {}, h('th', { scope: 'row' }, when(ms)), this.lines.map(line => h('td', {}, number(nearest(line.points, ms)))))))));
  }
}

// a line is broken where a value is missing
function runs(points) {
  const found = [[]];
  for (const point of points) {
    if (point[1] === null || point[1] === undefined) found.push([]);
    else found.at(-1).push(point);
  }

  return found.filter(run => run.length > 0);
}

function nearest(points, ms) {
  let best = null;
  for (const point of points) if (point[1] !== null && (best === null || Math.abs(point[0] - ms) < Math.abs(best[0] - ms))) best = point;
  return best && Math.abs(best[0] - ms) <= 3_600_000 ? best[1] : null;
}

/** Round limits and four or so ticks; from zero unless that would flatten everything. */
function scale(least, most) {
  if (!Number.isFinite(least)) return [0, 1, [0, 1]];
  const bottom = least > 0.6 * most && most > 200 ? least : 0;
  const raw = Math.max(most - bottom, 1) / 4;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const size = Math.max(1, [1, 2, 2.5, 5, 10].map(factor => factor * unit).find(candidate => candidate >= raw));
  const low = Math.floor(bottom / size) * size;
  const high = Math.max(low + size, Math.ceil(most / size) * size);
  return [low, high, Array.from({ length: Math.round((high - low) / size) + 1 }, (_, i) => low + i * size)];
}

const compact = value => (Math.abs(value) >= 10_000 ? `${number(value / 1000)}k` : number(value));

function hours(x0, x1, width) {
  const span = (x1 - x0) / 3_600_000;
  const every = [0.25, 0.5, 1, 2, 3, 4, 6, 12].find(h => span / h <= width / 62) ?? 24;
  const step = every * 3_600_000;
  const found = [];
  for (let ms = Math.ceil(x0 / step) * step; ms <= x1; ms += step) if (ms - x0 > step * 0.2 || x0 === ms) found.push(ms);
  return found;
}
