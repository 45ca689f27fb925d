// Evaluates expressions, as Terraform does in a first plan.
import { EvaluationError } from './values.mjs';

const escapes = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const operators = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => number(a) * number(b),
  divide: (a, b) => number(a) / number(b),
  modulo: (a, b) => number(a) % number(b),
  equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  notEqual: (a, b) => JSON.stringify(a) !== JSON.stringify(b),
  greaterThan: (a, b) => number(a) > number(b),
  greaterThanOrEqual: (a, b) => number(a) >= number(b),
  lessThan: (a, b) => number(a) < number(b),
  lessThanOrEqual: (a, b) => number(a) <= number(b),
};

/**
 * @param node A syntax tree.
 * @param scope `{ root(name) => value or undefined, functions, variables: {} }`; variables are those of for expressions and dynamic blocks.
 */
export function evaluate(node, scope) {
  const evaluator = evaluators[node.type];
  if (!evaluator) throw new EvaluationError(`an expression of kind '${node.type}' is not supported by this check`);
  return evaluator(node, scope);
}

const evaluators = {
  '': (node, scope) => {
    if (node.children.length > 0) return evaluate(node.children[0], scope);
    if ('splat' in scope) return scope.splat;
    throw new EvaluationError(`'${node.text}' is not supported by this check`);
  },
  templateWrap: (node, scope) => evaluate(node.children[0], scope),
  template: (node, scope) => node.children.map((part) => text(evaluate(part, scope))).join(''),
  literalValue: ({ meta: { type, value } }) =>
    type === 'string' ? value.replace(/\\(.)/g, (whole, letter) => escapes[letter] ?? whole)
      : type === 'number' ? Number(value) : value === 'null' ? null : value === 'true',
  tuple: (node, scope) => node.children.map((item) => evaluate(item, scope)),
  object: (node, scope) => {
    const object = {};
    for (let at = 0; at < node.children.length; at += 2) {
      const key = node.children[at];
      object[key.type === '' && key.children.length === 0 ? key.text : evaluate(key, scope)] = evaluate(node.children[at + 1], scope);
    }
    return object;
  },
  scopeTraversal: (node, scope) => {
    const [root, ...rest] = node.meta.traversal.map((part) => part.segment);
    if (root in scope.variables) return follow(scope.variables[root], node.meta.traversal.slice(1), node.meta.value);
    return scope.root(root, rest, node);
  },
  relativeTraversal: (node, scope) => follow(evaluate(node.children[0], scope), node.meta.traversal, node.meta.value),
  index: (node, scope) => step(evaluate(node.children[0], scope), evaluate(node.children[1], scope), node.meta.value),
  splat: (node, scope) => {
    const source = evaluate(node.children[0], scope);
    const items = source === null ? [] : Array.isArray(source) ? source : [source];
    return items.map((splat) => evaluate(node.children[1], { ...scope, splat }));
  },
  conditional: (node, scope) => evaluate(node.children[evaluate(node.children[0], scope) ? 1 : 2], scope),
  unaryOp: (node, scope) => {
    const value = evaluate(node.children[0], scope);
    return node.meta.operator === 'logicalNot' ? !value : -value;
  },
  binaryOp: (node, scope) => {
    const [left, right] = node.children;
    if (node.meta.operator === 'logicalAnd') return evaluate(left, scope) && evaluate(right, scope);
    if (node.meta.operator === 'logicalOr') return evaluate(left, scope) || evaluate(right, scope);
    const operator = operators[node.meta.operator];
    if (!operator) throw new EvaluationError(`the operator '${node.meta.operator}' is not supported by this check`);
    return operator(evaluate(left, scope), evaluate(right, scope));
  },
  for: (node, scope) => {
    const { keyVar, valVar, keyExpression, conditionalExpression, groupedValue } = node.meta;
    const parts = [...node.children];
    const collection = evaluate(parts.shift(), scope);
    const key = keyExpression ? parts.shift() : null;
    const value = parts.shift();
    const condition = conditionalExpression ? parts.shift() : null;
    const results = [];
    for (const [name, item] of entries(collection)) {
      const inner = { ...scope, variables: { ...scope.variables, [valVar]: item, ...(keyVar ? { [keyVar]: name } : {}) } };
      if (condition && !evaluate(condition, inner)) continue;
      results.push(key ? [evaluate(key, inner), evaluate(value, inner)] : evaluate(value, inner));
    }
    if (!key) return results;
    if (!groupedValue) {
      const twice = results.find(([name], index) => results.findIndex(([other]) => other === name) < index);
      if (twice) throw new EvaluationError(`a for expression produces the key '${twice[0]}' twice`);
      return Object.fromEntries(results);
    }
    const groups = {};
    for (const [name, item] of results) (groups[name] ??= []).push(item);
    return groups;
  },
  function: (node, scope) => {
    const { name, expandedFinalArgument } = node.meta;
    if (name === 'can') return succeeds(() => evaluate(node.children[0], scope));
    if (name === 'try') return firstThatWorks(node.children.map((child) => () => evaluate(child, scope)));
    const call = scope.functions[name];
    if (!call) throw new EvaluationError(`the function ${name} is unknown to this check`);
    const values = node.children.map((argument) => evaluate(argument, scope));
    try {
      return call(...(expandedFinalArgument ? [...values.slice(0, -1), ...values.at(-1)] : values));
    } catch (error) {
      throw error instanceof EvaluationError ? error : new EvaluationError(`${name}(...): ${error.message}`);
    }
  },
};

/** Goes on from a value along the parts of a traversal. */
export function follow(value, traversal, source) {
  for (const part of traversal) {
    value = step(value, part.type === 'indexTraversal' ? JSON.parse(part.segment) : part.segment, source);
  }
  return value;
}

function step(value, key, source) {
  if (typeof value?.attribute === 'function') return value.attribute(key, source);
  if (value === null || value === undefined || typeof value !== 'object') throw new EvaluationError(`${source}: '${key}' of a value without attributes`);
  if (!Object.hasOwn(value, key)) throw new EvaluationError(`${source}: there is no '${key}'; there are ${Object.keys(value).join(', ') || 'none'}`);
  return value[key];
}

const entries = (collection) => {
  if (collection === null || typeof collection !== 'object') throw new EvaluationError('a for expression goes over a list, a set or a map');
  return Array.isArray(collection) ? [...collection.entries()] : Object.keys(collection).sort().map((key) => [key, collection[key]]);
};

const number = (value) => {
  if (value === null || value === '' || Number.isNaN(Number(value))) throw new EvaluationError(`${JSON.stringify(value)} is not a number`);
  return Number(value);
};

const text = (value) => {
  if (value === null || typeof value === 'object') throw new EvaluationError(`${value === null ? 'null' : 'a collection'} cannot stand in a text`);
  return String(value);
};

function succeeds(attempt) {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

function firstThatWorks(attempts) {
  let last;
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      last = error;
    }
  }
  throw last;
}
