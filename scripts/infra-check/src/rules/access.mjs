// The grants of the configuration against the matrix in docs/10-security-posture.md, in both directions.

const project = 'pmp-check';
const projectNumber = '123456789012';
const broad = /^roles\/(owner|editor|viewer|.*[aA]dmin)$/;

// What each kind of grant is on.
const targets = {
  google_project_iam_member: () => 'project',
  google_artifact_registry_repository_iam_member: ({ repository }) => `repository ${repository}`,
  google_pubsub_topic_iam_member: ({ topic }) => `topic ${topic}`,
  google_pubsub_subscription_iam_member: ({ subscription }) => `subscription ${subscription}`,
  google_bigquery_table_iam_member: (values) => `table ${values.dataset_id}.${values.table_id}`,
  google_cloud_run_v2_service_iam_member: ({ name }) => `service ${name}`,
  google_cloud_run_v2_worker_pool_iam_member: ({ name }) => `worker pool ${name}`,
  google_cloud_run_v2_job_iam_member: ({ name }) => `job ${name}`,
  google_service_account_iam_member: (values) => `account ${accountOf(values.service_account_id)}`,
  google_storage_bucket_iam_member: ({ bucket }) => `bucket ${bucket.replace(project, 'PROJECT')}`,
};

// Types that give access, whatever they are called.
const grants = (type) => /(_iam_(member|binding|policy)|_acl|_access(_control)?|_account_key)$/.test(type);

/**
 * Grants that no scenario makes, and so nobody has compared.
 * @param {object[]} blocks Resource blocks. @param {Set<object>} made Those of which there is an instance in some scenario.
 */
export function checkUnseen(blocks, made) {
  return blocks.filter((block) => (grants(block.type) || block.type === 'google_project_iam_custom_role') && !made.has(block))
    .map((block) => ({ where: `${block.file}:${block.line}`, message: `${block.address}: does not exist in any scenario of scenarios.json, so nothing compares it with the matrix` }));
}

/**
 * @param grantRows Rows of [who, may, on, when, why].
 * @param roleRows Rows of [role, permissions, ...].
 * @param everything Whether the instances are those with every switch on; else only rows that are so `always` are expected.
 * @returns {{where: string, message: string}[]}
 */
export function checkAccess(instances, variables, grantRows, roleRows, everything) {
  const document = 'docs/10-security-posture.md';
  const expected = new Map(grantRows.filter(([, , , when]) => everything || when === 'always')
    .map(([who, may, on, when, why]) => [`${who} has ${may} on ${on}`, { when, why }]));
  const findings = [];
  const seen = new Set();
  for (const { instance, who, may, on } of grantsOf(instances, variables, findings)) {
    const grant = `${who} has ${may} on ${on}`;
    seen.add(grant);
    const where = `${instance.block.file}:${instance.block.line}`;
    if (on === 'project' && broad.test(may)) findings.push({ where, message: `${instance.address}: ${may} on the whole project is never needed` });
    if (!expected.has(grant)) findings.push({ where, message: `${instance.address}: ${grant}, which the security matrix does not allow` });
  }
  for (const [grant, { why }] of expected) {
    if (!seen.has(grant)) findings.push({ where: document, message: `${grant}: the security matrix has this grant, and no resource grants it` });
    if (!why) findings.push({ where: document, message: `${grant}: the reason is missing` });
  }
  return [...findings, ...checkRoles(instances, roleRows, everything, document)];
}

function* grantsOf(instances, variables, findings) {
  for (const instance of instances) {
    const { type, values } = instance;
    if (type in targets) {
      yield { instance, who: memberName(values.member, variables, type), may: roleName(values.role), on: `${targets[type](values)}${elsewhere(values)}` };
    } else if (grants(type)) {
      findings.push({ where: `${instance.block.file}:${instance.block.line}`, message: `${instance.address}: grants of this type are not compared with the matrix: use one of ${Object.keys(targets).join(', ')}` });
    } else if (type === 'google_cloud_run_v2_service' && values.invoker_iam_disabled) {
      findings.push({ where: `${instance.block.file}:${instance.block.line}`, message: `${instance.address}: invoker_iam_disabled lets everybody call it` });
    } else if (type === 'google_bigquery_dataset') {
      if (!values.access?.length) findings.push({ where: `${instance.block.file}:${instance.block.line}`, message: `${instance.address}: without access blocks every editor and viewer of the project may read it` });
      for (const access of values.access ?? []) yield { instance, ...datasetGrant(access, variables), on: `dataset ${values.dataset_id}` };
    }
  }
}

function datasetGrant(access, variables) {
  if (access.dataset) return { who: `views of ${access.dataset[0].dataset[0].dataset_id}`, may: 'READER' };
  const member = access.group_by_email ? `group:${access.group_by_email}` : access.user_by_email ? `user:${access.user_by_email}` : access.special_group ?? access.iam_member ?? access.domain;
  return { who: memberName(member, variables, 'google_bigquery_dataset'), may: access.role };
}

function memberName(member, variables, type) {
  const email = member.replace(/^(serviceAccount|user|group):/, '');
  const given = type === 'google_cloud_run_v2_service_iam_member' ? 'dashboard_viewers' : 'marts_readers';
  if ((variables[given] ?? []).some((reader) => reader === member || reader.endsWith(`:${email}`))) return `var.${given}`;
  if (email === `service-${projectNumber}@gcp-sa-pubsub.iam.gserviceaccount.com`) return 'Pub/Sub agent';
  if (email === 'billing-budget-alert@system.gserviceaccount.com') return 'budget notices';
  return accountOf(email);
}

const elsewhere = (values) => (values.project && values.project !== project ? ` of project ${values.project}` : '');
const accountOf = (email) => email.replace(/^.*\//, '').replace(`@${project}.iam.gserviceaccount.com`, '');
const roleName = (role) => role.replace(`projects/${project}/roles/`, '');

function* checkRoles(instances, rows, everything, document) {
  const roles = instances.filter(({ type }) => type === 'google_project_iam_custom_role');
  const expected = new Map(rows.map(([role, permissions]) => [role, permissions.split(/,\s*/).sort()]));
  for (const { address, block, values } of roles) {
    const where = `${block.file}:${block.line}`;
    const allowed = expected.get(values.role_id);
    if (!allowed) yield { where, message: `${address}: the role ${values.role_id} is not in the security matrix` };
    for (const permission of allowed ? values.permissions.filter((name) => !allowed.includes(name)) : []) {
      yield { where, message: `${address}: ${values.role_id} holds ${permission}, which the security matrix does not allow` };
    }
    for (const permission of allowed && everything ? allowed.filter((name) => !values.permissions.includes(name)) : []) {
      yield { where: document, message: `${values.role_id} does not hold ${permission}, which the security matrix lists` };
    }
  }
  for (const role of everything ? expected.keys() : []) {
    if (!roles.some(({ values }) => values.role_id === role)) yield { where: document, message: `there is no role ${role}` };
  }
}
