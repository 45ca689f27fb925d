// A feed that is off by default: one more file, which changes nothing until it is chosen.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../src/configuration.mjs';
import { expand } from '../src/expand.mjs';
import { planWithTerraform, terraformVersion } from '../src/terraform/terraform.mjs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const usual = { project_id: 'pmp-check', image_tag: '0000000', billing_account: '012345-6789AB-CDEF01', enable_dataflow: true };
const all = { ...usual, feeds: ['velib.station_information', 'velib.station_status', 'city.station_status'] };
let copy;

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'infra-check-test-'));
  cpSync(join(repository, 'infra'), join(copy, 'infra'), { recursive: true });
  const feeds = join(copy, 'infra/feeds');
  const feed = JSON.parse(readFileSync(join(feeds, 'velib.station_status.json'), 'utf8'));
  // every name becomes the other system's
  const text = JSON.stringify({ ...feed, enabled_by_default: false }, (key, value) => {
    if (typeof value !== 'string' || ['kind', 'description', 'cron', 'time_zone', 'deadline', 'address'].includes(key)) return value;
    return key === 'system' ? 'city' : value.replace(/^(pmp_\w+\.)?(.*)$/, '$1city-$2').replace(/^pmp_.*/, (name) => name.replaceAll('-', '_'));
  });
  const other = JSON.parse(text);
  delete other.curation.dataflow;
  delete other.audit_subscription;
  writeFileSync(join(feeds, 'city.station_status.json'), JSON.stringify(other));
  const schemas = join(copy, 'infra/bigquery/schemas');
  const tables = ({ writer, dead_letters: dead, curation }) => [writer.table, dead.table, curation.table, curation.dead_letter_table, curation.register];
  tables(feed).forEach((name, index) => cpSync(join(schemas, `${name}.json`), join(schemas, `${tables(other)[index]}.json`)));
});
after(() => rmSync(copy, { recursive: true, force: true }));

const addresses = async (variables) => {
  const { instances, problems } = expand(await readConfiguration(join(copy, 'infra/terraform')), variables);
  assert.deepEqual(problems.map(({ message }) => message), []);
  return instances.filter(({ type }) => type !== 'google_bigquery_table').map(({ address }) => address);
};

test('Feed_OffByDefault_MakesNothingButTables', async () => {
  assert.deepEqual((await addresses(usual)).filter((address) => /"city[.-]/.test(address)), []);
});

test('Feed_Chosen_IsMadeBesideTheOthers', async () => {
  const [before, with_] = [await addresses(usual), await addresses(all)];
  const added = with_.filter((address) => !before.includes(address));
  assert.deepEqual(before.filter((address) => !with_.includes(address)), []);
  for (const name of ['google_pubsub_topic.topic["city-pmp-events"]', 'google_cloud_scheduler_job.poll["city.station_status"]', 'google_cloud_run_v2_service.service["city-pmp-velib-curated"]', 'google_cloud_run_v2_worker_pool.curation["city.station_status"]', 'google_pubsub_subscription.hold["city.station_status"]']) {
    assert.ok(added.includes(name), `${name} is not among:\n${added.join('\n')}`);
  }
});

test('Feed_NoSuchId_IsRefused', async () => {
  const { problems } = expand(await readConfiguration(join(copy, 'infra/terraform')), { ...usual, feeds: ['velib.bikes'] });
  assert.match(problems.map(({ message }) => message).join('\n'), /var\.feeds: refuses its value: Name at least one feed/);
});

test('Feed_Chosen_TerraformPlansIt', { skip: terraformVersion() ? false : 'terraform is not installed here' }, async () => {
  const { findings, planned } = await planWithTerraform(await readConfiguration(join(copy, 'infra/terraform')), { all });
  assert.deepEqual(findings, []);
  assert.ok('google_cloud_scheduler_job.poll["city.station_status"]' in planned.all);
});
