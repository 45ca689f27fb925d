// What the design asks of resources beyond their names: how subscriptions deliver, how tables and marts are made.
import { isDeepStrictEqual } from 'node:util';

const week = '604800s';
const curation = 'pmp-events-dataflow-sub';

// A backlog that nobody reads is billed after a day; budget notices come several times a day.
const shortLived = new Set(['pmp-events-sub', 'pmp-budget-alerts-to-stop-sub']);

// Where a push subscription's messages go that could not be delivered.
const deadLetters = {
  'pmp-events-to-bq-sub': { topic: 'pmp-events-push-dlq', table: 'pmp_ops.velib_station_status_push_dlq' },
  'pmp-velib-station-info-to-bq-sub': { topic: 'pmp-velib-station-info-push-dlq', table: 'pmp_ops.velib_station_info_push_dlq' },
};

/** @returns {{where: string, message: string}[]} */
export function checkDesign(instances, warehouse) {
  return [...checkSubscriptions(instances), ...checkTables(instances, warehouse), ...checkMarts(instances, warehouse), ...checkCallers(instances), ...checkJobs(instances)];
}

const report = ({ block, address }, message) => ({ where: `${block.file}:${block.line}`, message: `${address}: ${message}` });
const of = (instances, type) => instances.filter((instance) => instance.type === type);

function* checkSubscriptions(instances) {
  const subscriptions = of(instances, 'google_pubsub_subscription');
  const on = (topic) => subscriptions.filter(({ values }) => values.topic.endsWith(`/${topic}`));
  for (const subscription of subscriptions) {
    const { values } = subscription;
    const { name } = values;
    if (values.expiration_policy?.[0]?.ttl !== '') yield report(subscription, `${name} expires after 31 quiet days: expiration_policy { ttl = "" }`);
    if (Boolean(values.enable_message_ordering) !== (name === curation)) yield report(subscription, `only ${curation} is ordered`);
    if (values.push_config && name !== curation && !values.retry_policy) yield report(subscription, `${name} is pushed and has no retry_policy`);
    if (values.bigquery_config && values.bigquery_config[0].write_metadata !== true) yield report(subscription, `${name} must write metadata: write_metadata = true`);
    if (!shortLived.has(name) && values.message_retention_duration !== week) yield report(subscription, `${name} keeps 7 days (${week}), not ${values.message_retention_duration}`);
    if (name === 'pmp-events-sub' && values.message_retention_duration !== '86400s') yield report(subscription, `${name} keeps one day (86400s): a longer backlog is billed`);
    if (name === curation && (values.dead_letter_policy || values.retry_policy)) yield report(subscription, `${curation} takes neither dead-letter nor retry policy: Dataflow refuses them`);
  }
  for (const [name, { topic, table }] of Object.entries(deadLetters)) {
    const push = subscriptions.find(({ values }) => values.name === name);
    if (!push) continue;
    const policy = push.values.dead_letter_policy?.[0];
    if (policy?.max_delivery_attempts !== 5) yield report(push, `${name} gives a message up after 5 attempts`);
    const given = policy?.dead_letter_topic.split('/').at(-1);
    if (policy && given !== topic) yield report(push, `${name} gives its messages up to ${given}, not to ${topic}`);
    if (!on(topic).some(({ values }) => !values.bigquery_config && !values.push_config)) yield report(push, `nothing holds the dead letters of ${topic}`);
    const exports = on(topic).filter(({ values }) => values.bigquery_config);
    if (exports.length === 0) yield report(push, `nothing exports the dead letters of ${topic} to BigQuery`);
    for (const { block, address, values } of exports) {
      const written = values.bigquery_config[0].table.split('.').slice(1).join('.');
      if (written !== table) yield report({ block, address }, `${values.name} writes into ${written}, not into ${table}`);
    }
  }
}

function* checkTables(instances, warehouse) {
  const tables = of(instances, 'google_bigquery_table');
  for (const [name, schema] of Object.entries(warehouse.schemas)) {
    const table = tables.find(({ values }) => `${values.dataset_id}.${values.table_id}` === name);
    if (!table) continue;
    const { values } = table;
    if (!isDeepStrictEqual(JSON.parse(values.schema ?? 'null'), schema.schema.fields)) yield report(table, `${name}: its columns are not those of infra/bigquery/schemas`);
    const partition = values.time_partitioning?.[0];
    if (partition?.field !== schema.timePartitioning?.field || partition?.type !== schema.timePartitioning?.type) yield report(table, `${name}: its partitioning is not that of its schema file`);
    if ((values.clustering ?? []).join() !== (schema.clustering?.fields ?? []).join()) yield report(table, `${name}: its clustering is not that of its schema file`);
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
    if (Boolean(values.materialized_view) !== name.endsWith('_mv')) yield report(view, `${name}: just what ends in _mv is materialized`);
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

// A service admits the account that its settings name, and is called with the audience that they name.
function* checkCallers(instances) {
  const services = of(instances, 'google_cloud_run_v2_service');
  const calls = [
    ...of(instances, 'google_cloud_scheduler_job').map((job) => ({ from: job, url: job.values.http_target[0].uri, token: job.values.http_target[0].oidc_token?.[0] })),
    ...of(instances, 'google_pubsub_subscription').filter(({ values }) => values.push_config)
      .map((push) => ({ from: push, url: push.values.push_config[0].push_endpoint, token: push.values.push_config[0].oidc_token?.[0] })),
  ];
  for (const { from, url, token } of calls) {
    const service = services.find(({ values }) => url.startsWith(`https://${values.name}-123456789012.`));
    if (!service) {
      yield report(from, `${url} is no service of this configuration`);
      continue;
    }
    const settings = settingsOf(service);
    if (!token) yield report(from, 'calls without a token: oidc_token is missing');
    else if (token.service_account_email !== settings.OIDC_EMAIL) yield report(from, `calls as ${token.service_account_email}, and ${service.values.name} admits ${settings.OIDC_EMAIL}`);
    else if (token.audience !== settings.OIDC_AUDIENCE) yield report(from, `calls for ${token.audience}, and ${service.values.name} expects ${settings.OIDC_AUDIENCE}`);
  }
  for (const service of services) {
    const admitted = of(instances, 'google_cloud_run_v2_service_iam_member')
      .filter(({ values }) => values.name === service.values.name && values.role === 'roles/run.invoker').map(({ values }) => values.member.replace('serviceAccount:', ''));
    const { OIDC_EMAIL: expected } = settingsOf(service);
    if (expected && admitted.join() !== expected) yield report(service, `admits ${expected} itself, while Cloud Run admits ${admitted.join(', ') || 'nobody'}`);
    if (!expected && service.values.ingress !== 'INGRESS_TRAFFIC_ALL') yield report(service, 'names no caller (OIDC_EMAIL)');
    if (!service.values.template[0].service_account) yield report(service, 'runs as the default account, which may do nearly everything');
  }
}

const settingsOf = ({ values }) => Object.fromEntries((values.template[0].containers[0].env ?? []).map(({ name, value }) => [name, value]));

function* checkJobs(instances) {
  for (const job of of(instances, 'google_cloud_scheduler_job')) {
    if (job.values.time_zone !== 'Europe/Paris') yield report(job, 'schedules are on Paris clocks: time_zone = "Europe/Paris"');
  }
}
