/** "; did you mean 'x'?" for the nearest of the candidates, or nothing. */
export function closest(name, candidates) {
  const [best] = candidates.map((candidate) => ({ candidate, distance: distance(name, candidate) })).sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, name.length / 5) ? `; did you mean '${best.candidate}'?` : '';
}

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
