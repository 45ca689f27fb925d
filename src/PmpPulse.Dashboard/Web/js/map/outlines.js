/**
 * Turns a grid of owners into smooth outlines: for every owner the closed lines around its cells, in grid units. The corners of the cells are
 * cut twice, so that the outlines bend instead of stepping.
 */
export function outlines(owner, width, height) {
  const edges = new Map();
  const at = (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? -1 : owner[y * width + x]);
  const add = (own, from, to) => {
    if (!edges.has(own)) edges.set(own, new Map());
    const starts = edges.get(own);
    if (starts.has(from)) starts.get(from).push(to);
    else starts.set(from, [to]);
  };
  const corner = (x, y) => y * (width + 1) + x;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = at(x, y);
      if (own < 0) continue;
      // clockwise, so that the cells lie to the right
      if (at(x, y - 1) !== own) add(own, corner(x, y), corner(x + 1, y));
      if (at(x + 1, y) !== own) add(own, corner(x + 1, y), corner(x + 1, y + 1));
      if (at(x, y + 1) !== own) add(own, corner(x + 1, y + 1), corner(x, y + 1));
      if (at(x - 1, y) !== own) add(own, corner(x, y + 1), corner(x, y));
    }
  }

  const paths = new Map();
  for (const [own, starts] of edges) {
    const path = new Path2D();
    while (starts.size > 0) {
      const [first] = starts.keys();
      const loop = [];
      for (let here = first; ;) {
        const ends = starts.get(here);
        if (!ends) break;
        const next = ends.pop();
        if (ends.length === 0) starts.delete(here);
        loop.push([here % (width + 1), Math.floor(here / (width + 1))]);
        here = next;
        if (here === first) break;
      }

      draw(path, cut(cut(thin(loop))));
    }

    paths.set(own, path);
  }

  return paths;
}

// every second corner is enough, and takes the steps out of slanted lines; which ones does not depend on the side that looks, so neighbours fit
const thin = loop => (loop.length < 8 ? loop : loop.filter(([x, y]) => (x + y) % 2 === 0));

function cut(loop) {
  const smooth = [];
  for (let i = 0; i < loop.length; i++) {
    const [a, b] = [loop[i], loop[(i + 1) % loop.length]];
    smooth.push([a[0] * 0.75 + b[0] * 0.25, a[1] * 0.75 + b[1] * 0.25], [a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75]);
  }

  return smooth;
}

function draw(path, loop) {
  loop.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
}
