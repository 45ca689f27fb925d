import { colourOf, radius, step } from './scale.js';

/** Draws the stations, the small above the large, and the chosen one above all. */
export function drawDots(context, camera, stations, { colours, looks, chosen, pointed, shown }) {
  const dots = [];
  for (const station of stations) {
    if (station.x === undefined) continue;
    const [x, y] = camera.toScreen(station.x, station.y);
    const r = radius(station.capacity, camera.zoom);
    if (x < -r || y < -r || x > camera.width + r || y > camera.height + r) continue;
    dots.push({ station, x, y, r, look: looks(station) });
  }

  dots.sort((a, b) => b.r - a.r);
  for (const dot of dots) if (dot.station !== chosen) drawDot(context, dot, camera, colours, shown(dot.station));
  const mark = dots.find(dot => dot.station === chosen);
  if (mark) {
    drawDot(context, mark, camera, colours, true);
    ring(context, mark, colours.focus, 3, 4);
  }

  const under = dots.find(dot => dot.station === pointed && dot.station !== chosen);
  if (under) ring(context, under, colours.ink, 1.5, 2.5);
  return dots;
}

function drawDot(context, { x, y, r, look }, camera, colours, isShown) {
  context.globalAlpha = isShown ? (look.mute ? 0.5 : 1) : 0.12;
  const colour = look.state === 'closed' ? colours.closed : colourOf(step(look.bikes, look.places));
  if (look.state === 'closed') {
    const s = Math.max(2, r * 0.55);
    context.strokeStyle = colours.closed;
    context.lineWidth = Math.max(1.4, r * 0.3);
    context.beginPath();
    context.moveTo(x - s, y - s);
    context.lineTo(x + s, y + s);
    context.moveTo(x + s, y - s);
    context.lineTo(x - s, y + s);
    context.stroke();
  } else if (look.bikes === 0) {
    const width = Math.max(1.6, r * 0.34);
    context.beginPath();
    context.arc(x, y, r - width / 2, 0, 7);
    context.fillStyle = colours.surface;
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  } else {
    context.beginPath();
    context.arc(x, y, r, 0, 7);
    context.fillStyle = colour;
    context.fill();
    context.strokeStyle = colours.edge;
    context.lineWidth = r > 5 ? 1 : 0.6;
    context.stroke();
    if (look.state === 'full' && r > 3) {
      context.beginPath();
      context.arc(x, y, r * 0.36, 0, 7);
      context.fillStyle = colours.surface;
      context.fill();
    }
  }

  if (look.mute && r > 3) {
    context.setLineDash([2, 2]);
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.2;
    context.beginPath();
    context.arc(x, y, r + 2, 0, 7);
    context.stroke();
    context.setLineDash([]);
  }

  if (isShown && look.change && (Math.abs(look.change) >= 5 || (camera.zoom > 13.4 && Math.abs(look.change) >= 2))) trend(context, x, y, r, look.change > 0, colours);
  if (isShown && camera.zoom >= 15.2 && r > 8 && look.bikes !== null && look.state !== 'closed') count(context, x, y, r, look, colours);
  context.globalAlpha = 1;
}

// an arrow on the rim: up where bikes arrive, down where they leave
function trend(context, x, y, r, isUp, colours) {
  const s = Math.max(3, r * 0.5), d = isUp ? -1 : 1;
  const ty = y + d * (r + 1.5);
  context.beginPath();
  context.moveTo(x - s, ty);
  context.lineTo(x + s, ty);
  context.lineTo(x, ty + d * s * 1.3);
  context.closePath();
  context.fillStyle = colours.ink;
  context.fill();
  context.strokeStyle = colours.surface;
  context.lineWidth = 0.8;
  context.stroke();
}

function count(context, x, y, r, look, colours) {
  const value = step(look.bikes, look.places);
  context.font = `600 ${Math.round(Math.min(14, r))}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  if (look.state === 'full') {
    context.beginPath();
    context.arc(x, y, r * 0.72, 0, 7);
    context.fillStyle = colours.surface;
    context.fill();
  }

  context.fillStyle = look.bikes === 0 || look.state === 'full' ? colours.ink : value >= 5 || value === 1 ? '#fff' : '#151b26';
  context.fillText(String(look.bikes), x, y + 0.5);
}

function ring(context, { x, y, r }, colour, width, gap) {
  context.beginPath();
  context.arc(x, y, r + gap, 0, 7);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}
