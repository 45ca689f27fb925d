// Names of a feed's resources are only in infra/feeds; files that must repeat them agree with it.
import { tablesOf } from '../repository.mjs';

/**
 * @param {object[]} files The .tf files: { name, text }. @param {[string, string][]} places Other files, and what stands in them.
 * @param {object} pipelines Files of infra/dataflow by name. @returns {{where: string, message: string}[]}
 */
export function checkFeeds(feeds, files, places, pipelines, warehouse) {
  return [...checkFiles(feeds, warehouse), ...checkCopies(feeds, [...files.map(({ name, text }) => [name, text]), ...places]), ...checkPipelines(feeds, pipelines)];
}

function* checkFiles(feeds, warehouse) {
  for (const [id, feed] of Object.entries(feeds)) {
    const where = `infra/feeds/${id}.json`;
    if (id !== `${feed.system}.${feed.kind}`) yield { where, message: `describes ${feed.system}.${feed.kind}: a feed's file is named <system>.<kind>.json` };
    for (const table of tablesOf(feed).filter((name) => !(name in warehouse.schemas))) yield { where, message: `names the table ${table}, and infra/bigquery/schemas has no ${table}.json` };
  }
}

// Whole words: pmp-events does not match in pmp-events-sub.
function* checkCopies(feeds, places) {
  for (const [where, text] of places) {
    const code = text.replace(/^\s*#.*$/gm, '');
    for (const name of new Set(Object.values(feeds).flatMap(namesOf))) {
      const found = new RegExp(`(?<![\\w-])${name.replace('.', '\\.')}(?![\\w-])`).exec(code);
      if (found) yield { where, message: `${name} is repeated here: read it from infra/feeds` };
    }
  }
}

const namesOf = (feed) => [
  feed.topic, feed.audit_subscription, feed.schedule.job, feed.collector.service, feed.writer.service, feed.writer.subscription, feed.curation?.service,
  feed.curation?.subscription, feed.dead_letters.topic, feed.dead_letters.hold_subscription, feed.dead_letters.export_subscription, ...tablesOf(feed),
].filter(Boolean);

// A pipeline is read by Dataflow as it is.
function* checkPipelines(feeds, pipelines) {
  const wanted = Object.entries(feeds).filter(([, { curation }]) => curation?.dataflow);
  for (const [id, { curation }] of wanted) {
    const where = `infra/dataflow/${curation.dataflow}`;
    const text = pipelines[curation.dataflow];
    if (text === undefined) {
      yield { where: `infra/feeds/${id}.json`, message: `there is no ${where}` };
      continue;
    }
    const given = [...text.matchAll(/^ *(subscription|table): "[^"]*?[/.]((?:pmp_\w+\.)?[\w-]+)"/gm)].map(([, kind, name]) => `${kind} ${name}`);
    const right = [`subscription ${curation.subscription}`, `table ${curation.table}`, `table ${curation.dead_letter_table}`];
    for (const name of right.filter((item) => !given.includes(item))) yield { where, message: `there is no ${name}, which infra/feeds/${id}.json names` };
    for (const name of given.filter((item) => !right.includes(item))) yield { where, message: `${name} is not a name that infra/feeds/${id}.json gives` };
  }
  for (const name of Object.keys(pipelines).filter((file) => !wanted.some(([, { curation }]) => curation.dataflow === file))) {
    yield { where: `infra/dataflow/${name}`, message: 'no file of infra/feeds names this pipeline (curation.dataflow)' };
  }
}
