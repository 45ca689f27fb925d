#!/usr/bin/env node
// Checks infra/terraform without a cloud: node check.mjs [--no-terraform] [ROOT]
// Exit codes: 0 all is well, 1 findings, 2 the check itself could not run.
import { fileURLToPath } from 'node:url';

const root = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? fileURLToPath(new URL('../..', import.meta.url));
const terraform = !process.argv.includes('--no-terraform');

try {
  const { check } = await import('./src/check.mjs');
  const results = await check(root, { terraform });
  for (const { rule, note, findings } of results) {
    console.log(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${rule.padEnd(11)} ${note}`);
    for (const { where, message } of findings) console.log(`       ${where}: ${message}`);
  }
  const total = results.reduce((sum, { findings }) => sum + findings.length, 0);
  console.log(total === 0 ? 'infra-check: all is well' : `infra-check: ${total} finding${total === 1 ? '' : 's'}`);
  process.exit(total === 0 ? 0 : 1);
} catch (error) {
  console.error(error.code === 'ERR_MODULE_NOT_FOUND' ? 'infra-check: run npm ci in scripts/infra-check first' : `infra-check: ${error.message}`);
  process.exit(error instanceof SyntaxError ? 1 : 2);
}
