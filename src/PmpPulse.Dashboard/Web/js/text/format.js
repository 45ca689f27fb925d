import { serverNow } from '../data/api.js';
import { lang, t } from './i18n.js';

const zone = 'Europe/Paris';
const cache = new Map();

function of(kind, options, make) {
  const key = `${lang()} ${kind} ${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, make(lang() === 'fr' ? 'fr-FR' : 'en-GB', options));
  return cache.get(key);
}

const numbers = options => of('n', options, (locale, o) => new Intl.NumberFormat(locale, o));
const dates = options => of('d', options, (locale, o) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...o }));

export const number = value => (value === null || value === undefined ? '–' : numbers({ maximumFractionDigits: 1 }).format(value));
export const bytes = value => { const step = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10))); return `${numbers({ maximumSignificantDigits: 3 }).format(value / 1024 ** step)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`; };
export const signed = value => numbers({ signDisplay: 'exceptZero' }).format(value);
export const percent = value => (value === null || value === undefined ? '–' : numbers({ style: 'percent', maximumFractionDigits: 0 }).format(value));

/** A chance is never certain. */
export const chance = value => (value > 0.99 ? `> ${percent(0.99)}` : value < 0.01 ? `< ${percent(0.01)}` : percent(value));
export const time = ts => dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(ts));
export const dayTime = ts => dates({ weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(ts));
export const date = ts => dates({ day: 'numeric', month: 'short' }).format(new Date(ts));

/** The time alone if it is of today, else with its day. */
export const when = ts => {
  const day = dates({ dateStyle: 'short' });
  const then = new Date(ts);
  if (day.format(then) === day.format(new Date(serverNow()))) return time(ts);
  const days = (serverNow() - then) / 86_400_000;
  return days < 6 ? dayTime(ts) : days < 180 ? `${date(ts)}, ${time(ts)}` : dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(then);
};

/** A weekday's name in Paris at an instant. */
export const weekday = ts => dates({ weekday: 'long' }).format(new Date(ts));

/** A length of time in its two largest fitting units: 40 s, 12 min, 3 h 20 min. */
export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 100) return t().seconds(s);
  const m = Math.round(s / 60);
  if (m < 100) return t().minutes(m);
  const hours = Math.floor(m / 60);
  if (hours < 48) return m % 60 && hours < 10 ? `${t().hours(hours)} ${t().minutes(m % 60)}` : t().hours(hours);
  return t().days(Math.round(hours / 24));
}

/** How a station is called: its name, else its code, else its id. */
export const nameOf = station => station.name?.trim() || station.code || station.station_code || station.id || station.station_id;
