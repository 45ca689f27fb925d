// What the repository says beside Terraform: feeds, schemas, marts, pipelines, and the security matrix.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The feeds of infra/feeds by id, and the names they and SharedNames.cs give, by kind:
 * { feeds, names: { topics, subscriptions, datasets, tables: ['dataset.table'], services, schedulerJobs } }.
 * @throws SharedNames.cs has changed its form, so that nothing is found in it.
 */
export function readTopology(root) {
  const folder = join(root, 'infra/feeds');
  const feeds = Object.fromEntries(readdirSync(folder).filter((name) => name.endsWith('.json')).sort()
    .map((name) => [name.slice(0, -'.json'.length), readFeed(join(folder, name))]));
  const shared = readSharedNames(root);
  const each = (select) => [...new Set(Object.values(feeds).filter((feed) => feed.enabled_by_default).flatMap(select).filter(Boolean))];
  return {
    feeds,
    names: {
      topics: each((feed) => [feed.topic, feed.dead_letters.topic]),
      subscriptions: each((feed) => [
        feed.audit_subscription, feed.writer.subscription, feed.curation?.subscription, feed.dead_letters.hold_subscription, feed.dead_letters.export_subscription]),
      datasets: shared.datasets,
      tables: [...each(tablesOf), shared.parked],
      services: [...each((feed) => [feed.collector.service, feed.writer.service, feed.curation?.service]), shared.replayJob],
      schedulerJobs: [...each((feed) => [feed.schedule.job]), ...readRefreshes(root).map(({ job }) => job)],
    },
  };
}

/** Every table of a feed, as dataset.table. */
export const tablesOf = ({ writer, dead_letters: dead, curation }) =>
  [writer.table, dead.table, curation?.table, curation?.dead_letter_table, curation?.register].filter(Boolean);

function readFeed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SyntaxError(`${file}: ${error.message}`);
  }
}

function readSharedNames(root) {
  const file = join(root, 'src/PmpPulse.Contracts/Topology/SharedNames.cs');
  const text = readFileSync(file, 'utf8');
  const constant = (name) => new RegExp(`const string ${name} = "([^"]+)"`).exec(text)?.[1];
  const datasets = [...text.matchAll(/const string \w+Dataset = "([^"]+)"/g)].map((match) => match[1]);
  const parked = /ParkedDeadLetters = new\(OpsDataset, "([^"]+)"\)/.exec(text)?.[1];
  const found = { datasets, replayJob: constant('ReplayJob'), parked: parked && `${constant('OpsDataset')}.${parked}` };
  for (const [name, value] of Object.entries(found)) {
    if (!value?.length) throw new Error(`${file}: no ${name} found in it; this check reads 'const string Name = "..."'`);
  }
  return found;
}

/** Other files in which names of feeds might be repeated: [path, text]. */
export function readPlaces(root) {
  const files = ['Dockerfile.collector', 'Dockerfile.writer', 'scripts/images.sh', 'scripts/pmpctl.sh', ...list(root, 'scripts/gcp', '.sh')];
  return files.filter((file) => existsSync(join(root, file))).map((file) => [file, readFileSync(join(root, file), 'utf8')]);
}

/** The pipelines of infra/dataflow: { name: text }. */
export function readPipelines(root) {
  return Object.fromEntries(list(root, 'infra/dataflow', '.yaml').map((file) => [file.split('/').at(-1), readFileSync(join(root, file), 'utf8')]));
}

const list = (root, folder, ending) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
  .filter((name) => name.endsWith(ending)).sort().map((name) => `${folder}/${name}`);

/** The statements of infra/bigquery/refreshes with their schedules: [{ table, job, maximum_gib_billed, statement, … }]. */
export function readRefreshes(root) {
  const folder = join(root, 'infra/bigquery/refreshes');
  return JSON.parse(readFileSync(join(folder, 'schedules.json'), 'utf8'))
    .map((schedule) => ({ ...schedule, statement: readFileSync(join(folder, `${schedule.table.split('.')[1]}.sql`), 'utf8') }));
}

/** Files of infra/bigquery: { schemas: { 'dataset.table': body }, marts: { name: query }, refreshes }. */
export function readWarehouse(root) {
  const folder = join(root, 'infra/bigquery');
  const read = (sub, ending, convert) => Object.fromEntries(readdirSync(join(folder, sub)).filter((name) => name.endsWith(ending)).sort()
    .map((name) => [name.slice(0, -ending.length), convert(readFileSync(join(folder, sub, name), 'utf8'))]));
  return { schemas: read('schemas', '.json', JSON.parse), marts: read('marts', '.sql', String), refreshes: readRefreshes(root) };
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
