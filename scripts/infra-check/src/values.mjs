// Values while a configuration is evaluated. What only the cloud knows (an e-mail of an account to be, an id) is a
// string that starts with a mark: it can be passed on and compared, but never be the key of a for_each.
const mark = '\u0001';

/** A rule of Terraform's language that an expression breaks. */
export class EvaluationError extends Error {}

export const unknownUntilApply = (text) => mark + text;
export const isTainted = (value) => typeof value === 'string' && value.includes(mark);

/** The value with all marks removed. */
export function plain(value) {
  if (typeof value === 'string') return value.replaceAll(mark, '');
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plain(key), plain(inner)]));
}
