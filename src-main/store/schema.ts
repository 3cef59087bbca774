// What each file should hold, as SQLite writes it: every CREATE statement of the migrations by name.
import { archiveMigrations, indexMigrations } from './migrations/all.ts';

/** Statements that a later ALTER TABLE rewrites are taken from the committed dump; none so far. */
export function expectedSchema(file: 'archive' | 'index'): ReadonlyMap<string, string> {
  const migrations = file === 'archive' ? archiveMigrations : indexMigrations;
  return new Map(migrations.flatMap(({ statements }) => createStatements(statements)));
}

/** FTS5 keeps its index in tables named after its own (sqlite.org/fts5.html §9). */
export function isShadowTable(name: string, expected: ReadonlyMap<string, string>): boolean {
  const base = /^(\w+)_(?:data|idx|content|docsize|config)$/.exec(name)?.[1];
  return base !== undefined && expected.get(base)?.startsWith('CREATE VIRTUAL TABLE') === true;
}

/** SQLite keeps the text of CREATE as written, from CREATE up to the semicolon. */
function createStatements(text: string): [name: string, statement: string][] {
  const statements: [string, string][] = [];
  const pattern = /CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\w+)(?:(?!;\n|;$)[\s\S])*?(?:END(?=;)|(?=;\n))/g;
  for (const match of text.matchAll(pattern)) {
    if (match[1] !== undefined) statements.push([match[1], match[0]]);
  }
  return statements;
}
