// A configuration under given variables: every resource instance with its arguments, for_each, count and dynamic blocks
// resolved.
import { evaluate, follow } from './evaluate.mjs';
import { Expression } from './expressions.mjs';
import { functionsFor, isSet } from './functions.mjs';
import { schemaOf } from './provider-schema.mjs';
import { EvaluationError, isTainted, plain, unknownUntilApply } from './values.mjs';

const metaArguments = new Set(['for_each', 'count', 'depends_on', 'provider', 'lifecycle', 'dynamic', 'provisioner', 'connection']);

/**
 * @typedef {{address: string, type: string, name: string, key: string | number | undefined, block: object, values: object}} Instance
 * @typedef {{block: object, message: string}} Problem
 * @returns {{instances: Instance[], outputs: object, locals: object, problems: Problem[]}} Values are plain: what is unknown until apply reads as
 *   the address it comes from.
 */
export function expand(configuration, variables) {
  return new Expansion(configuration, variables).run();
}

class Expansion {
  constructor(configuration, variables) {
    this.configuration = configuration;
    this.given = variables;
    this.functions = functionsFor(configuration.folder);
    this.problems = [];
    this.locals = new Map();
    this.resources = new Map();
  }

  run() {
    this.#checkVariables();
    const instances = this.configuration.of('resource').flatMap((block) => this.#guard(block, () => this.#instancesOf(block)) ?? []);
    const all = instances.flatMap((instance) => {
      const values = this.#guard(instance.block, () => plain(instance.all()), instance.address);
      return values ? [{ address: plain(instance.address), type: instance.block.type, name: instance.block.name, key: plain(instance.key ?? null) ?? undefined, block: instance.block, values }] : [];
    });
    const outputs = Object.fromEntries(this.configuration.of('output').map((block) =>
      [block.name, this.#guard(block, () => plain(this.#value(block.body.value, {})))]));
    const locals = Object.fromEntries(Object.entries(this.configuration.locals).map(([name, { block }]) =>
      [name, this.#guard(block, () => plain(shallow(this.#local(name))), `local.${name}`)]));
    return { instances: all, outputs, locals, problems: this.problems };
  }

  #checkVariables() {
    for (const block of this.configuration.of('variable')) {
      this.#guard(block, () => {
        if (!(block.name in this.given) && !('default' in block.body)) throw new EvaluationError('has no default and no value was given');
        for (const validation of block.body.validation ?? []) {
          if (!this.#value(validation.condition, {})) throw new EvaluationError(`refuses its value: ${plain(this.#value(validation.error_message, {}))}`);
        }
      });
    }
  }

  #guard(block, work, address = block.address) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.problems.push({ block, message: `${plain(address)}: ${plain(error.message)}` });
      return undefined;
    }
  }

  #instancesOf(block) {
    if (!this.resources.has(block.address)) this.resources.set(block.address, this.#makeInstances(block));
    return Object.values(this.resources.get(block.address));
  }

  #makeInstances(block) {
    const { for_each: forEach, count } = block.body;
    const make = (key, variables, suffix) => new Instance(this, block, key, variables, block.address + suffix);
    if (forEach === undefined && count === undefined) return { '': make(undefined, {}, '') };
    if (count !== undefined) {
      const size = Number(this.#value(count, {}));
      return Object.fromEntries(Array.from({ length: size }, (_, index) => [index, make(index, { count: { index } }, `[${index}]`)]));
    }
    const over = this.#value(forEach, {});
    if (Array.isArray(over) && !isSet(over)) throw new EvaluationError('for_each goes over a map or a set, not over a list: use toset');
    const pairs = Array.isArray(over) ? over.map((item) => [item, item]) : Object.keys(over).map((key) => [key, over[key]]);
    const late = pairs.find(([key]) => isTainted(key));
    if (late) throw new EvaluationError(`for_each has a key that is only known after apply: ${plain(late[0])}`);
    return Object.fromEntries(pairs.map(([key, value]) => [key, make(key, { each: { key, value } }, `["${key}"]`)]));
  }

  resource(type, name) {
    const block = this.configuration.find('resource', type, name);
    if (!block) throw new EvaluationError(`there is no resource ${type}.${name}`);
    this.#instancesOf(block);
    const instances = this.resources.get(block.address);
    if (block.body.for_each !== undefined) return instances;
    return block.body.count !== undefined ? Object.values(instances) : instances[''];
  }

  #local(name) {
    const known = this.locals.get(name);
    if (known?.computing) throw new EvaluationError(`local.${name} depends on itself`);
    if (known) return known.value;
    const local = this.configuration.locals[name];
    if (!local) throw new EvaluationError(`there is no local.${name}`);
    const entry = { computing: true };
    this.locals.set(name, entry);
    try {
      entry.value = this.#value(local.value, {});
    } catch (error) {
      this.locals.delete(name);
      throw error;
    }
    entry.computing = false;
    return entry.value;
  }

  #variable(name) {
    if (name in this.given) return this.given[name];
    const block = this.configuration.find('variable', undefined, name);
    if (!block) throw new EvaluationError(`there is no var.${name}`);
    return this.#value(block.body.default ?? null, {});
  }

  #root(root, rest, node) {
    const { traversal, value: source } = node.meta;
    switch (root) {
      case 'var': return follow(this.#variable(rest[0]), traversal.slice(2), source);
      case 'local': return follow(this.#local(rest[0]), traversal.slice(2), source);
      case 'path': return '.';
      case 'terraform': return 'default';
      case 'data': return follow(new DataSource(this, rest[0], rest[1]), traversal.slice(3), source);
      case 'each': case 'count': case 'self': throw new EvaluationError(`${source} stands where there is no ${root}`);
      default: return follow(this.resource(root, rest[0]), traversal.slice(2), source);
    }
  }

  /** Evaluates a value of a body: a constant, an expression, or a list or map of them. */
  #value(value, variables) {
    if (value instanceof Expression) {
      return evaluate(value.tree, { root: (...args) => this.#root(...args), functions: this.functions, variables });
    }
    if (Array.isArray(value)) return value.map((item) => this.#value(item, variables));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#value(item, variables)]));
  }

  evaluateArgument(value, variables) {
    return this.#value(value, variables);
  }

  /** A body with its dynamic blocks written out; lifecycle's conditions are checked, its other arguments are not values. */
  evaluateBody(body, variables) {
    const values = {};
    for (const [name, value] of Object.entries(body)) {
      if (metaArguments.has(name)) continue;
      values[name] = isBlocks(value) ? value.map((inner) => this.evaluateBody(inner, variables)) : this.#value(value, variables);
    }
    for (const [name, dynamics] of Object.entries(body.dynamic ?? {})) {
      const blocks = [...(values[name] ?? []), ...dynamics.flatMap((dynamic) => this.#dynamic(name, dynamic, variables))];
      if (blocks.length > 0) values[name] = blocks;
    }
    for (const condition of [body.lifecycle ?? []].flat().flatMap((lifecycle) => lifecycle.precondition ?? [])) {
      if (!this.#value(condition.condition, variables)) throw new EvaluationError(this.#value(condition.error_message, variables));
    }
    return values;
  }

  #dynamic(name, dynamic, variables) {
    const over = this.#value(dynamic.for_each, variables);
    const iterator = dynamic.iterator?.source?.slice(2, -1) ?? name;
    const pairs = Array.isArray(over) ? [...over.entries()] : Object.keys(over).sort().map((key) => [key, over[key]]);
    return pairs.flatMap(([key, value]) =>
      dynamic.content.map((content) => this.evaluateBody(content, { ...variables, [iterator]: { key, value } })));
  }
}

const isBlocks = (value) => Array.isArray(value) && value.length > 0
  && value.every((item) => item !== null && typeof item === 'object' && !Array.isArray(item) && !(item instanceof Expression));

class Instance {
  constructor(expansion, block, key, variables, address) {
    Object.assign(this, { expansion, block, key, variables, address });
  }

  attribute(name, source) {
    const { body, type } = this.block;
    if (name in body) return this.expansion.evaluateArgument(body[name], this.variables);
    const schema = schemaOf('resource', type);
    if (!schema?.attributes[name] && !schema?.blocks[name]) throw new EvaluationError(`${source}: ${type} has no '${name}'`);
    const known = computed[type]?.[name];
    return unknownUntilApply(known ? known((argument) => this.attribute(argument, source), this.expansion) : `${this.address}.${name}`);
  }

  all() {
    return this.expansion.evaluateBody(this.block.body, this.variables);
  }
}

class DataSource {
  constructor(expansion, type, name) {
    if (!expansion.configuration.find('data', type, name)) throw new EvaluationError(`there is no data.${type}.${name}`);
    Object.assign(this, { type, name });
  }

  attribute(name, source) {
    if (!schemaOf('data', this.type)?.attributes[name]) throw new EvaluationError(`${source}: ${this.type} has no '${name}'`);
    return this.type === 'google_project' && name === 'number' ? '123456789012' : `data.${this.type}.${this.name}.${name}`;
  }
}

// What the cloud will answer, where it follows from the arguments: it makes findings readable.
const computed = {
  google_service_account: {
    email: (argument, expansion) => `${argument('account_id')}@${expansion.given.project_id}.iam.gserviceaccount.com`,
    name: (argument, expansion) => `accounts/${argument('account_id')}@${expansion.given.project_id}.iam.gserviceaccount.com`,
  },
  google_pubsub_topic: { id: (argument, expansion) => `projects/${expansion.given.project_id}/topics/${argument('name')}` },
};

// Instances inside a local would be printed whole.
const shallow = (value) => {
  if (value instanceof Instance) return value.address;
  if (Array.isArray(value)) return value.map(shallow);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shallow(inner)]));
};
