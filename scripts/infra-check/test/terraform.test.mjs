// What Terraform itself says, where it is installed.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfiguration } from '../src/configuration.mjs';
import { checkTerraformFormat, planWithTerraform, terraformVersion } from '../src/terraform/terraform.mjs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const skip = terraformVersion() ? false : 'terraform is not installed here';
const usual = { default: { project_id: 'pmp-check', image_tag: '0000000' } };
let copy;

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'infra-check-test-'));
  cpSync(join(repository, 'infra'), join(copy, 'infra'), { recursive: true });
});
after(() => rmSync(copy, { recursive: true, force: true }));

async function plan(file, from, to, scenarios = usual) {
  const path = join(copy, 'infra/terraform', file);
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes(from), `the mistake could not be planted in ${file}`);
  writeFileSync(path, text.replace(from, to));
  try {
    return await planWithTerraform(await readConfiguration(join(copy, 'infra/terraform')), scenarios);
  } finally {
    writeFileSync(path, text);
  }
}

test('Plan_AsCommitted_KnowsEveryResource', { skip }, async () => {
  const { findings, planned } = await planWithTerraform(await readConfiguration(join(copy, 'infra/terraform')), usual);
  assert.deepEqual(findings, []);
  assert.ok('google_pubsub_topic.topic["pmp-events"]' in planned.default);
});

test('Plan_FunctionThatIsNone_IsNamed', { skip }, async () => {
  const { findings } = await plan('quota.tf', 'tostring(', 'tostrng(');
  assert.match(findings[0].where, /^quota\.tf:\d+$/);
  assert.match(findings[0].message, /no function named "tostrng"/);
});

test('Plan_TypeMismatch_IsNamed', { skip }, async () => {
  const { findings } = await plan('scheduler.tf', 'paused = true', 'paused = "perhaps"');
  assert.match(findings[0].message, /a bool is required/);
});

test('Plan_VariableRefused_IsNamed', { skip }, async () => {
  const { findings } = await plan('topics.tf', 'each.key', 'each.key', { default: { ...usual.default, image_tag: 'latest' } });
  assert.match(findings[0].message, /latest would hide what runs/);
});

test('Format_Misaligned_IsNamed', { skip }, () => {
  const path = join(copy, 'infra/terraform/feeds.tf');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/cron +=/, 'cron ='));
  const findings = checkTerraformFormat(join(copy, 'infra/terraform'));
  writeFileSync(path, text);
  assert.deepEqual(findings.map(({ where }) => where), ['feeds.tf']);
});
