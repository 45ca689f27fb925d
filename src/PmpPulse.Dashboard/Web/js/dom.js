// Elements are made with text nodes only: what feeds say is never HTML.
const svgTags = new Set(['svg', 'path', 'line', 'rect', 'circle', 'g', 'text', 'polyline', 'title']);

export function h(tag, props = {}, ...children) {
  const isSvg = svgTags.has(tag);
  const element = isSvg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (!isSvg && (name === 'value' || name === 'disabled' || name === 'hidden')) element[name] = value;
    else element.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : value);
  }
  element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = id => document.getElementById(id);

export const fill = (element, ...children) => element.replaceChildren(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));

const icons = {
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z', 'M15.5 15.5 20 20'],
  sun: ['M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4'],
  moon: ['M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z'],
  plus: ['M12 5v14M5 12h14'],
  minus: ['M5 12h14'],
  home: ['M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z'],
  play: ['M8 5.5v13l10-6.5z'],
  pause: ['M8 5.5v13M16 5.5v13'],
  close: ['M6 6l12 12M18 6 6 18'],
  streets: ['M4 20 9 4M20 20 15 4M12 5v3M12 11v3M12 17v3'],
  download: ['M12 4v11M7.5 10.5 12 15l4.5-4.5', 'M5 19.5h14'],
  link: ['M9.5 14.5l5-5', 'M11 6.5l1.5-1.5a4.2 4.2 0 0 1 6 6L17 12.5', 'M13 17.5 11.5 19a4.2 4.2 0 0 1-6-6L7 11.5'],
};

export const icon = name => h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, icons[name].map(d => h('path', { d })));
