// Terraform's own checks, if it is installed: its format, and a first plan of the configuration under each scenario,
// made against the stand-in provider.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startSchemaProvider } from './schema-provider.mjs';

/** Such as 1.11.4, or null where there is no terraform. */
export function terraformVersion() {
  const { status, stdout } = run(['version', '-json'], tmpdir());
  return status === 0 ? JSON.parse(stdout).terraform_version : null;
}

/** @returns {{where: string, message: string}[]} */
export function checkTerraformFormat(folder) {
  const { stdout } = run(['fmt', '-check', '-recursive'], folder);
  return stdout.split('\n').filter(Boolean).map((file) => ({ where: file, message: 'terraform fmt would change it' }));
}

/**
 * Validates and plans the configuration under each scenario.
 * @returns {Promise<{findings: {where: string, message: string}[], planned: Record<string, Record<string, object>>}>} planned: by scenario and
 *   address the arguments, those that are only known after apply left out.
 */
export async function planWithTerraform(configuration, scenarios) {
  const copy = mkdtempSync(join(tmpdir(), 'infra-check-'));
  const types = (kind) => [...new Set(configuration.of(kind).map((block) => block.type))];
  const provider = await startSchemaProvider({ resource: types('resource'), data: types('data') }, {
    google_project: { id: 'projects/pmp-check', number: '123456789012' },
  });
  try {
    // Beside its neighbours, whose files it reads; without its backend, which is a bucket.
    cpSync(dirname(configuration.folder), copy, { recursive: true, filter: (path) => basename(path) !== '.terraform' && basename(path) !== 'backend.tf' });
    const folder = join(copy, basename(configuration.folder));
    const environment = { TF_REATTACH_PROVIDERS: provider.reattach };
    const step = async (args) => findingsOf(await runWhileServing([...args, '-no-color'], folder, environment));
    const findings = [...await step(['init', '-input=false']), ...await step(['validate'])];
    const planned = {};
    for (const [name, variables] of findings.length > 0 ? [] : Object.entries(scenarios)) {
      const values = join(copy, `${name}.tfvars.json`);
      writeFileSync(values, JSON.stringify(variables));
      findings.push(...(await step(['plan', '-input=false', '-lock=false', `-out=${name}.plan`, `-var-file=${values}`])).map((finding) => ({ ...finding, message: `${name}: ${finding.message}` })));
      const shown = await runWhileServing(['show', '-json', `${name}.plan`], folder, environment);
      const changes = shown.status === 0 ? JSON.parse(shown.stdout).resource_changes : [];
      planned[name] = Object.fromEntries(changes.filter(({ mode }) => mode === 'managed').map(({ address, change }) => [address, change.after]));
    }
    return { findings, planned };
  } finally {
    provider.stop();
    rmSync(copy, { recursive: true, force: true });
  }
}

const settings = { TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
const run = (args, cwd) => spawnSync('terraform', args, { cwd, encoding: 'utf8', env: { ...process.env, ...settings } });

// The stand-in provider lives in this process: waiting must not block it.
function runWhileServing(args, cwd, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, { cwd, env: { ...process.env, ...settings, ...environment } });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream].setEncoding('utf8').on('data', (text) => (output[stream] += text));
    child.on('error', reject).on('close', (status) => resolve({ status, ...output }));
  });
}

// "Error: ..." paragraphs of Terraform's output, each with the place it names.
function findingsOf({ status, stdout, stderr }) {
  if (status === 0) return [];
  const text = `${stdout}\n${stderr}`.replaceAll(/^[│╷╵] ?/gm, '');
  const errors = text.split(/^Error: /m).slice(1).map((part) => part.trim());
  return (errors.length > 0 ? errors : [text.trim()]).map((error) => {
    const place = /on (\S+) line (\d+)/.exec(error);
    return { where: place ? `${place[1]}:${place[2]}` : 'terraform', message: error.replaceAll(/\s*\n\s*/g, ' ') };
  });
}
