// All checks of infra/terraform, in order.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfiguration } from './configuration.mjs';
import { expand } from './expand.mjs';
import { readLiterals, readMatrix, readPipelines, readPlaces, readTopology, readWarehouse } from './repository.mjs';
import { checkAccess, checkUnseen } from './rules/access.mjs';
import { checkApis } from './rules/apis.mjs';
import { checkDesign } from './rules/design.mjs';
import { checkFeeds } from './rules/feeds.mjs';
import { checkFormat } from './rules/format.mjs';
import { checkLimits } from './rules/limits.mjs';
import { checkNames } from './rules/names.mjs';
import { checkKept, checkOperations } from './rules/operations.mjs';
import { checkReferences } from './rules/references.mjs';
import { checkSchema, checkValues } from './rules/schema.mjs';
import { checkServices } from './rules/services.mjs';
import { checkSettings } from './rules/settings.mjs';
import { checkTerraformFormat, planWithTerraform, terraformVersion } from './terraform/terraform.mjs';

const scenarios = JSON.parse(readFileSync(new URL('../scenarios.json', import.meta.url), 'utf8'));

/**
 * @param {string} root Root of the repository (or of a copy of it).
 * @param {{terraform: boolean}} options Whether to ask Terraform too, where it is installed.
 * @returns {Promise<{rule: string, note: string, findings: {where: string, message: string}[]}[]>} One result a rule.
 */
export async function check(root, { terraform }) {
  const folder = join(root, 'infra/terraform');
  const main = await readConfiguration(folder);
  const bootstrap = await readConfiguration(join(folder, 'bootstrap'));
  const all = [main, bootstrap];
  const expanded = Object.fromEntries(Object.entries(scenarios).map(([name, variables]) => [name, expand(main, variables)]));
  const { default: usual, everything } = expanded;
  const first = expand(bootstrap, { project_id: scenarios.default.project_id });
  const both = (rule) => unique(Object.entries(expanded).flatMap(([name, { instances }]) => rule(instances, scenarios[name])));
  const ofBootstrap = (findings) => findings.map((finding) => ({ ...finding, where: `bootstrap/${finding.where}` }));
  const each = (rule) => all.flatMap((configuration) => (configuration === main ? rule(configuration) : ofBootstrap(rule(configuration))));
  const count = (kind) => all.reduce((sum, configuration) => sum + configuration.of(kind).length, 0);
  const made = new Set([usual, everything, first].flatMap(({ instances }) => instances.map(({ block }) => block)));
  const bootstrapped = first.instances.map((instance) => ({ ...instance, block: { ...instance.block, file: `bootstrap/${instance.block.file}` } }));
  const { feeds, names } = readTopology(root);
  const warehouse = readWarehouse(root);
  const literals = readLiterals(root);
  const grants = readMatrix(root, 'grants');
  const roles = readMatrix(root, 'roles');
  const schema = each(checkSchema);
  const judge = (rule, note, findings) => (schema.length > 0 ? result(rule, 'not checked until the schema rule passes', []) : result(rule, note, findings()));
  const results = [
    result('format', `${all.flatMap((configuration) => configuration.files).length} files`, each(checkFormat)),
    result('schema', `${count('resource')} resources against provider ${pinned(main)}`, schema.length > 0 ? schema : both(checkValues)),
    result('references', `${count('variable')} variables, ${Object.keys(main.locals).length} locals`, each(checkReferences)),
    result('evaluation', `${usual.instances.length} resources by default, ${everything.instances.length} with every switch on`, [...problems(expanded), ...ofBootstrap(problems({ first }))]),
    judge('feeds', `${Object.keys(feeds).length} feeds, whose names are repeated nowhere`,
      () => checkFeeds(feeds, main.files, readPlaces(root), readPipelines(root), warehouse)),
    judge('names', `${Object.values(names).flat().length} names, ${Object.keys(warehouse.schemas).length} schemas, ${Object.keys(warehouse.marts).length} marts`,
      () => checkNames(usual.instances, names, warehouse)),
    judge('apis', `${usual.instances.filter(({ type }) => type === 'google_project_service').length} APIs, each enabled before what needs it`,
      () => [...both((instances) => checkApis(main, instances)), ...ofBootstrap(checkApis(bootstrap, first.instances))]),
    judge('limits', 'ranges that the schema does not know', () => [...both(checkLimits), ...ofBootstrap(checkLimits(first.instances))]),
    judge('design', 'subscriptions, tables, marts, callers, schedules, buckets, alerts, what apply leaves alone',
      () => [
        ...both((instances, variables) => [...checkDesign(instances, warehouse, feeds, variables), ...checkServices(instances, feeds), ...checkOperations(instances, feeds, variables)]),
        ...ofBootstrap([...checkKept(first.instances, scenarios.default)]),
      ]),
    judge('settings', 'environment of services, job and worker pool', () => both((instances) => checkSettings(instances, literals, feeds))),
    judge('access', `${grants.length} grants, ${roles.length} custom roles of the security matrix`, () => unique([
      ...checkAccess([...usual.instances, ...bootstrapped], scenarios.default, grants, roles, false),
      ...checkAccess([...everything.instances, ...bootstrapped], scenarios.everything, grants, roles, true),
      ...each((configuration) => checkUnseen(configuration.of('resource'), made)),
    ])),
  ];
  return [...results, await terraformResult(terraform, main, bootstrap, expanded)];
}

