// The canonical format, as terraform fmt writes it: two spaces for each open bracket, "=" of neighbouring arguments
// aligned, no tabs, no trailing space, one newline at the end. (terraform fmt itself is asked too, where it is installed.)

/** @returns {{where: string, message: string}[]} */
export function checkFormat(configuration) {
  return configuration.files.flatMap((file) => [...faults(file.text)].map(({ line, message }) => ({ where: `${file.name}:${line}`, message })));
}

function* faults(text) {
  if (!text.endsWith('\n') || text.endsWith('\n\n')) yield { line: text.split('\n').length, message: 'a file ends with one newline' };
  const lines = readLines(text.replace(/\n$/, ''));
  yield* indentation(lines);
  yield* alignment(lines);
}

// What formatting may look at in each line: its code without strings and comments, and whether it is inside a heredoc.
function readLines(text) {
  let heredoc = null;
  return text.split('\n').map((raw, index) => {
    const line = { number: index + 1, raw, code: '', comment: false, verbatim: heredoc !== null };
    if (heredoc !== null) {
      if (raw.trim() === heredoc) heredoc = null;
      return line;
    }
    line.comment = /^\s*(#|\/\/)/.test(raw);
    line.code = line.comment ? '' : withoutStrings(raw);
    heredoc = /<<-?(\w+)\s*$/.exec(line.code)?.[1] ?? null;
    return line;
  });
}

function withoutStrings(raw) {
  let code = '';
  for (let at = 0, nesting = []; at < raw.length; at++) {
    const inString = nesting.at(-1) === '"';
    if (inString && raw[at] === '\\') at++;
    else if (inString && raw.startsWith('${', at)) nesting.push('{'), at++;
    else if (inString) raw[at] === '"' && nesting.pop();
    else if (raw[at] === '"') nesting.push('"'), code += nesting.length === 1 ? '""' : '';
    else if (nesting.length > 0) raw[at] === '{' ? nesting.push('{') : raw[at] === '}' && nesting.pop();
    else if (raw[at] === '#') break;
    else code += raw[at];
  }
  return code;
}

function* indentation(lines) {
  const open = [];
  for (const { number, raw, code, verbatim } of lines) {
    if (verbatim) continue;
    if (/\t/.test(raw)) yield { line: number, message: 'a tab: indent with two spaces' };
    if (/\s$/.test(raw)) yield { line: number, message: 'space at the end of the line' };
    if (raw.trim() === '') continue;
    const net = [...code].reduce((sum, letter) => sum + ('([{'.includes(letter) ? 1 : ')]}'.includes(letter) ? -1 : 0), 0);
    for (let closed = -net; closed > 0 && open.length > 0;) {
      const last = open.pop();
      if (closed < last) open.push(last - closed);
      closed -= last;
    }
    const wanted = 2 * open.length;
    const found = raw.length - raw.trimStart().length;
    if (found !== wanted) yield { line: number, message: `indented by ${found} instead of ${wanted}` };
    if (net > 0) open.push(net);
  }
}

function* alignment(lines) {
  let run = [];
  for (const line of [...lines, { code: '', raw: '' }]) {
    const match = !line.verbatim && /^(\s*)([\w."-]+|\([^)]*\))( *)=( *)(?![=>])\S/.exec(restoreKey(line));
    const opens = match && [...line.code].reduce((sum, letter) => sum + ('([{'.includes(letter) ? 1 : ')]}'.includes(letter) ? -1 : 0), 0) > 0;
    if (match && !opens) {
      run.push({ line: line.number, key: match[2].length, before: match[3].length, after: match[4].length });
      continue;
    }
    yield* misaligned(run);
    run = [];
    if (match && (match[3].length !== 1 || match[4].length !== 1)) yield { line: line.number, message: 'one space on each side of =' };
  }
}

function* misaligned(run) {
  const longest = Math.max(0, ...run.map((item) => item.key));
  for (const { line, key, before, after } of run) {
    if (before !== longest - key + 1) yield { line, message: '= is not aligned with its neighbours' };
    if (after !== 1) yield { line, message: 'one space after =' };
  }
}

// Quoted keys of maps count with their text.
const restoreKey = ({ code, raw }) => (/^\s*"/.test(raw) ? raw : code);
