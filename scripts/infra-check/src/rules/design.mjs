// What the design asks of resources beyond their names: how subscriptions deliver, how tables and marts are made.
import { isDeepStrictEqual } from 'node:util';

const week = '604800s';

// Budget notices come several times a day.
const budgetNotices = 'pmp-budget-alerts-to-stop-sub';

/** @returns {{where: string, message: string}[]} */
export function checkDesign(instances, warehouse, feeds, variables) {
  return [...checkSubscriptions(instances, Object.values(feeds)), ...checkTables(instances, warehouse, feeds, variables), ...checkMarts(instances, warehouse), ...checkJobs(instances), ...checkRefreshes(instances, warehouse)];
}

const report = ({ block, address }, message) => ({ where: `${block.file}:${block.line}`, message: `${address}: ${message}` });
const of = (instances, type) => instances.filter((instance) => instance.type === type);

function* checkSubscriptions(instances, feeds) {
  const ordered = new Set(feeds.flatMap(({ curation }) => curation?.subscription ?? []));
  // a backlog that nobody reads is billed after a day
  const audits = new Set(feeds.flatMap(({ audit_subscription: audit }) => audit ?? []));
  const subscriptions = of(instances, 'google_pubsub_subscription');
  const on = (topic) => subscriptions.filter(({ values }) => values.topic.endsWith(`/${topic}`));
  for (const subscription of subscriptions) {
    const { values } = subscription;
    const { name } = values;
    if (values.expiration_policy?.[0]?.ttl !== '') yield report(subscription, `${name} expires after 31 quiet days: expiration_policy { ttl = "" }`);
    if (Boolean(values.enable_message_ordering) !== ordered.has(name)) yield report(subscription, `only ${[...ordered].join(', ')} may be ordered`);
    if (values.push_config && !ordered.has(name) && !values.retry_policy) yield report(subscription, `${name} is pushed and has no retry_policy`);
    if (values.bigquery_config && values.bigquery_config[0].write_metadata !== true) yield report(subscription, `${name} must write metadata: write_metadata = true`);
    if (!audits.has(name) && name !== budgetNotices && values.message_retention_duration !== week) yield report(subscription, `${name} keeps 7 days (${week}), not ${values.message_retention_duration}`);
    if (audits.has(name) && values.message_retention_duration !== '86400s') yield report(subscription, `${name} keeps one day (86400s): a longer backlog is billed`);
    if (ordered.has(name) && (values.dead_letter_policy || values.retry_policy)) yield report(subscription, `${name} must have neither a dead-letter nor a retry policy: Dataflow refuses them`);
  }
  for (const { writer: { subscription: name }, dead_letters: { topic, table } } of feeds) {
    const push = subscriptions.find(({ values }) => values.name === name);
    if (!push) continue;
    const policy = push.values.dead_letter_policy?.[0];
    if (policy?.max_delivery_attempts !== 5) yield report(push, `${name} must dead-letter a message after 5 attempts`);
    const given = policy?.dead_letter_topic.split('/').at(-1);
    if (policy && given !== topic) yield report(push, `${name} dead-letters its messages to ${given}, not to ${topic}`);
    if (!on(topic).some(({ values }) => !values.bigquery_config && !values.push_config)) yield report(push, `nothing holds the dead letters of ${topic}`);
    const exports = on(topic).filter(({ values }) => values.bigquery_config);
    if (exports.length === 0) yield report(push, `nothing exports the dead letters of ${topic} to BigQuery`);
    for (const { block, address, values } of exports) {
      const written = values.bigquery_config[0].table.split('.').slice(1).join('.');
      if (written !== table) yield report({ block, address }, `${values.name} writes into ${written}, not into ${table}`);
    }
  }
}

function* checkTables(instances, warehouse, feeds, { feed_retention_days: days = {} }) {
  const kept = new Set(Object.entries(feeds).filter(([id]) => days[id] === null).flatMap(([, { writer, curation }]) => [writer.table, curation?.table]));
  const tables = of(instances, 'google_bigquery_table');
  for (const [name, schema] of Object.entries(warehouse.schemas)) {
    const table = tables.find(({ values }) => `${values.dataset_id}.${values.table_id}` === name);
    if (!table) continue;
    const { values } = table;
    if (!isDeepStrictEqual(JSON.parse(values.schema ?? 'null'), schema.schema.fields)) yield report(table, `${name}: its columns are not those of infra/bigquery/schemas`);
    const partition = values.time_partitioning?.[0];
    if (partition?.field !== schema.timePartitioning?.field || partition?.type !== schema.timePartitioning?.type) yield report(table, `${name}: its partitioning is not that of its schema file`);
    if ((values.clustering ?? []).join() !== (schema.clustering?.fields ?? []).join()) yield report(table, `${name}: its clustering is not that of its schema file`);
    if (partition && !kept.has(name) && partition.expiration_ms == null) yield report(table, `${name}: its partitions never expire`);
  }
}

