// What the repository says beside Terraform: names in ResourceNames.cs, schemas, marts, and the security matrix.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names by kind: { topics, subscriptions, datasets, tables: ['dataset.table'], services, schedulerJobs }.
 * @throws The file has changed its form, so that nothing is found in it.
 */
export function readResourceNames(root) {
  const file = join(root, 'src/PmpPulse.Contracts/ResourceNames.cs');
  const text = readFileSync(file, 'utf8');
  const section = (name) => new RegExp(`class ${name}\\s*\\{([\\s\\S]*?)^    \\}`, 'm').exec(text)?.[1] ?? '';
  const constants = (name) => Object.fromEntries([...section(name).matchAll(/const string (\w+) = "([^"]+)"/g)].map((match) => [match[1], match[2]]));
  const datasets = constants('Datasets');
  const names = {
    topics: Object.values(constants('Topics')),
    subscriptions: Object.values(constants('Subscriptions')),
    datasets: Object.values(datasets),
    tables: [...section('Tables').matchAll(/new\(Datasets\.(\w+), "([^"]+)"\)/g)].map((match) => `${datasets[match[1]]}.${match[2]}`),
    services: Object.values(constants('Services')),
    schedulerJobs: Object.values(constants('SchedulerJobs')),
  };
  for (const [kind, found] of Object.entries(names)) {
    if (found.length === 0) throw new Error(`${file}: no ${kind} found; this check reads 'const string Name = "..."' in its nested classes`);
  }
  return names;
}

/** Files of infra/bigquery: { schemas: { 'dataset.table': body }, marts: { name: query } }. */
export function readWarehouse(root) {
  const folder = join(root, 'infra/bigquery');
  const read = (sub, ending, convert) => Object.fromEntries(readdirSync(join(folder, sub)).filter((name) => name.endsWith(ending)).sort()
    .map((name) => [name.slice(0, -ending.length), convert(readFileSync(join(folder, sub, name), 'utf8'))]));
  return { schemas: read('schemas', '.json', JSON.parse), marts: read('marts', '.sql', String) };
}

/**
 * The tables of docs/10-security-posture.md that stand between `<!-- NAME:begin -->` and `<!-- NAME:end -->`, as lists of rows of cells.
 * @throws A table is missing.
 */
export function readMatrix(root, name) {
  const file = 'docs/10-security-posture.md';
  const text = readFileSync(join(root, file), 'utf8');
  const part = new RegExp(`<!-- ${name}:begin -->([\\s\\S]*?)<!-- ${name}:end -->`).exec(text);
  if (!part) throw new Error(`${file} has no table between <!-- ${name}:begin --> and <!-- ${name}:end -->`);
  const rows = part[1].trim().split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
  return rows.slice(2);
}

/** Every string literal of the C# sources. */
export function readLiterals(root) {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).filter((name) => name.endsWith('.cs') && !/(^|\/)(bin|obj)\//.test(name));
  return new Set(sources.flatMap((name) => [...readFileSync(join(root, 'src', name), 'utf8').matchAll(/"(\w+)"/g)].map((match) => match[1])));
}
