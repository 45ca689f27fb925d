/** Saves rows as a CSV file (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe. */
export function saveCsv(name, rows) {
  const cell = value => {
    let text = String(value ?? '');
    if (/^[\s]*[=+\-@\t\r|%]/.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
    return /[",;\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  save(name, new Blob(['\ufeff', rows.map(row => row.map(cell).join(',')).join('\r\n'), '\r\n'], { type: 'text/csv' }));
}

const painted = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-size', 'font-family', 'font-weight'];

/** Saves a chart as a picture, in the colours of the screen and with its title and date. */
export async function savePng(name, chart, footer) {
  const { svg } = chart;
  const [width, height] = [Number(svg.getAttribute('width')), Number(svg.getAttribute('height'))];
  const copy = svg.cloneNode(true);
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const property of painted) to[i].setAttribute(property, style.getPropertyValue(property));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const factor = 2, head = 34, foot = 24;
  const canvas = document.createElement('canvas');
  canvas.width = width * factor;
  canvas.height = (height + head + foot) * factor;
  const context = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  context.scale(factor, factor);
  context.fillStyle = style.getPropertyValue('--surface');
  context.fillRect(0, 0, width, height + head + foot);
  context.fillStyle = style.getPropertyValue('--ink');
  context.font = '600 15px system-ui, sans-serif';
  context.fillText(chart.title, 12, 22, width - 24);
  context.drawImage(image, 0, head, width, height);
  context.fillStyle = style.getPropertyValue('--ink-3');
  context.font = '11px system-ui, sans-serif';
  context.fillText(footer, 12, head + height + 14, width - 24);
  canvas.toBlob(blob => save(name, blob), 'image/png');
}

function save(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
