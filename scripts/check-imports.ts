// Holds the table of import-rules.ts against every import of every file: static, dynamic, `export
// from`, `import('…')` in types. A graph without imports is a broken check, not a clean project.
import path from 'node:path';
import { CLOSED, FOLDER_RULES, IMPURE_GLOBALS, PACKAGE_HOMES, ROOMS, TYPES_ONLY_IN_PAGE, type FolderRule } from './import-rules.ts';
import { isNode, listSources, readSource, ROOT_FILES, walk, type ImportUse, type Node, type SourceFile } from './source-files.ts';

const ALIASES: Readonly<Record<string, string>> = {
  '#shared/': 'src-shared/',
  '#main/': 'src-main/',
  '#ui/': 'src-renderer/',
  '#tests/': 'tests/',
  '#scripts/': 'scripts/',
};
const LEAST_IMPORTS = 50;

/** Faults as "file:line: what". */
export function checkImports(): readonly string[] {
  const files = listSources().map((file) => readSource(file));
  const faults = files.flatMap((file) => importFaults(file));
  const seen = files.reduce((sum, file) => sum + file.imports.length, 0);
  return seen >= LEAST_IMPORTS
    ? faults
    : [...faults, `saw only ${seen} imports in ${files.length} files: the check does not read the sources`];
}

export function importFaults(file: SourceFile): readonly string[] {
  const rule = ruleFor(file.path);
  if (rule === null && !ROOT_FILES.includes(file.path)) return [`${file.path}:1: no rule for this folder (scripts/import-rules.ts)`];
  const faults = file.imports.flatMap((use) => {
    const fault = faultOf(file.path, rule, use);
    return fault === null ? [] : [`${file.path}:${use.line}: ${fault}`];
  });
  return rule?.pure === true ? [...faults, ...impureUses(file)] : faults;
}

function ruleFor(file: string): FolderRule | null {
  const fitting = FOLDER_RULES.filter((rule) => covers(rule.folder, file));
  return fitting.reduce<FolderRule | null>((best, rule) => (best === null || rule.folder.length > best.folder.length ? rule : best), null);
}

/** True when `place` is that file (suffix aside) or lies in that folder. */
function covers(place: string, file: string): boolean {
  return file.startsWith(`${place}/`) || file.replace(/\.(ts|tsx|mjs|js|css)$/, '') === place;
}

function faultOf(file: string, rule: FolderRule | null, use: ImportUse): string | null {
  const { name } = use;
  // `import(name)` may choose from a table, but only where things are run, never in the app.
  if (name === null) return file.startsWith('src-') ? 'import of a computed name' : null;
  if (name.includes('../')) return `"${name}" climbs: use #main/…, #shared/…, #ui/… or #tests/…`;
  if (name.startsWith('node:')) {
    return rule === null || rule.node === 'any' || rule.node.includes(name) ? null : `${rule.folder} may not use ${name}`;
  }
  if (name.startsWith('./')) return insideFault(file, path.posix.join(path.posix.dirname(file), name), name);
  const alias = Object.keys(ALIASES).find((prefix) => name.startsWith(prefix));
  if (alias !== undefined) {
    const target = `${ALIASES[alias] ?? ''}${name.slice(alias.length)}`;
    return acrossFault(file, rule, target) ?? (use.typeOnly ? null : pageFault(file, target));
  }
  return packageFault(file, name);
}

function insideFault(file: string, target: string, name: string): string | null {
  if (!/\.(ts|tsx|css|mjs|json)$/.test(name)) return `"${name}" lacks its suffix`;
  // A path down into another room of the table is an import across, however it is written.
  const from = ruleFor(file);
  const to = ruleFor(target);
  if (from === null || to === null || from === to) return internalFault(file, target);
  return acrossFault(file, from, target);
}

function acrossFault(file: string, rule: FolderRule | null, target: string): string | null {
  const closed = CLOSED.find((place) => covers(place.folder, target));
  if (closed !== undefined && !covers(closed.folder, file) && !closed.openTo.some((place) => covers(place, file))) {
    return `only ${closed.openTo.join(', ')} may import ${closed.folder}, not ${target}`;
  }
  const roomFault = roomsFault(file, target);
  if (roomFault !== null) return roomFault;
  if (rule === null || covers(rule.folder, target) || rule.may.some((place) => covers(place, target))) return internalFault(file, target);
  return `${rule.folder} may not import ${target}`;
}

function pageFault(file: string, target: string): string | null {
  const { from, folder, but } = TYPES_ONLY_IN_PAGE;
  const bound = covers(from, file) && covers(folder, target) && !but.some((place) => covers(place, target));
  return bound ? `${from} takes types alone from ${folder}, not values` : null;
}

function internalFault(file: string, target: string): string | null {
  const at = target.indexOf('/internal/');
  const parent = target.slice(0, at);
  return at === -1 || file.startsWith(`${parent}/`) ? null : `${target} is internal to ${parent}`;
}

function roomsFault(file: string, target: string): string | null {
  for (const place of ROOMS) {
    if (!file.startsWith(`${place}/`) || !target.startsWith(`${place}/`)) continue;
    const [own, other] = [file, target].map((name) => name.slice(place.length + 1).split('/')[0]);
    if (own !== other) return `rooms of ${place} do not import each other: ${own} imports ${target}`;
  }
  return null;
}

function packageFault(file: string, name: string): string | null {
  const parts = name.split('/');
  const packageName = name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? name);
  const homes = PACKAGE_HOMES[packageName];
  if (homes === undefined) return `package ${packageName} has no home in scripts/import-rules.ts`;
  return homes.some((place) => covers(place, file)) ? null : `package ${packageName} belongs to ${homes.join(', ')}`;
}

function impureUses(file: SourceFile): readonly string[] {
  const faults: string[] = [];
  const say = (node: Node, what: string): void => void faults.push(`${file.path}:${file.lineOf(node.start)}: pure code uses ${what}`);
  walk(file.program, (node, ancestors) => {
    if (
      node.type === 'NewExpression' &&
      nameOf(node['callee']) === 'Date' &&
      Array.isArray(node['arguments']) &&
      node['arguments'].length === 0
    )
      say(node, 'new Date() without a time');
    const name =
      node.type === 'MemberExpression' ? nameOf(node) : node.type === 'Identifier' && isFree(node, ancestors) ? nameOf(node) : null;
    if (name !== null && IMPURE_GLOBALS.includes(name)) say(node, name);
  });
  return faults;
}

function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type !== 'MemberExpression' || node['computed'] === true) return null;
  const [object, property] = [nameOf(node['object']), nameOf(node['property'])];
  return object === null || property === null ? null : `${object}.${property}`;
}

/** Not a property name, a key, a label of a type or a declared name. */
function isFree(node: Node, ancestors: readonly Node[]): boolean {
  const parent = ancestors.at(-1);
  if (parent === undefined) return true;
  if (parent.type.startsWith('TS')) return false;
  const named = parent['property'] === node || parent['key'] === node || parent['id'] === node || parent['label'] === node;
  const declared = Array.isArray(parent['params']) && parent['params'].includes(node);
  return !declared && !(named && parent['computed'] !== true && parent['shorthand'] !== true);
}

if (import.meta.main) {
  const faults = checkImports();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
