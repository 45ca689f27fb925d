// Terraform's functions, those that this configuration uses. An unknown one is an error of the check, not a guess.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EvaluationError, isTainted, plain } from './values.mjs';

const unique = (values) => asSet([...new Map(values.map((value) => [JSON.stringify(value), value])).values()].sort(compare));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const glob = (pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
const sets = new WeakSet();

/** A list marked as a set: for_each takes no other list. */
export const asSet = (values) => {
  sets.add(values);
  return values;
};
export const isSet = (value) => sets.has(value);

/** name to (...args) => value; relative paths are those of the configuration's folder. */
export function functionsFor(folder) {
  const at = (path) => join(folder, plain(path));
  return {
    alltrue: (list) => list.every(Boolean),
    base64encode: (text) => Buffer.from(text, 'utf8').toString('base64'),
    ceil: Math.ceil,
    coalesce: (...values) => values.find((value) => value !== null && value !== ''),
    concat: (...lists) => lists.flat(1),
    contains: (list, value) => list.some((item) => plain(item) === plain(value)),
    distinct: (list) => [...new Set(list)],
    endswith: (text, end) => text.endsWith(end),
    file: (path) => read(at(path)),
    fileset: (path, pattern) => unique(list(at(path)).filter((name) => glob(pattern).test(name))),
    flatten: (list) => list.flat(Infinity),
    floor: Math.floor,
    format: (text, ...values) => text.replace(/%[sdv]/g, () => String(values.shift())),
    join: (separator, list) => list.join(separator),
    jsondecode: (text) => JSON.parse(text),
    jsonencode: (value) => JSON.stringify(sorted(value)).replace(/[<>&]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
    keys: (object) => Object.keys(object).sort(compare),
    length: (value) => (typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).length : value.length),
    lookup: (object, key, otherwise) => (key in object ? object[key] : otherwise),
    lower: (text) => text.toLowerCase(),
    max: Math.max,
    merge: (...objects) => Object.assign({}, ...objects.filter((object) => object !== null)),
    min: Math.min,
    regex: (pattern, text) => {
      const match = new RegExp(plain(pattern)).exec(text);
      if (!match) throw new EvaluationError(`regex: '${pattern}' matches nothing in '${text}'`);
      return match.groups ? { ...match.groups } : match.length > 1 ? match.slice(1) : match[0];
    },
    regexall: (pattern, text) => [...text.matchAll(new RegExp(plain(pattern), 'g'))].map((match) => (match.length > 1 ? match.slice(1) : match[0])),
    replace: (text, search, replacement) => text.replaceAll(search, replacement),
    reverse: (list) => [...list].reverse(),
    setsubtract: (from, what) => unique(from.filter((value) => !what.some((other) => plain(other) === plain(value)))),
    sort: (list) => [...list].sort(compare),
    split: (separator, text) => split(separator, text),
    startswith: (text, start) => plain(text).startsWith(start),
    strcontains: (text, part) => text.includes(part),
    tonumber: (value) => (value === null ? null : Number(value)),
    toset: (list) => unique([...list]),
    tostring: (value) => (value === null ? null : String(value)),
    trimprefix: (text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
    trimspace: (text) => text.trim(),
    trimsuffix: (text, suffix) => (text.endsWith(suffix) ? text.slice(0, -suffix.length) : text),
    upper: (text) => text.toUpperCase(),
    values: (object) => Object.keys(object).sort(compare).map((key) => object[key]),
  };
}

// Terraform's objects have no order of their own: their keys are written sorted.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort(compare).map((key) => [key, sorted(value[key])]));
}

function split(separator, text) {
  const parts = plain(text).split(separator);
  return isTainted(text) ? parts.map((part) => text[0] + part) : parts;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new EvaluationError(`there is no file ${path}`);
  }
}

function list(path) {
  try {
    return readdirSync(path);
  } catch {
    throw new EvaluationError(`there is no folder ${path}`);
  }
}