function* checkMarts(instances, warehouse) {
  const views = of(instances, 'google_bigquery_table').filter(({ values }) => values.view || values.materialized_view);
  for (const view of views) {
    const { values, block } = view;
    const name = values.table_id;
    const query = (values.view ?? values.materialized_view)[0].query;
    if (query !== warehouse.marts[name]) yield report(view, `${name}: its query is not infra/bigquery/marts/${name}.sql`);
    if (values.view && values.view[0].use_legacy_sql !== false) yield report(view, `${name}: use_legacy_sql defaults to true: set it false`);
    if (Boolean(values.materialized_view) !== name.endsWith('_mv')) yield report(view, `${name}: only what ends in _mv is materialized`);
    if (values.materialized_view && values.materialized_view[0].enable_refresh !== true) yield report(view, `${name}: each query would do its work again: enable_refresh = true`);
    const partition = values.time_partitioning?.[0]?.field;
    if (values.materialized_view && !new RegExp(`TIMESTAMP_TRUNC\\(\\w+, DAY\\) AS ${partition}\\b`).test(query)) yield report(view, `${name}: it must be partitioned by the day of its base table's partition column`);
    for (const read of Object.keys(warehouse.marts).filter((other) => other !== name && new RegExp(`\\bpmp_marts\\.${other}\\b`).test(query))) {
      const source = views.find(({ values: other }) => other.table_id === read);
      if (source && !comesBefore(instances, source.block, block)) yield report(view, `${name} reads ${read}, and nothing makes Terraform create ${read} first (depends_on)`);
    }
  }
}

// Whether depends_on leads from one resource to the other.
function comesBefore(instances, earlier, later, seen = new Set()) {
  const blocks = new Map(instances.map(({ block }) => [block.address, block]));
  for (const expression of later.body.depends_on ?? []) {
    const address = expression.source.slice(2, -1);
    if (address === earlier.address) return true;
    if (seen.has(address)) continue;
    seen.add(address);
    if (blocks.has(address) && comesBefore(instances, earlier, blocks.get(address), seen)) return true;
  }
  return false;
}

function* checkJobs(instances) {
  for (const job of of(instances, 'google_cloud_scheduler_job')) {
    if (job.values.time_zone !== 'Europe/Paris') yield report(job, 'schedules follow Paris time: time_zone = "Europe/Paris"');
  }
}

// A job that carries an access token calls BigQuery and nothing else: whoever receives the token may use it.
function* checkRefreshes(instances, { refreshes }) {
  const jobs = of(instances, 'google_cloud_scheduler_job').filter(({ values }) => values.http_target[0].oauth_token);
  for (const job of jobs) {
    const { uri, oauth_token: [token] } = job.values.http_target[0];
    if (!uri.startsWith('https://bigquery.googleapis.com/')) yield report(job, `sends an access token to ${uri}, which is not BigQuery`);
    if (token.scope !== 'https://www.googleapis.com/auth/bigquery') yield report(job, `its token allows ${token.scope ?? 'everything'}, and needs https://www.googleapis.com/auth/bigquery`);
  }
  for (const { job: name, statement, maximum_gib_billed: gib } of refreshes) {
    const job = jobs.find(({ values }) => values.name === name);
    if (!job) continue;
    const body = JSON.parse(Buffer.from(job.values.http_target[0].body, 'base64').toString('utf8'));
    if (body.query !== statement) yield report(job, `${name} runs another statement than infra/bigquery/refreshes has`);
    if (Number(body.maximumBytesBilled) !== gib * 2 ** 30) yield report(job, `${name} may be billed for ${body.maximumBytesBilled ?? 'any number of'} bytes, not for ${gib} GiB`);
    if (body.useLegacySql !== false) yield report(job, `${name} is not GoogleSQL: useLegacySql = false`);
    const parameters = [...new Set([...statement.matchAll(/@(\w+)/g)].map((match) => match[1]))].sort().join();
    if (body.queryParameters.map((parameter) => parameter.name).sort().join() !== parameters) yield report(job, `${name} needs the parameters ${parameters || 'none'}`);
  }
}
