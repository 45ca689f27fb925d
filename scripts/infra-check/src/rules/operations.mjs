// What the design asks for the day after: what apply leaves to operators, what can't be deleted by accident, who may call,
// what raises an alert.
import { isDeepStrictEqual } from 'node:util';

/** @returns {{where: string, message: string}[]} */
export function checkOperations(instances, feeds, variables) {
  return [...checkLeftAlone(instances, Object.values(feeds)), ...checkKept(instances, variables), ...checkDoors(instances), ...checkAlerts(instances), ...checkBounds(instances, variables)];
}

const report = ({ block, address }, message) => ({ where: `${block.file}:${block.line}`, message: `${address}: ${message}` });
const of = (instances, type) => instances.filter((instance) => instance.type === type);

// pmpctl and the programs change these; an apply that set them back would undo it.
const leftAlone = [
  ['google_pubsub_subscription', ({ name }, feeds) => feeds.some(({ curation }) => curation?.subscription === name), 'push_config', 'would switch the engine of curation'],
  ['google_bigquery_table', ({ dataset_id: dataset, table_id: id }, feeds) => feeds.some(({ curation }) => curation?.register === `${dataset}.${id}`), 'description', 'would reset the register, and with it who owns the write stream'],
  ['google_cloud_run_v2_worker_pool', () => true, 'scaling', 'would stop or start the worker engine'],
  ['google_cloud_run_v2_worker_pool', () => true, 'launch_stage', 'would request BETA again each time, because Google answers GA'],
  ['google_cloud_run_v2_service', () => true, 'scaling', 'would undo instance counts set by hand'],
  ['google_cloud_run_v2_service', () => true, 'template[0].scaling', 'would undo instance counts set by hand'],
  ['google_cloud_scheduler_job', () => true, 'paused', 'would pause the schedule'],
];

function* checkLeftAlone(instances, feeds) {
  for (const [type, isMeant, argument, harm] of leftAlone) {
    for (const instance of of(instances, type).filter(({ values }) => isMeant(values, feeds))) {
      const ignored = (instance.block.body.lifecycle ?? []).flatMap((lifecycle) => (lifecycle.ignore_changes ?? []).map(({ source }) => source));
      if (!ignored.includes(`\${${argument}}`)) yield report(instance, `each apply ${harm}: ignore_changes = [${argument}]`);
    }
  }
  for (const pool of of(instances, 'google_cloud_run_v2_worker_pool')) {
    const count = Number(pool.values.scaling?.[0]?.manual_instance_count);
    if (count !== 0) yield report(pool, `starts with ${count} instances, which cost money before anybody started them`);
  }
  for (const job of of(instances, 'google_cloud_scheduler_job')) {
    if (job.values.paused !== true) yield report(job, 'starts paused: pmpctl up resumes it');
  }
}

/** Data and state that nobody deletes by accident or makes public. */
export function* checkKept(instances, { protect_data: isProtected = true }) {
  for (const table of of(instances, 'google_bigquery_table').filter(({ values }) => !values.view && !values.materialized_view)) {
    if (isProtected && table.values.deletion_protection !== true) yield report(table, 'can be deleted while protect_data is set');
  }
  for (const dataset of of(instances, 'google_bigquery_dataset')) {
    if (isProtected && dataset.values.delete_contents_on_destroy !== false) yield report(dataset, 'is emptied while protect_data is set');
  }
  for (const bucket of of(instances, 'google_storage_bucket')) {
    const { values, block } = bucket;
    if (values.public_access_prevention !== 'enforced') yield report(bucket, 'could be made public: public_access_prevention = "enforced"');
    if (values.uniform_bucket_level_access !== true) yield report(bucket, 'has separate access lists on each object: uniform_bucket_level_access = true');
    if (!values.name.endsWith('-pmp-terraform')) continue;
    if (values.versioning?.[0]?.enabled !== true) yield report(bucket, 'an overwritten state would be gone: versioning { enabled = true }');
    if (!block.body.lifecycle?.some((lifecycle) => lifecycle.prevent_destroy === true)) yield report(bucket, 'the state can be destroyed: prevent_destroy = true');
  }
}

function* checkDoors(instances) {
  for (const service of of(instances, 'google_cloud_run_v2_service').filter(({ values }) => values.name !== 'pmp-dashboard')) {
    if (service.values.ingress !== 'INGRESS_TRAFFIC_INTERNAL_ONLY') yield report(service, 'is open to the internet, although only Google calls it: INGRESS_TRAFFIC_INTERNAL_ONLY');
  }
}

// Metrics as PromQL spells them, those in use; a query on an unknown metric never answers, and so never raises an alert.
const metrics = new Set([
  'pubsub_googleapis_com:subscription_ack_message_count', 'pubsub_googleapis_com:subscription_num_undelivered_messages',
  'pubsub_googleapis_com:subscription_oldest_unacked_message_age', 'run_googleapis_com:request_count',
]);
const alarms = ['pmp-dead-letters', 'pmp-curated-dead-letters', 'pmp-backlog-age', 'pmp-no-rows', 'pmp-errors'];
const watched = { subscription_id: 'google_pubsub_subscription', service_name: 'google_cloud_run_v2_service' };

function* checkAlerts(instances) {
  const names = new Set(of(instances, 'google_monitoring_alert_policy').map(({ values }) => values.display_name));
  for (const name of alarms.filter((wanted) => !names.has(wanted))) yield { where: 'alerts.tf', message: `there is no alert ${name}` };
  for (const alert of of(instances, 'google_monitoring_alert_policy')) {
    for (const { query } of (alert.values.conditions ?? []).flatMap((condition) => condition.condition_prometheus_query_language ?? [])) {
      for (const [metric] of query.matchAll(/\w+_googleapis_com:\w+/g)) {
        if (!metrics.has(metric)) yield report(alert, `${metric} is not a metric that scripts/infra-check/src/rules/operations.mjs knows`);
      }
      for (const [, label, pattern] of query.matchAll(/(subscription_id|service_name)=~?"([^"]*)"/g)) {
        const names = of(instances, watched[label]).map(({ values }) => values.name);
        for (const name of pattern.split('|').filter((part) => !names.some((other) => new RegExp(`^${part}$`).test(other)))) {
          yield report(alert, `watches ${name}, which this configuration does not have`);
        }
      }
    }
  }
}

function* checkBounds(instances, { billing_account: account = null }) {
  const budgets = of(instances, 'google_billing_budget');
  if (of(instances, 'google_cloud_quotas_quota_preference').length === 0) yield { where: 'quota.tf', message: 'nothing bounds what BigQuery queries may scan in a day' };
  if (account !== null && budgets.length === 0) yield { where: 'budget.tf', message: 'a billing account is given, and there is no budget' };
  for (const budget of budgets) {
    const thresholds = (budget.values.threshold_rules ?? []).map(({ threshold_percent: share }) => Number(share));
    if (!isDeepStrictEqual(thresholds, [0.5, 0.9, 1])) yield report(budget, 'alerts at 50, 90 and 100%');
    if (budget.values.budget_filter?.[0]?.projects?.length !== 1) yield report(budget, 'counts other projects of the billing account, and their cost would stop this one: budget_filter { projects = [...] }');
    if (!budget.values.all_updates_rule?.[0]?.pubsub_topic) yield report(budget, 'notifies nothing that could stop the pipeline: all_updates_rule { pubsub_topic = ... }');
  }
}
