import { toX, toY } from './mercator.js';
import { outlines } from './outlines.js';
import { colourOf, step } from './scale.js';

// The ground where there is no street map: the city is where its stations are, and an area is what is nearest to the area's stations.
// The river is drawn by hand and only roughly, for orientation.
const seine = [
  [48.7420, 2.4080], [48.7600, 2.4150], [48.7790, 2.4190], [48.7960, 2.4140], [48.8120, 2.4060], [48.8200, 2.3990], [48.8290, 2.3870], [48.8375, 2.3760], [48.8440, 2.3670], [48.8490, 2.3620], [48.8535, 2.3530], [48.8565, 2.3455],
  [48.8580, 2.3380], [48.8600, 2.3290], [48.8625, 2.3230], [48.8636, 2.3170], [48.8635, 2.3080], [48.8630, 2.3010], [48.8605, 2.2930], [48.8565, 2.2880], [48.8530, 2.2840], [48.8480, 2.2770], [48.8420, 2.2710],
  [48.8360, 2.2650], [48.8295, 2.2560], [48.8240, 2.2440], [48.8215, 2.2330], [48.8245, 2.2250], [48.8330, 2.2240], [48.8430, 2.2245], [48.8560, 2.2250], [48.8680, 2.2290], [48.8790, 2.2400], [48.8880, 2.2530], [48.8960, 2.2680], [48.9050, 2.2800],
  [48.9130, 2.2930], [48.9200, 2.3080], [48.9260, 2.3240], [48.9330, 2.3350], [48.9420, 2.3380], [48.9500, 2.3300], [48.9540, 2.3150], [48.9480, 2.2950], [48.9370, 2.2750], [48.9270, 2.2550], [48.9190, 2.2320], [48.9080, 2.2090], [48.8920, 2.1900], [48.8780, 2.1740],
].map(([lat, lon]) => ({ x: toX(lon), y: toY(lat) }));

const cells = 340;
const cityKm = 40;
const reach = 0.9; // km: what is further from every station is not city

/** Assigns a grid over the city to its areas, by the nearest station. */
export class Ground {
  #box = null;
  areas = [];

  /**
   * @param stations with x, y and, where known, an area.
   * @param shapes the areas' own shapes as GeoJSON features, where there are any.
   */
  prepare(stations, shapes = []) {
    const placed = stations.filter(s => s.x !== undefined);
    this.#box = null;
    this.areas = [];
    if (placed.length === 0) return;
    const kmPerUnit = 40075 * Math.cos((48.86 * Math.PI) / 180);
    const margin = reach / kmPerUnit;
    // a station at the other end of the world, by mistake, must not make the grid coarse
    const [mx, my] = [median(placed.map(s => s.x)), median(placed.map(s => s.y))];
    const inCity = placed.filter(s => Math.hypot(s.x - mx, s.y - my) * kmPerUnit < cityKm);
    const xs = inCity.map(s => s.x), ys = inCity.map(s => s.y);
    const box = { x0: Math.min(...xs) - margin, x1: Math.max(...xs) + margin, y0: Math.min(...ys) - margin, y1: Math.max(...ys) + margin };
    const cell = Math.max(box.x1 - box.x0, box.y1 - box.y0) / cells;
    const w = Math.ceil((box.x1 - box.x0) / cell), hgt = Math.ceil((box.y1 - box.y0) / cell);
    const buckets = new Map();
    const bucket = margin;
    for (const s of placed) {
      const key = `${Math.floor(s.x / bucket)} ${Math.floor(s.y / bucket)}`;
      (buckets.get(key) ?? buckets.set(key, []).get(key)).push(s);
    }

    const owner = new Int32Array(w * hgt).fill(-1);
    const names = new Map();
    for (let j = 0; j < hgt; j++) {
      for (let i = 0; i < w; i++) {
        const x = box.x0 + (i + 0.5) * cell, y = box.y0 + (j + 0.5) * cell;
        let best = margin * margin, nearest = null;
        const bx = Math.floor(x / bucket), by = Math.floor(y / bucket);
        for (let dx = -1; dx <= 1; dx++) {
          for (let dy = -1; dy <= 1; dy++) {
            for (const s of buckets.get(`${bx + dx} ${by + dy}`) ?? []) {
              const d = (s.x - x) ** 2 + (s.y - y) ** 2;
              if (d < best) { best = d; nearest = s; }
            }
          }
        }

        if (!nearest) continue;
        const id = nearest.areaId ?? '';
        if (!names.has(id)) names.set(id, names.size);
        owner[j * w + i] = names.get(id);
      }
    }

    this.#box = { ...box, cell };
    const paths = outlines(owner, w, hgt);
    const own = new Map(shapes.map(shape => [shape.properties.area_id, pathOf(shape.geometry, box, cell)]));
    this.areas = [...names.keys()].map(id => {
      const inside = placed.filter(s => (s.areaId ?? '') === id);
      const mean = axis => inside.reduce((sum, s) => sum + s[axis], 0) / inside.length;
      return { id, name: inside[0]?.areaName, stations: inside, path: own.get(id) ?? paths.get(names.get(id)), isExact: own.has(id), x: mean('x'), y: mean('y') };
    });
    // what is known lies over what is guessed
    this.areas.sort((a, b) => a.isExact - b.isExact);
  }

