/** Mouse, touch and keyboard on the map's canvas. */
export function listen(canvas, camera, { moved, pointed, picked, pickMiddle }) {
  const pointers = new Map();
  let travelled = 0, gap = 0;

  const at = event => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    travelled = 0;
    gap = spread(pointers);
  });

  canvas.addEventListener('pointermove', event => {
    const point = at(event);
    const last = pointers.get(event.pointerId);
    if (!last) {
      if (event.pointerType === 'mouse') pointed(...point);
      return;
    }

    pointers.set(event.pointerId, point);
    const [dx, dy] = [point[0] - last[0], point[1] - last[1]];
    travelled += Math.abs(dx) + Math.abs(dy);
    camera.pan(dx / pointers.size, dy / pointers.size);
    if (pointers.size === 2) {
      const now = spread(pointers);
      const [a, b] = [...pointers.values()];
      if (gap > 0 && now > 0) camera.zoomAt((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, Math.log2(now / gap));
      gap = now;
    }

    moved();
  });

  const up = event => {
    if (!pointers.delete(event.pointerId)) return;
    gap = spread(pointers);
    if (event.type === 'pointerup' && pointers.size === 0) {
      if (travelled < 6) picked(...at(event));
      else moved(true);
    }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', () => pointed(null));

  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 24 : 1;
    camera.zoomAt(...at(event), Math.max(-1, Math.min(1, -event.deltaY * lines * 0.0022)));
    moved(true);
  }, { passive: false });

  canvas.addEventListener('dblclick', event => {
    camera.zoomAt(...at(event), 1);
    moved(true);
  });

  const steps = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
  canvas.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) camera.pan(...steps[event.key]);
    else if (event.key === '+' || event.key === '=') camera.zoomAt(camera.width / 2, camera.height / 2, 0.5);
    else if (event.key === '-') camera.zoomAt(camera.width / 2, camera.height / 2, -0.5);
    else if (event.key === 'Enter') return pickMiddle();
    else return;
    event.preventDefault();
    moved(true);
  });
}

function spread(pointers) {
  if (pointers.size !== 2) return 0;
  const [a, b] = [...pointers.values()];
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
