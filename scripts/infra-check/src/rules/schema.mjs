// Every resource, argument and block against the provider's schema.
import { Expression } from '../expressions.mjs';
import { providerVersion, schemaOf, typesOf } from '../provider-schema.mjs';
import { closest } from '../suggest.mjs';

const metaArguments = new Set(['for_each', 'count', 'depends_on', 'provider', 'lifecycle', 'dynamic']);
const lifecycleArguments = new Set([
  'create_before_destroy', 'prevent_destroy', 'ignore_changes', 'replace_triggered_by', 'precondition', 'postcondition']);

/** @returns {{where: string, message: string}[]} */
export function checkSchema(configuration) {
  const findings = [...checkPin(configuration)];
  for (const block of configuration.blocks) {
    if (block.kind === 'module') findings.push(at(block, 'this check does not read modules: write the resources out'));
    if (!['resource', 'data', 'provider'].includes(block.kind)) continue;
    const type = block.kind === 'provider' ? block.name : block.type;
    const schema = schemaOf(block.kind, type);
    if (schema) findings.push(...checkBody(block, block.body, schema, []));
    else findings.push(at(block, `the provider has no ${block.kind} ${type}${closest(type, typesOf(block.kind))}`));
  }
  return findings;
}

/** The arguments as they turn out under some variables: values of a known list, required ones that turn out null. */
export function checkValues(instances) {
  return instances.flatMap(({ address, block, values }) =>
    [...valueFaults(values, schemaOf('resource', block.type) ?? { attributes: {}, blocks: {} }, [])]
      .map((message) => at(block, `${address}: ${message}`)));
}

const at = (block, message) => ({ where: `${block.file}:${block.line}`, message: message.startsWith(block.address) ? message : `${block.address}: ${message}` });

function* checkPin(configuration) {
  const wanted = providerVersion();
  for (const block of configuration.of('terraform')) {
    for (const required of block.body.required_providers ?? []) {
      if (required.google?.version !== wanted) {
        yield at(block, `google is pinned at '${required.google?.version}', and the schema here is for ${wanted}: they must be the same`);
      }
    }
  }
}

function* checkBody(block, body, schema, path) {
  const inside = (name) => [...path, name].join('.');
  const own = path.length === 0;
  for (const [name, value] of Object.entries(body)) {
    if (own && block.kind !== 'provider' && metaArguments.has(name)) continue;
    if (name === 'dynamic') continue;
    const attribute = schema.attributes[name];
    const nested = schema.blocks[name];
    if (nested) yield* checkNested(block, value, nested, [...path, name]);
    else if (!attribute) yield at(block, `there is no argument or block '${inside(name)}'${closest(name, [...Object.keys(schema.attributes), ...Object.keys(schema.blocks)])}`);
    else if (!attribute.optional && !attribute.required) yield at(block, `'${inside(name)}' is set by the provider and cannot be given`);
    else yield* checkType(block, value, attribute.type, inside(name));
  }
  for (const [name, dynamics] of Object.entries(body.dynamic ?? {})) {
    const nested = schema.blocks[name];
    if (!nested) yield at(block, `there is no block '${inside(name)}' to make dynamically`);
    else for (const dynamic of dynamics) yield* checkNested(block, dynamic.content ?? [], nested, [...path, name]);
  }
  for (const [name, { required }] of Object.entries(schema.attributes)) {
    if (required && !(name in body)) yield at(block, `the argument '${inside(name)}' is required`);
  }
  for (const [name, { required }] of Object.entries(schema.blocks)) {
    if (required && !(name in body) && !(name in (body.dynamic ?? {}))) yield at(block, `the block '${inside(name)}' is required`);
  }
  if (own) yield* checkLifecycle(block, body, schema);
}

function* checkNested(block, value, nested, path) {
  const name = path.join('.');
  if (!Array.isArray(value) || value.some((inner) => inner instanceof Expression || typeof inner !== 'object')) {
    yield at(block, `'${name}' is a block: write ${path.at(-1)} { ... }`);
    return;
  }
  if (nested.single && value.length > 1) yield at(block, `the block '${name}' may occur only once`);
  for (const inner of value) yield* checkBody(block, inner, nested.block, path);
}

function* checkType(block, value, type, name) {
  if (value instanceof Expression || value === null || type === 'dynamic') return;
  const [collection] = Array.isArray(type) ? type : [null];
  const found = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : 'simple';
  const wanted = collection === null ? 'simple' : collection === 'map' ? 'map' : 'list';
  if (found !== wanted) {
    const isBlock = found === 'list' && value.every((item) => item && typeof item === 'object');
    yield at(block, isBlock ? `'${name}' is an argument: write ${name} = ...` : `'${name}' takes a ${collection ?? type}, not a ${found === 'simple' ? typeof value : found}`);
  } else if (type === 'number' && Number.isNaN(Number(value))) {
    yield at(block, `'${name}' takes a number, not '${value}'`);
  } else if (type === 'bool' && !['true', 'false'].includes(String(value))) {
    yield at(block, `'${name}' takes true or false, not '${value}'`);
  }
}

function* checkLifecycle(block, body, schema) {
  for (const lifecycle of body.lifecycle ?? []) {
    for (const name of Object.keys(lifecycle)) {
      if (!lifecycleArguments.has(name)) yield at(block, `there is no '${name}' in lifecycle`);
    }
    for (const ignored of [lifecycle.ignore_changes ?? []].flat()) {
      const [name, ...rest] = ignored.source.slice(2, -1).replaceAll(/\[\d+\]/g, '').split('.');
      const known = rest.reduce((inner, part) => inner?.blocks?.[part]?.block ?? (inner?.attributes?.[part] && {}), schema.blocks[name]?.block ?? (schema.attributes[name] && {}));
      if (!known) yield at(block, `ignore_changes names '${ignored.source.slice(2, -1)}', which does not exist`);
    }
  }
}

function* valueFaults(values, schema, path) {
  for (const [name, { required, values: possible, type }] of Object.entries(schema.attributes)) {
    const value = values[name];
    const inside = [...path, name].join('.');
    if (required && value === null) yield `the argument '${inside}' is required and evaluates to null`;
    for (const item of possible && value != null ? [value].flat() : []) {
      if (!possible.includes(item)) yield `'${inside}' is '${item}'; possible values are ${possible.join(', ')}`;
    }
    if (type === 'number' && value != null && Number.isNaN(Number(value))) yield `'${inside}' takes a number, not '${value}'`;
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const inner = values[name] ?? [];
    if (nested.single && inner.length > 1) yield `the block '${[...path, name].join('.')}' may occur only once, and occurs ${inner.length} times`;
    for (const child of inner) yield* valueFaults(child, nested.block, [...path, name]);
  }
}
