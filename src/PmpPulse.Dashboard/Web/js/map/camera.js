import { toLat, toLon, toX, toY, worldSize } from './mercator.js';

const minZoom = 2, maxZoom = 18.5;

/** Where the map looks: a centre, a zoom, and the size of the picture. */
export class Camera {
  x = toX(2.345);
  y = toY(48.86);
  zoom = 11.6;
  width = 1;
  height = 1;

  get scale() { return worldSize(this.zoom); }

  toScreen(x, y) { return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2]; }

  toWorld(px, py) { return [(px - this.width / 2) / this.scale + this.x, (py - this.height / 2) / this.scale + this.y]; }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y = Math.max(0, Math.min(1, this.y - dy / this.scale));
  }

  /** Zooms so that the point below a pixel stays there. */
  zoomAt(px, py, steps) {
    const [x, y] = this.toWorld(px, py);
    this.zoom = Math.max(minZoom, Math.min(maxZoom, this.zoom + steps));
    const [nx, ny] = this.toWorld(px, py);
    this.x += x - nx;
    this.y += y - ny;
  }

  /** Shows these points whole. */
  fit(points, { top = 56, side = 30, bottom = 90 } = {}) {
    if (points.length === 0) return;
    // a station at the other end of the world, by mistake, must not shrink the city to a dot
    const xs = points.map(p => p.x).sort((a, b) => a - b), ys = points.map(p => p.y).sort((a, b) => a - b);
    const cut = Math.floor(points.length * 0.01);
    const [x0, x1, y0, y1] = [xs[cut], xs[xs.length - 1 - cut], ys[cut], ys[ys.length - 1 - cut]];
    const w = Math.max(x1 - x0, 1e-7), h = Math.max(y1 - y0, 1e-7);
    this.zoom = Math.max(minZoom, Math.min(16, Math.log2(Math.max(1, Math.min((this.width - 2 * side) / w, (this.height - top - bottom) / h)) / 256)));
    this.x = (x0 + x1) / 2;
    this.y = (y0 + y1) / 2 + (bottom - top) / 2 / this.scale;
  }

  get center() { return [toLat(this.y), toLon(this.x)]; }

  lookAt(lat, lon, zoom) {
    this.x = toX(lon);
    this.y = toY(lat);
    if (zoom !== undefined) this.zoom = Math.max(minZoom, Math.min(maxZoom, zoom));
  }
}
