// Services, worker pool and job: whose account they run as, which image, who calls them and for how long.

const report = ({ block, address }, message) => ({ where: `${block.file}:${block.line}`, message: `${address}: ${message}` });
const of = (instances, type) => instances.filter((instance) => instance.type === type);

// scripts/images.sh builds them
const images = new Set(['collector', 'writer', 'curation', 'budget-stop', 'pmpctl', 'dashboard']);

/** @returns {{where: string, message: string}[]} */
export function checkServices(instances, feeds) {
  return [...checkPrograms(instances, Object.values(feeds)), ...checkCallers(instances)];
}

function* checkPrograms(instances, feeds) {
  const accounts = new Map(feeds.flatMap(({ collector, writer, curation }) => [collector, writer, curation]).filter(Boolean).map(({ service, account }) => [service, account]));
  for (const program of instances.filter(({ type }) => /^google_cloud_run_v2_(service|worker_pool|job)$/.test(type))) {
    const { name } = program.values;
    const [template] = program.values.template;
    const { service_account: email, containers } = template.template?.[0] ?? template;
    const account = email?.split('@')[0];
    if (account && account !== (accounts.get(name) ?? name)) yield report(program, `${name} runs as ${account}, which is another program's account`);
    const image = containers[0].image.split('/').at(-1).split(':')[0];
    if (!images.has(image)) yield report(program, `there is no image '${image}'; there are ${[...images].join(', ')}`);
  }
  const curated = new Set(feeds.flatMap(({ curation }) => curation?.service ?? []));
  for (const service of of(instances, 'google_cloud_run_v2_service').filter(({ values }) => curated.has(values.name))) {
    if (Number(service.values.template[0].scaling?.[0]?.max_instance_count) !== 1) yield report(service, `${service.values.name} must have one instance: two would take the write stream from each other`);
  }
}

// A service admits the account that its settings name, and is called with the audience that they name.
function* checkCallers(instances) {
  const services = of(instances, 'google_cloud_run_v2_service');
  const calls = [
    ...of(instances, 'google_cloud_scheduler_job').filter(({ values }) => !values.http_target[0].oauth_token).map((job) => ({ from: job, url: job.values.http_target[0].uri, token: job.values.http_target[0].oidc_token?.[0] })),
    ...of(instances, 'google_pubsub_subscription').filter(({ values }) => values.push_config)
      .map((push) => ({ from: push, url: push.values.push_config[0].push_endpoint, token: push.values.push_config[0].oidc_token?.[0] })),
  ];
  for (const { from, url, token } of calls) {
    const service = services.find(({ values }) => url.startsWith(`https://${values.name}-123456789012.`));
    if (!service) {
      yield report(from, `${url} is not a service of this configuration`);
      continue;
    }
    const [deadline, timeout] = [from.values.ack_deadline_seconds, Number.parseInt(service.values.template[0].timeout, 10)];
    if (deadline && timeout > Number(deadline)) yield report(from, `${from.values.name} is delivered again after ${deadline}s, while ${service.values.name} may still work on it for ${timeout}s`);
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

