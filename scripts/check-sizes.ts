// One idea fits on a few screens: no source file over 400 lines, no function over 60, unless listed
// with a reason. Lines of a function are its own: functions it contains count for themselves, so that
// a service that returns functions is not blamed for their sum.
import { listSources, readSource, walk, type Node, type SourceFile } from './source-files.ts';

const MOST_FILE_LINES = 400;
const MOST_FUNCTION_LINES = 60;

/** Path, or path and function, with why it may be larger. A line that is no longer needed is a fault. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src-shared/text/it-screen.ts': 'a catalogue: one line per wording',
  'src-shared/text/en-screen.ts': 'a catalogue: one line per wording',
};

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

export function checkSizes(): readonly string[] {
  const files = listSources()
    .filter((file) => !file.startsWith('tests/'))
    .map((file) => readSource(file));
  const faults = files.flatMap((file) => sizeFaults(file, EXCEPTIONS));
  const paths = files.map((file) => file.path);
  const stale = Object.keys(EXCEPTIONS).filter((name) => !paths.includes(name.split('#')[0] ?? ''));
  return [...faults, ...stale.map((name) => `scripts/check-sizes.ts:1: exception for a file that is gone: ${name}`)];
}

export function sizeFaults(file: SourceFile, exceptions: Readonly<Record<string, string>>): readonly string[] {
  const faults: string[] = [];
  const lines = file.text.trimEnd().split('\n').length;
  if (lines > MOST_FILE_LINES && !Object.hasOwn(exceptions, file.path))
    faults.push(`${file.path}:1: ${lines} lines (at most ${MOST_FILE_LINES})`);
  const functions: { readonly node: Node; readonly name: string }[] = [];
  walk(file.program, (node, ancestors) => {
    if (FUNCTIONS.includes(node.type)) functions.push({ node, name: functionName(node, ancestors.at(-1)) });
  });
  const all = functions.map(({ node }) => node);
  for (const { node, name } of functions) {
    const own = ownLines(node, all, file);
    if (own > MOST_FUNCTION_LINES && !Object.hasOwn(exceptions, `${file.path}#${name}`)) {
      faults.push(`${file.path}:${file.lineOf(node.start)}: function ${name} has ${own} lines of its own (at most ${MOST_FUNCTION_LINES})`);
    }
  }
  return faults;
}

function ownLines(node: Node, all: readonly Node[], file: SourceFile): number {
  const within = all.filter((other) => other !== node && other.start >= node.start && other.end <= node.end);
  const outermost = within.filter((one) => !within.some((other) => other !== one && other.start <= one.start && other.end >= one.end));
  const span = (one: Node): number => file.lineOf(one.end) - file.lineOf(one.start) + 1;
  // A nested function of one line shares it with its caller.
  const nested = outermost.reduce((sum, one) => sum + Math.max(0, span(one) - 1), 0);
  return span(node) - nested;
}

function functionName(node: Node, parent: Node | undefined): string {
  for (const holder of [node['id'], parent?.['id'], parent?.['key']]) {
    if (typeof holder === 'object' && holder !== null && 'name' in holder && typeof holder.name === 'string') return holder.name;
  }
  return '(unnamed)';
}

if (import.meta.main) {
  const faults = checkSizes();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
