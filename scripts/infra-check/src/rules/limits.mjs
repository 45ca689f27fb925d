// Values that the schema lets through and Google refuses: ranges as Google documents them.

const seconds = (from, to) => ({ from, to, read: (value) => (/^\d+(\.\d+)?s$/.test(value) ? Number.parseFloat(value) : Number.NaN), unit: ' seconds' });
const number = (from, to, unit = '') => ({ from, to, read: Number, unit });
const characters = (from, to) => ({ from, to, read: (value) => value.length, unit: ' characters' });

const limits = {
  google_bigquery_dataset: { max_time_travel_hours: number(48, 168) },
  // in MiB: less than one GiB is a mistake of the unit
  google_cloud_quotas_quota_preference: { 'quota_config.preferred_value': number(1024, 209_715_200, ' MiB') },
  google_cloud_run_v2_job: { name: characters(1, 49), 'template.template.timeout': seconds(1, 604_800), 'template.template.max_retries': number(0, 10) },
  google_cloud_run_v2_service: {
    name: characters(1, 49),
    'template.max_instance_request_concurrency': number(1, 1000),
    'template.timeout': seconds(1, 3600),
    'template.containers.startup_probe.period_seconds': number(1, 240),
  },
  google_cloud_run_v2_worker_pool: { name: characters(1, 49) },
  google_cloud_scheduler_job: { attempt_deadline: seconds(15, 1800), 'retry_config.retry_count': number(0, 5) },
  google_logging_project_bucket_config: { retention_days: number(1, 3650) },
  google_monitoring_alert_policy: { 'alert_strategy.auto_close': seconds(1800, 604_800) },
  google_pubsub_subscription: {
    ack_deadline_seconds: number(10, 600),
    message_retention_duration: seconds(600, 2_678_400),
    'dead_letter_policy.max_delivery_attempts': number(5, 100),
    'retry_policy.minimum_backoff': seconds(0, 600),
    'retry_policy.maximum_backoff': seconds(0, 600),
  },
  google_service_account: { account_id: characters(6, 30) },
  google_storage_bucket: { name: characters(3, 63) },
};

/** @returns {{where: string, message: string}[]} */
export function checkLimits(instances) {
  return instances.flatMap(({ address, block, type, values }) => Object.entries(limits[type] ?? {}).flatMap(([path, limit]) =>
    valuesAt(values, path.split('.')).filter((value) => !(limit.read(value) >= limit.from && limit.read(value) <= limit.to))
      .map((value) => ({ where: `${block.file}:${block.line}`, message: `${address}: ${path} is ${value}; Google accepts ${limit.from} to ${limit.to}${limit.unit}` }))));
}

function valuesAt(values, [name, ...rest]) {
  const value = values?.[name];
  if (value === undefined || value === null) return [];
  return rest.length === 0 ? [value] : [value].flat().flatMap((inner) => valuesAt(inner, rest));
}
