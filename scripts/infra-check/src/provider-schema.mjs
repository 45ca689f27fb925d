// The Google provider's schema, read out of @cdktf/provider-google: the generated TypeScript that its source maps carry
// states for every argument whether it is computed, optional or required, and its synthesis code states types and blocks.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const library = join(dirname(require.resolve('@cdktf/provider-google/package.json')), 'lib');

/** Version of the Google provider that the schema describes, such as 6.50.0. */
export function providerVersion() {
  const source = typescriptOf('provider');
  return /providers\/hashicorp\/google\/([0-9.]+)\//.exec(source)[1];
}

/**
 * A block: `{ attributes: { name: { type, computed, optional, required, values, fields } }, blocks: { name: { nesting, single, required, block } } }`.
 * Types are written as Terraform's JSON has them: "string", ["list", "string"], ["map", "string"].
 * @param {'resource' | 'data' | 'provider'} kind
 * @param {string} type Such as google_pubsub_topic; for the provider, google.
 * @returns The schema, or null where the provider has no such type.
 */
export function schemaOf(kind, type) {
  const folder = kind === 'provider' ? 'provider' : folderOf(kind, type);
  if (!folder) return null;
  return cached(schemas, folder, () => readSchema(typescriptOf(folder)));
}

/** Every type of the kind that the provider has, for suggestions. */
export function typesOf(kind) {
  const prefix = kind === 'data' ? 'data-google-' : '';
  return readdirSync(library)
    .filter((name) => (kind === 'data') === name.startsWith('data-google-') && !name.includes('.'))
    .map((name) => 'google_' + name.slice(prefix.length).replaceAll('-', '_'));
}

const schemas = new Map();
const cached = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);

function folderOf(kind, type) {
  if (!type.startsWith('google_')) return null;
  const name = type.slice('google_'.length).replaceAll('_', '-');
  const folder = kind === 'data' ? `data-google-${name}` : name;
  return existsSync(join(library, folder, 'index.js')) ? folder : null;
}

function typescriptOf(folder) {
  const javascript = readFileSync(join(library, folder, 'index.js'), 'utf8');
  const map = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/.exec(javascript);
  if (!map) throw new Error(`@cdktf/provider-google carries no source for ${folder}`);
  return JSON.parse(Buffer.from(map[1], 'base64').toString('utf8')).sourcesContent.join('\n');
}

function readSchema(source) {
  const classes = new Map();
  let root = null;
  for (const text of source.split(/^(?=export (?:class|interface|function) )/m)) {
    const heading = /^export class (\w+) extends cdktf\.(\w+)/.exec(text);
    if (!heading || heading[2] === 'ComplexList' || heading[2] === 'ComplexMap') continue;
    classes.set(heading[1], text);
    if (heading[2].startsWith('Terraform')) root = heading[1];
  }

  const shapes = readShapes(source, root);
  const values = readPossibleValues(source);
  return readBlock(root, classes, shapes, values);
}

// What the synthesis code knows of each class's arguments: { isBlock, type, storage }.
function readShapes(source, root) {
  const shapes = new Map();
  const functions = source.matchAll(/^export function (\w+)ToHclTerraform\([\s\S]*?^}/gm);
  for (const [text, name] of functions) shapes.set(name.toLowerCase(), readArguments(text));
  const own = /^ {2}protected synthesizeHclAttributes\(\)[\s\S]*?^ {2}}/m.exec(source);
  shapes.set(root.toLowerCase(), own ? readArguments(own[0]) : new Map());
  return shapes;
}

function readArguments(text) {
  const found = new Map();
  const pattern = /^ +(\w+): \{\s*value: [^\n]*\n\s*isBlock: (true|false),\s*type: "(\w+)",\s*storageClassType: "(\w+)",/gm;
  for (const [, name, isBlock, type, storage] of text.matchAll(pattern)) {
    found.set(name, { isBlock: isBlock === 'true', type, storage });
  }
  return found;
}

// `Possible values: ["A", "B"]` in the documentation of an argument, under the argument's path-less name and interface.
function readPossibleValues(source) {
  const values = new Map();
  for (const [text, name] of source.matchAll(/^export interface (\w+)[\s\S]*?^}/gm)) {
    for (const [, doc, anchor] of text.matchAll(/\/\*\*([\s\S]*?)#(\w+) [\s\S]*?\*\//g)) {
      const list = /(?:Possible values|Possible values are): \[([^\]]*)\]/.exec(doc.replaceAll(/\s*\n\s*\*\s*/g, ' '));
      if (list) values.set(`${name}.${anchor}`, [...list[1].matchAll(/"([^"]*)"/g)].map((match) => match[1]));
    }
  }
  return values;
}

function readBlock(name, classes, shapes, values, isComputed = false) {
  const text = classes.get(name) ?? classes.get(name + 'OutputReference');
  const shape = shapes.get(name.toLowerCase()) ?? new Map();
  const block = { attributes: {}, blocks: {} };
  const members = text.split(/^ {2}\/\/ (?=\w+ - computed: )/m).slice(1);
  for (const member of members) {
    const [, argument, computed, optional, required] =
      /^(\w+) - computed: (true|false), optional: (true|false), required: (true|false)/.exec(member);
    const flags = { computed: computed === 'true', optional: optional === 'true', required: required === 'true' };
    const nested = /^ {2}private _\w+ = new (\w+?)(OutputReference|List|MapList|Map)\(this, "/m.exec(member);
    const known = shape.get(argument);
    const single = nested?.[2] === 'OutputReference';
    const child = nested && classes.has(nested[1] + 'OutputReference') ? nested[1] : null;
    if (known?.isBlock && (child || known.type === 'struct' || classes.has(blockClass(known.storage)))) {
      const inner = child ?? blockClass(known.storage);
      block.blocks[argument] = {
        nesting: known.type === 'struct' ? 'single' : known.type,
        single: single || known.type === 'struct',
        required: flags.required,
        block: readBlock(inner, classes, shapes, values),
      };
    } else {
      const attribute = { type: typeOf(member, known, child), ...flags };
      if (child) attribute.fields = readBlock(child, classes, shapes, values, true).attributes;
      const possible = values.get(`${name}.${argument}`) ?? values.get(`${name}Config.${argument}`);
      if (possible?.length) attribute.values = possible;
      block.attributes[argument] = attribute;
    }
  }
  return block;
}

const blockClass = (storage) => storage.replace(/List$/, '');

function typeOf(member, known, child) {
  if (child) return ['list', 'object'];
  if (known && !known.isBlock) {
    if (known.type === 'simple') return known.storage === 'boolean' ? 'bool' : known.storage;
    const element = known.storage.replace(/(List|Map)$/, '');
    return [known.type, element === 'boolean' ? 'bool' : element];
  }

  const getter = /this\.get(\w+)Attribute\('|new cdktf\.(\w+)\(this, "/.exec(member);
  const name = getter?.[1] ?? getter?.[2];
  const types = {
    String: 'string', Number: 'number', Boolean: 'bool', List: ['list', 'string'], NumberList: ['list', 'number'],
    StringMap: ['map', 'string'], BooleanMap: ['map', 'bool'], NumberMap: ['map', 'number'], AnyMap: ['map', 'string'],
  };
  return types[name] ?? 'dynamic';
}
