import { worldSize } from './mercator.js';

const keep = 320;
const size = 256;

/** A street map below everything, where its server can be reached; where not, nothing is drawn and nobody is told. */
export class Tiles {
  #images = new Map();
  #broken = 0;
  #arrived = 0;

  constructor(canvas, template, redraw) {
    this.canvas = canvas;
    this.template = template;
    this.redraw = redraw;
  }

  /** Whether there is a street map to see. */
  get works() { return this.#arrived > 0; }

  /** One tile decides: a page that is offline asks once, not for every tile. */
  get #givenUp() { return this.#arrived === 0 && this.#broken > 0; }

  draw(camera, ratio) {
    const { canvas } = this;
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (this.#givenUp) return;
    const level = Math.max(0, Math.min(18, Math.round(camera.zoom + Math.log2(Math.min(2, ratio)) * 0.6)));
    const count = 2 ** level, side = worldSize(camera.zoom) / count;
    const [x0, y0] = camera.toWorld(0, 0), [x1, y1] = camera.toWorld(camera.width, camera.height);
    const wanted = [];
    for (let ty = Math.floor(y0 * count); ty <= Math.floor(y1 * count); ty++) {
      if (ty < 0 || ty >= count) continue;
      for (let tx = Math.floor(x0 * count); tx <= Math.floor(x1 * count); tx++) wanted.push([tx, ty]);
    }

    if (wanted.length > 200) return;
    const middle = [camera.x * count - 0.5, camera.y * count - 0.5];
    wanted.sort((a, b) => Math.hypot(a[0] - middle[0], a[1] - middle[1]) - Math.hypot(b[0] - middle[0], b[1] - middle[1]));
    const asked = this.#arrived === 0 ? wanted.slice(0, 1) : wanted;
    for (const [tx, ty] of asked) {
      const [px, py] = camera.toScreen(tx / count, ty / count);
      const image = this.#tile(level, ((tx % count) + count) % count, ty);
      if (image) context.drawImage(image, px, py, side + 0.6, side + 0.6);
      else this.#drawParent(context, level, tx, ty, px, py, side);
    }
  }

  // until the tile arrives, a part of a coarser one
  #drawParent(context, level, tx, ty, px, py, side) {
    for (let up = 1; up <= 4 && level - up >= 0; up++) {
      const image = this.#images.get(`${level - up}/${tx >> up}/${ty >> up}`);
      if (!image?.naturalWidth || !image.complete) continue;
      const part = size / 2 ** up;
      context.drawImage(image, (tx - ((tx >> up) << up)) * part, (ty - ((ty >> up) << up)) * part, part, part, px, py, side + 0.6, side + 0.6);
      return;
    }
  }

  #tile(level, x, y) {
    const key = `${level}/${x}/${y}`;
    const known = this.#images.get(key);
    if (known) {
      this.#images.delete(key);
      this.#images.set(key, known);
      return known.complete && known.naturalWidth > 0 ? known : null;
    }

    const image = new Image();
    // a picture of the map can then be saved
    image.crossOrigin = 'anonymous';
    image.onload = () => { this.#arrived++; this.redraw(); };
    image.onerror = () => { this.#broken++; this.#images.delete(key); if (this.#givenUp) this.redraw(); };
    image.src = this.template.replace('{z}', level).replace('{x}', x).replace('{y}', y);
    this.#images.set(key, image);
    if (this.#images.size > keep) this.#images.delete(this.#images.keys().next().value);
    return null;
  }
}
