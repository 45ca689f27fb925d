// Every resource's API is enabled, and before the resource is created: depends_on or a reference leads from it to a
// google_project_service.
import { walkExpressions } from '../expressions.mjs';

// The longest prefix decides.
const apis = {
  google_artifact_registry_: 'artifactregistry.googleapis.com',
  google_bigquery_: 'bigquery.googleapis.com',
  google_billing_budget: 'billingbudgets.googleapis.com',
  google_cloud_quotas_: 'cloudquotas.googleapis.com',
  google_cloud_run_: 'run.googleapis.com',
  google_cloud_scheduler_: 'cloudscheduler.googleapis.com',
  google_logging_: 'logging.googleapis.com',
  google_monitoring_: 'monitoring.googleapis.com',
  google_project_iam_custom_role: 'iam.googleapis.com',
  google_project_iam_: 'cloudresourcemanager.googleapis.com',
  google_pubsub_: 'pubsub.googleapis.com',
  google_service_account: 'iam.googleapis.com',
  google_storage_: 'storage.googleapis.com',
};

// Terraform needs it to enable the others: it is enabled before any configuration is applied.
const first = 'cloudresourcemanager.googleapis.com';

/** @returns {{where: string, message: string}[]} */
export function checkApis(configuration, instances) {
  const enabled = new Set(instances.filter(({ type }) => type === 'google_project_service').map(({ values }) => values.service));
  const graph = new Graph(configuration);
  return [...new Set(instances.map(({ block }) => block))].filter(({ type }) => type !== 'google_project_service').flatMap((block) => {
    const fault = faultOf(block, enabled, graph);
    return fault ? [{ where: `${block.file}:${block.line}`, message: `${block.address}: ${fault}` }] : [];
  });
}

function faultOf(block, enabled, graph) {
  const prefix = Object.keys(apis).filter((start) => block.type.startsWith(start)).sort((a, b) => b.length - a.length)[0];
  if (!prefix) return `which API does ${block.type} belong to? Add it to scripts/infra-check/src/rules/apis.mjs`;
  const api = apis[prefix];
  if (!enabled.has(api)) return `needs ${api}, which nothing enables`;
  if (api !== first && !graph.leads(block.address)) return `nothing makes Terraform enable ${api} first (depends_on)`;
  return null;
}

// What each resource waits for, through local values too.
class Graph {
  constructor(configuration) {
    this.configuration = configuration;
    this.known = new Map();
  }

  leads(address) {
    if (this.known.has(address)) return this.known.get(address);
    this.known.set(address, false);
    const found = this.#references(address).some((other) => other.startsWith('google_project_service.') || this.leads(other));
    this.known.set(address, found);
    return found;
  }

  #references(address) {
    const body = address.startsWith('local.')
      ? this.configuration.locals[address.slice('local.'.length)]?.value
      : this.configuration.blocks.find((block) => block.kind === 'resource' && block.address === address)?.body;
    const found = new Set();
    walkExpressions(body, (expression, path) => {
      if (!path.includes('ignore_changes')) traverse(expression.tree, found);
    });
    return [...found];
  }
}

function traverse(node, found) {
  if (node.type === 'scopeTraversal') {
    const [root, next] = node.meta.traversal.map((part) => part.segment);
    if (root === 'local' || root.startsWith('google_')) found.add(`${root}.${next}`);
  }
  for (const child of node.children) traverse(child, found);
}