  /** Colours the areas by their fill; `counts` gives a station's bikes and places. */
  paint(counts, colours) {
    for (const area of this.areas) {
      let bikes = 0, places = 0;
      for (const station of area.stations) {
        const [b, p] = counts(station);
        bikes += b ?? 0;
        places += p ?? 0;
      }

      area.tint = area.id === '' ? colours.land : mix(colours.land, colourOf(step(Math.max(bikes, 1), places || null)), 0.2);
    }
  }

  draw(context, camera, colours, isPlain) {
    if (this.#box) {
      const { x0, y0, cell } = this.#box;
      const [px, py] = camera.toScreen(x0, y0);
      const size = cell * camera.scale;
      context.save();
      context.translate(px, py);
      context.scale(size, size);
      context.globalAlpha = isPlain ? 1 : 0.25;
      context.lineJoin = 'round';
      for (const area of this.areas) {
        context.fillStyle = area.tint;
        context.fill(area.path, 'evenodd');
      }

      context.globalAlpha = isPlain ? 0.75 : 0.7;
      context.strokeStyle = isPlain ? colours.ground : colours.ink3;
      context.lineWidth = Math.max(1, Math.min(2, camera.zoom - 10.5)) / size;
      if (this.areas.length > 1) for (const area of this.areas) context.stroke(area.path);
      context.restore();
    }

    if (isPlain && this.#nearSeine()) this.#drawRiver(context, camera, colours);
  }

  #nearSeine() {
    const box = this.#box;
    return box && seine.some(p => p.x > box.x0 && p.x < box.x1 && p.y > box.y0 && p.y < box.y1);
  }

  #drawRiver(context, camera, colours) {
    context.beginPath();
    const points = seine.map(p => camera.toScreen(p.x, p.y));
    context.moveTo(...points[0]);
    for (let i = 1; i < points.length - 1; i++) {
      const [x, y] = points[i], [nx, ny] = points[i + 1];
      context.quadraticCurveTo(x, y, (x + nx) / 2, (y + ny) / 2);
    }

    context.strokeStyle = colours.water;
    // 130 metres
    context.lineWidth = Math.max(3, 0.13 / (40075 * 0.658) * camera.scale);
    context.lineCap = context.lineJoin = 'round';
    context.stroke();
  }
}

function pathOf(geometry, box, cell) {
  const path = new Path2D();
  for (const polygon of geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates]) {
    for (const ring of polygon) {
      ring.forEach(([lon, lat], i) => path[i === 0 ? 'moveTo' : 'lineTo']((toX(lon) - box.x0) / cell, (toY(lat) - box.y0) / cell));
      path.closePath();
    }
  }

  return path;
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1];

function rgb(colour) {
  const hex = colour.startsWith('#') ? colour.slice(1) : '888888';
  return [0, 2, 4].map(i => parseInt(hex.slice(i, i + 2), 16));
}

function mix(one, other, share) {
  const [a, b] = [rgb(one), rgb(other)];
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * share)).join(' ')})`;
}
