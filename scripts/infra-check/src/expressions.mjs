// Expressions of a configuration. The HCL parser hands them over as strings ("${...}" and templates); here they become
// syntax trees.
import { getExpressionAst } from '@cdktf/hcl2json';

/** An expression: its source and its syntax tree. */
export class Expression {
  constructor(source, tree) {
    this.source = source;
    this.tree = tree;
  }
}

/** The value with every string that holds an expression replaced by its Expression. */
export async function compile(value) {
  if (typeof value === 'string') return /[$%]\{/.test(value) ? parseTemplate(value) : value;
  if (Array.isArray(value)) return Promise.all(value.map(compile));
  if (value === null || typeof value !== 'object') return value;
  const entries = [];
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('${')) throw new SyntaxError(`the computed key ${key} is not understood here: use a for expression`);
    entries.push([key, await compile(inner)]);
  }
  return Object.fromEntries(entries);
}

async function parseTemplate(text) {
  const source = quote(text);
  const tree = await getExpressionAst('expression.tf', source);
  return new Expression(text, locate(tree, Buffer.from(source)));
}

/** Walks all Expressions in a body: visit(expression, path). */
export function walkExpressions(value, visit, path = []) {
  if (value instanceof Expression) visit(value, path);
  else if (Array.isArray(value)) value.forEach((inner, index) => walkExpressions(inner, visit, [...path, index]));
  else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) walkExpressions(inner, visit, [...path, key]);
  }
}

// Text as the parser gives it back to the form it takes in a file: quoted, escaped outside of ${...}.
function quote(text) {
  let quoted = '"';
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '${' || two === '%{') {
      const end = endOfInterpolation(text, at + 2);
      quoted += text.slice(at, end);
      at = end - 1;
    } else {
      quoted += { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }[text[at]] ?? text[at];
    }
  }
  return quoted + '"';
}

function endOfInterpolation(text, at) {
  for (let depth = 1; at < text.length; at++) {
    if (text[at] === '"') at = endOfString(text, at + 1) - 1;
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  throw new SyntaxError(`the expression in ${text} has no end`);
}

function endOfString(text, at) {
  for (; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
    else if (text.startsWith('${', at) || text.startsWith('%{', at)) at = endOfInterpolation(text, at + 2) - 1;
  }
  throw new SyntaxError(`the string in ${text} has no end`);
}

// Nodes of no type (bare object keys, parentheses) are told apart by their text.
function locate(node, source) {
  node.text = source.subarray(node.range.start.byte, node.range.end.byte).toString('utf8');
  for (const child of node.children ?? []) locate(child, source);
  return node;
}
