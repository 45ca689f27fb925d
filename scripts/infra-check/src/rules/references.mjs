// Every reference resolves, even in branches that no scenario takes; and nothing is declared without being used.
import { walkExpressions } from '../expressions.mjs';
import { schemaOf } from '../provider-schema.mjs';
import { closest } from '../suggest.mjs';

/** @returns {{where: string, message: string}[]} */
export function checkReferences(configuration) {
  const checker = new ReferenceChecker(configuration);
  for (const block of configuration.blocks) checker.checkBlock(block);
  return [...checker.findings, ...checker.unused()];
}

class ReferenceChecker {
  constructor(configuration) {
    this.configuration = configuration;
    this.findings = [];
    this.used = new Set();
  }

  checkBlock(block) {
    this.block = block;
    walkExpressions(block.body, (expression, path) => {
      if (block.kind === 'variable' && path[0] === 'type') return;
      if (path.includes('ignore_changes')) return;
      this.#walk(expression.tree, this.#iterators(block, path), expression);
    });
  }

  // Inside of a dynamic block's content its name stands for the item at hand.
  #iterators(block, path) {
    return path.flatMap((part, index) => (path[index - 1] === 'dynamic' && path.includes('content') ? [part] : []));
  }

  #walk(node, bound) {
    const inner = node.type === 'for' ? [...bound, node.meta.keyVar, node.meta.valVar] : bound;
    if (node.type === 'scopeTraversal') this.#check(node, bound);
    for (const child of node.children) this.#walk(child, inner);
  }

  #check(node, bound) {
    const [root, first, second] = node.meta.traversal.map((part) => part.segment);
    if (bound.includes(root)) return;
    const { body, kind } = this.block;
    switch (root) {
      case 'var': return this.#need(this.configuration.find('variable', undefined, first), `var.${first}`, this.configuration.of('variable').map((block) => `var.${block.name}`));
      case 'local': return this.#need(this.configuration.locals[first], `local.${first}`, Object.keys(this.configuration.locals).map((name) => `local.${name}`));
      case 'each': return body.for_each === undefined && this.#report(`${node.meta.value} is used without a for_each`);
      case 'count': return body.count === undefined && this.#report(`${node.meta.value} is used without a count`);
      case 'path': case 'terraform': return undefined;
      case 'self': return kind === 'resource' ? undefined : this.#report('self is used outside of a resource');
      case 'data': return this.#resource('data', first, second, node, 3);
      default: return this.#resource('resource', root, first, node, 2);
    }
  }

  #need(found, address, candidates) {
    this.used.add(address);
    if (!found) this.#report(`there is no ${address}${closest(address, candidates)}`);
  }

  #resource(kind, type, name, node, depth) {
    const block = this.configuration.find(kind, type, name);
    if (!block) {
      const all = this.configuration.of(kind).map((other) => other.address);
      return this.#report(`there is no ${kind} ${type}.${name}${closest(kind === 'data' ? `data.${type}.${name}` : `${type}.${name}`, all)}`);
    }
    const rest = node.meta.traversal.slice(depth);
    const indexed = rest[0]?.type === 'indexTraversal';
    const many = block.body.for_each !== undefined || block.body.count !== undefined;
    if (!many && indexed) return this.#report(`${node.meta.value}: ${block.address} is a single resource and takes no index`);
    if (many && !indexed && rest.length > 0) return this.#report(`${node.meta.value}: ${block.address} is one of many and needs an index`);
    const attribute = rest[indexed ? 1 : 0]?.segment;
    const schema = schemaOf(kind, type);
    if (attribute && schema && !schema.attributes[attribute] && !schema.blocks[attribute]) {
      this.#report(`${node.meta.value}: ${type} has no '${attribute}'${closest(attribute, Object.keys(schema.attributes))}`);
    }
    return undefined;
  }

  #report(message) {
    this.findings.push({ where: `${this.block.file}:${this.block.line}`, message: `${this.block.address}: ${message}` });
  }

  unused() {
    const declared = [
      ...this.configuration.of('variable').map((block) => ({ address: `var.${block.name}`, block })),
      ...Object.entries(this.configuration.locals).map(([name, { block }]) => ({ address: `local.${name}`, block })),
    ];
    return declared.filter(({ address }) => !this.used.has(address))
      .map(({ address, block }) => ({ where: `${block.file}:${block.line}`, message: `${address} is declared and never used` }));
  }
}
