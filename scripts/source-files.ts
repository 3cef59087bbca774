// The sources as the checks see them: every file once, parsed once, with its imports, its comments
// and a walk over its syntax tree.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

export const ROOT = path.resolve(import.meta.dirname, '..');

/** Folders that hold code; every tool is given these names, so that none walks node_modules. */
export const SOURCE_FOLDERS: readonly string[] = ['src-shared', 'src-main', 'src-renderer', 'tests', 'scripts'];

/** Configuration files at the root. */
export const ROOT_FILES: readonly string[] = ['vite.config.ts', 'vitest.config.ts', 'playwright.config.ts'];

export type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown };

export type ImportUse = {
  /** As written: "./parse.ts", "#main/mime/parse", "node:fs", "zod". Null: a computed name. */
  readonly name: string | null;
  readonly typeOnly: boolean;
  readonly line: number;
};

export type SourceFile = {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ImportUse[];
  readonly comments: readonly { readonly text: string; readonly start: number }[];
  readonly program: Node;
  lineOf(offset: number): number;
};

/** Paths of all code files under the source folders and of the configuration at the root. */
export function listSources(root: string = ROOT): readonly string[] {
  const inFolders = SOURCE_FOLDERS.filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    // Programs that are kept as they came from elsewhere.
    .filter((file) => !file.startsWith('tests/fixtures/'));
  return [...inFolders, ...ROOT_FILES.filter((name) => existsSync(path.join(root, name)))].toSorted();
}

/** Throws when the file has a syntax error: a check that cannot read must not pass. */
export function readSource(file: string, root: string = ROOT): SourceFile {
  return parseSource(file, readFileSync(path.join(root, file), 'utf8'));
}

export function parseSource(file: string, text: string): SourceFile {
  const parsed = parseSync(file, text, { sourceType: 'module' });
  const error = parsed.errors[0];
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineOf = (offset: number): number => lineStarts.findLastIndex((start) => start <= offset) + 1;
  const program = parsed.program as unknown as Node;
  return {
    path: file,
    text,
    imports: importsOf(program, lineOf),
    comments: parsed.comments.map((comment) => ({ text: comment.value, start: comment.start })),
    program,
    lineOf,
  };
}

function importsOf(program: Node, lineOf: (offset: number) => number): readonly ImportUse[] {
  const found: ImportUse[] = [];
  walk(program, (node) => {
    const typeOnly = node['importKind'] === 'type' || node['exportKind'] === 'type';
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node['source'] !== null) found.push({ name: literal(node['source']), typeOnly, line: lineOf(node.start) });
        break;
      case 'ImportExpression':
        found.push({ name: literal(node['source']), typeOnly: false, line: lineOf(node.start) });
        break;
      case 'TSImportType':
        found.push({ name: literal(node['source']), typeOnly: true, line: lineOf(node.start) });
        break;
      case 'CallExpression':
        // `require` and `import.meta.resolve` count as imports of their argument.
        if (isNode(node['callee']) && node['callee'].type === 'Identifier' && node['callee']['name'] === 'require') {
          found.push({ name: literal(asList(node['arguments'])[0]), typeOnly: false, line: lineOf(node.start) });
        }
        break;
      default:
    }
  });
  return found;
}

function literal(node: unknown): string | null {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Every node with its ancestors, outermost first. */
export function walk(node: Node, visit: (node: Node, ancestors: readonly Node[]) => void, ancestors: readonly Node[] = []): void {
  visit(node, ancestors);
  const below = [...ancestors, node];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'start' || key === 'end' || key === 'type') continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, below);
  }
}
