// `npm run new-migration archive|index <name>`: the next numbered step of that file, its row in
// migrations/all.ts, and a test that starts from the version before (ARCHITECTURE §7).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

const FOLDER = path.join(ROOT, 'src-main/store/migrations');

function main(argv: readonly string[]): number {
  const [file = '', name = ''] = argv;
  if (!/^(archive|index)$/.test(file) || !/^[a-z][a-z0-9-]*$/.test(name)) {
    process.stderr.write('usage: npm run new-migration archive|index <name-in-kebab-case>\n');
    return 64;
  }
  const numbers = readdirSync(FOLDER).flatMap((entry) => new RegExp(`^${file}-(\\d{4})-`).exec(entry)?.[1] ?? []);
  const number = Math.max(0, ...numbers.map(Number)) + 1;
  const digits = String(number).padStart(4, '0');
  const constant = `${file}${digits}`;
  const target = path.join(FOLDER, `${file}-${digits}-${name}.ts`);
  writeFileSync(
    target,
    `// ${file}.db, step ${number}: say what changes and why. Frozen once released.\nexport const ${constant} = \`\n\`;\n`,
    { flag: 'wx' },
  );

  const table = path.join(FOLDER, 'all.ts');
  const before = readFileSync(table, 'utf8');
  const after = before
    .replace(/\nexport type Migration/, `import { ${constant} } from './${file}-${digits}-${name}.ts';\n\nexport type Migration`)
    .replace(
      new RegExp(`(${file}Migrations: readonly Migration\\[\\] = \\[[^\\]]*?),?\\s*\\];`),
      `$1, { number: ${number}, statements: ${constant} }];`,
    );
  if (!after.includes(`statements: ${constant} `)) {
    process.stderr.write(`plico: add { number: ${number}, statements: ${constant} } to ${path.relative(ROOT, table)} by hand\n`);
    return 1;
  }
  writeFileSync(table, after.replace(/;\n\n+import /g, ';\nimport '));

  const test = path.join(ROOT, `tests/unit/store/migration-${file}-${digits}.test.ts`);
  if (!existsSync(test)) writeFileSync(test, testOf(file, number, name));
  for (const written of [target, table, test]) process.stdout.write(`${path.relative(ROOT, written)}\n`);
  return 0;
}

/** Fails until somebody has written it: a step without a test from the version before is not done. */
function testOf(file: string, number: number, name: string): string {
  return [
    `// Step ${number} of ${file}.db (${name}), from a file of the version before with rows in it.`,
    "import { expect, test } from 'vitest';",
    '',
    `test('${file} ${number}: rows of the version before are kept', () => {`,
    "  expect.fail('open a file of the version before with rows in it, migrate, compare the rows');",
    '});',
    '',
  ].join('\n');
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
