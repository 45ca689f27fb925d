// A Terraform configuration as data: the .tf files of one folder, parsed, with every expression as a syntax tree.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { compile } from './expressions.mjs';

const labels = { resource: 2, data: 2, variable: 1, output: 1, provider: 1, module: 1, check: 1, locals: 0, terraform: 0 };

/**
 * @typedef {{kind: string, type?: string, name?: string, address: string, body: object, file: string, line: number}} Block
 * A top-level block. In its body, blocks are arrays of bodies and expressions are Expression objects.
 */
export class Configuration {
  /** @param {string} folder @param {{name: string, text: string}[]} files @param {Block[]} blocks */
  constructor(folder, files, blocks) {
    Object.assign(this, { folder, files, blocks });
  }

  of(kind) {
    return this.blocks.filter((block) => block.kind === kind);
  }

  find(kind, type, name) {
    return this.blocks.find((block) => block.kind === kind && block.type === type && block.name === name);
  }

  /** Every local value: name to { value, block }. */
  get locals() {
    return (this.localValues ??= Object.fromEntries(
      this.of('locals').flatMap((block) => Object.entries(block.body).map(([name, value]) => [name, { value, block }]))));
  }
}

/** @throws {SyntaxError} A file is not HCL; the message names file and position. */
export async function readConfiguration(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tf')).sort() : [];
  if (names.length === 0) throw new Error(`${folder} has no .tf files`);
  const files = names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const blocks = [];
  for (const file of files) {
    const key = `${file.name}\n${file.text}`;
    if (!known.has(key)) known.set(key, await readBlocks(file));
    blocks.push(...known.get(key));
  }
  return new Configuration(folder, files, blocks);
}

// Files that were read before, by name and text: the tests read the same configuration many times.
const known = new Map();

async function readBlocks(file) {
  let tree;
  try {
    tree = await parse(file.name, file.text);
  } catch (error) {
    throw new SyntaxError(`${file.name}: ${String(error.message ?? error).trim()}`);
  }
  const blocks = [];
  for (const [kind, content] of Object.entries(tree)) {
    if (!(kind in labels)) throw new SyntaxError(`${file.name}: there is no block '${kind}' in Terraform`);
    for (const { path, body } of unfold(content, labels[kind])) {
      const [type, name] = labels[kind] === 2 ? path : [undefined, path[0]];
      blocks.push({
        kind, type, name, file: file.name, line: lineOf(file.text, kind, path),
        address: [kind === 'resource' ? [] : kind === 'variable' ? 'var' : kind, path].flat(2).join('.'),
        body: await compile(body),
      });
    }
  }
  return blocks;
}

function unfold(content, depth, path = []) {
  if (depth > 0) return Object.entries(content).flatMap(([label, inner]) => unfold(inner, depth - 1, [...path, label]));
  return [content].flat().map((body) => ({ path, body }));
}

function lineOf(text, kind, path) {
  const heading = new RegExp(`^${kind}\\s+${path.map((label) => `"${label}"\\s+`).join('')}\\{`, 'm').exec(text);
  return heading ? text.slice(0, heading.index).split('\n').length : 1;
}
