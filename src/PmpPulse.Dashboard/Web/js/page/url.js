import { tell } from '../data/store.js';

// The view is in the address: what is on the screen can be sent to somebody.
const names = ['view', 'station', 'only', 'at', 'c', 'z', 'lang', 'theme', 'area', 'sort', 'streets'];
const state = Object.fromEntries(names.map(name => [name, new URLSearchParams(location.search).get(name)]));

export const url = state;

/** Changes what is shown; `push` makes it a step that the back button undoes. */
export function go(changes, push = false) {
  const changed = Object.keys(changes).filter(name => state[name] !== (changes[name] ?? null));
  if (changed.length === 0) return;
  for (const name of changed) state[name] = changes[name] ?? null;
  const query = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== null));
  const address = query.size > 0 ? `?${query}` : location.pathname;
  history[push ? 'pushState' : 'replaceState'](null, '', address);
  for (const name of changed) tell(`url:${name}`);
}

/** The address that would show something else. */
export function hrefOf(changes) {
  const query = new URLSearchParams(Object.entries({ ...state, ...changes }).filter(([, value]) => value !== null && value !== undefined));
  return query.size > 0 ? `?${query}` : '/';
}

addEventListener('popstate', () => {
  const query = new URLSearchParams(location.search);
  for (const name of names) {
    if (state[name] === query.get(name)) continue;
    state[name] = query.get(name);
    tell(`url:${name}`);
  }
});
