// The configuration has every name of infra/feeds and infra/bigquery, and no other.

/** @returns {{where: string, message: string}[]} */
export function checkNames(instances, names, warehouse) {
  const found = inventory(instances);
  const missing = (kind, wanted, source) => wanted.filter((name) => !found[kind].has(name))
    .map((name) => ({ where: source, message: `there is no ${singular[kind]} ${name}` }));
  const contracts = 'infra/feeds';
  const extra = (kind) => [...found[kind]].filter((name) => !names[kind].includes(name) && !ofNoFeed.has(name))
    .map((name) => ({ where: '*.tf', message: `there is a ${singular[kind]} ${name}, which no file of infra/feeds names` }));
  return [
    ...missing('topics', names.topics, contracts),
    ...missing('subscriptions', names.subscriptions, contracts),
    ...missing('datasets', names.datasets, contracts),
    ...missing('tables', names.tables, contracts),
    ...missing('services', names.services, contracts),
    ...missing('schedulerJobs', names.schedulerJobs, contracts),
    ...['topics', 'subscriptions', 'services', 'schedulerJobs'].flatMap(extra),
    ...missing('tables', Object.keys(warehouse.schemas), 'infra/bigquery/schemas'),
    ...missing('views', Object.keys(warehouse.marts).map((name) => `pmp_marts.${name}`), 'infra/bigquery/marts'),
  ];
}

// What no feed owns.
const ofNoFeed = new Set(['pmp-budget-alerts', 'pmp-budget-alerts-to-stop-sub', 'pmp-budget-stop', 'pmp-dashboard']);

const singular = {
  topics: 'topic', subscriptions: 'subscription', datasets: 'dataset', tables: 'table', views: 'view', services: 'Cloud Run service or job', schedulerJobs: 'scheduler job',
};

function inventory(instances) {
  const named = (test, name) => new Set(instances.filter(test).map(({ values }) => name(values)));
  const isView = ({ values }) => Boolean(values.view || values.materialized_view);
  const table = (values) => `${values.dataset_id}.${values.table_id}`;
  return {
    topics: named(({ type }) => type === 'google_pubsub_topic', (values) => values.name),
    subscriptions: named(({ type }) => type === 'google_pubsub_subscription', (values) => values.name),
    datasets: named(({ type }) => type === 'google_bigquery_dataset', (values) => values.dataset_id),
    tables: named((instance) => instance.type === 'google_bigquery_table' && !isView(instance), table),
    views: named((instance) => instance.type === 'google_bigquery_table' && isView(instance), table),
    services: named(({ type }) => type === 'google_cloud_run_v2_service' || type === 'google_cloud_run_v2_job', (values) => values.name),
    schedulerJobs: named(({ type }) => type === 'google_cloud_scheduler_job', (values) => values.name),
  };
}
