import { tell } from '../data/store.js';
import { go, url } from '../page/url.js';
import { en } from './en.js';
import { fr } from './fr.js';

const all = { en, fr };
const known = code => (Object.hasOwn(all, code ?? '') ? code : null);

export const lang = () => known(url.lang) ?? known(localStorage.getItem('lang')) ?? (navigator.language.startsWith('fr') ? 'fr' : 'en');

export const t = () => all[lang()];

export function setLang(code) {
  localStorage.setItem('lang', code);
  go({ lang: code });
  applyLang();
  tell('lang');
}

export function applyLang() {
  document.documentElement.lang = lang();
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t()[element.dataset.text];
}