const result = (rule, note, findings) => ({ rule, note, findings });
const unique = (findings) => [...new Map(findings.map((finding) => [finding.message, finding])).values()];
const pinned = (configuration) => configuration.of('terraform').flatMap((block) => block.body.required_providers ?? [])[0]?.google?.version ?? 'unknown';

const problems = (expanded) => unique(Object.values(expanded).flatMap((scenario) =>
  scenario.problems.map(({ block, message }) => ({ where: `${block.file}:${block.line}`, message }))));

async function terraformResult(wanted, main, bootstrap, expanded) {
  const version = wanted ? terraformVersion() : null;
  if (!version) return result('terraform', wanted ? 'not installed here: skipped' : 'not asked', []);
  const findings = checkTerraformFormat(main.folder);
  const { findings: ofMain, planned } = await planWithTerraform(main, scenarios);
  const { findings: ofBootstrap } = await planWithTerraform(bootstrap, { default: { project_id: scenarios.default.project_id } });
  findings.push(...ofMain, ...ofBootstrap.map((finding) => ({ ...finding, where: `bootstrap/${finding.where}` })));
  for (const [name, resources] of Object.entries(ofMain.length > 0 ? {} : planned)) findings.push(...compare(name, resources, expanded[name].instances));
  return result('terraform', `${version}: fmt, validate, and plan with a stand-in provider`, findings);
}

// This check and Terraform must see the same resources, with the same arguments as far as both know them.
function* compare(scenario, planned, instances) {
  const ours = new Map(instances.map((instance) => [instance.address, instance.values]));
  for (const address of Object.keys(planned).filter((address) => !ours.has(address))) yield { where: scenario, message: `Terraform plans ${address}, but this check does not find it` };
  for (const [address, values] of ours) {
    if (!planned[address]) yield { where: scenario, message: `this check finds ${address}, but Terraform does not plan it` };
    for (const [name, value] of Object.entries(planned[address] ?? {})) {
      if (value === null || typeof value === 'object' || !(name in values)) continue;
      if (String(value) !== String(values[name])) yield { where: scenario, message: `${address}: '${name}' is ${shorten(values[name])} here and ${shorten(value)} for Terraform` };
    }
  }
}

const shorten = (value) => (String(value).length > 60 ? `'${String(value).slice(0, 60)}...'` : `'${value}'`);
