// The rules of the house hold, and the checks that say so can fail: each finds what is planted.
import { describe, expect, test } from 'vitest';
import { citationFaults } from '#scripts/check-citations';
import { checkImports, importFaults } from '#scripts/check-imports';
import { superLinear } from '#scripts/check-expressions';
import { choose } from '#scripts/check-licences';
import { lockFaults, versionFaults } from '#scripts/check-lock';
import { sizeFaults } from '#scripts/check-sizes';
import type { Lock } from '#scripts/lock-file';
import { listSources, parseSource, readSource } from '#scripts/source-files';

const RFC = 'RFC';
const SECTION = '\u00a7';

test('the sources keep the import table', () => {
  expect(checkImports()).toEqual([]);
});

test('the import check reads real imports of every kind', () => {
  const files = listSources().map((file) => readSource(file));
  const names = new Set(files.flatMap((file) => file.imports.map((use) => use.name)));
  expect(names.has('node:path')).toBe(true);
  expect(names.has('#shared/model/ids')).toBe(true);
  const sample = parseSource(
    'src-main/core/sample.ts',
    "import a from './a.ts';\nexport * from './b.ts';\nexport { c } from './c.ts';\ntype D = import('./d.ts').D;\nawait import('./e.ts');\nimport './f.css';\nawait import(name);",
  );
  expect(sample.imports.map((use) => [use.line, use.name])).toEqual([
    [1, './a.ts'],
    [2, './b.ts'],
    [3, './c.ts'],
    [4, './d.ts'],
    [5, './e.ts'],
    [6, './f.css'],
    [7, null],
  ]);
});

describe('the import check finds', () => {
  test.each<[what: string, file: string, code: string, fault: string | null]>([
    ['nothing in a sound file', 'src-main/mime/a.ts', "import { b } from './b.ts'; import type { C } from '#shared/model/ids';", null],
    ['a climbing path', 'src-main/mime/a.ts', "import { b } from '../pec/b.ts';", 'climbs'],
    ['a climb hidden in the middle', 'src-main/mime/a.ts', "import { b } from './x/../../pec/b.ts';", 'climbs'],
    ['a missing suffix', 'src-main/mime/a.ts', "import { b } from './b';", 'lacks its suffix'],
    [
      'a layer upside down',
      'src-main/mime/a.ts',
      "import { b } from '#main/pec/claim';",
      'src-main/mime may not import src-main/pec/claim',
    ],
    ['a type import upside down', 'src-main/mime/a.ts', "import type { B } from '#main/store/database';", 'may not import'],
    ['an import() type upside down', 'src-main/mime/a.ts', "type B = import('#main/store/database').Database;", 'may not import'],
    ['the shared side reaching into main', 'src-shared/model/a.ts', "import { b } from '#main/ports';", 'may not import'],
    ['the model reaching into the texts', 'src-shared/model/a.ts', "import { b } from '#shared/text/it';", 'may not import'],
    ['the screen reaching into main', 'src-renderer/app/a.ts', "import { b } from '#main/core/core';", 'may not import'],
    ['Node on the screen', 'src-renderer/app/a.ts', "import fs from 'node:fs';", 'may not use node:fs'],
    ['Node in a pure folder', 'src-main/pec/a.ts', "import { createHash } from 'node:crypto';", 'may not use node:crypto'],
    ['no fault: crypto where the table allows it', 'src-main/verification/a.ts', "import { createHash } from 'node:crypto';", null],
    [
      'a second feature',
      'src-renderer/features/reading/a.tsx',
      "import { b } from '#ui/features/compose/b.tsx';",
      'do not import each other',
    ],
    ['a feature reaching into app', 'src-renderer/features/reading/a.tsx', "import { b } from '#ui/app/route.ts';", 'may not import'],
    ['ui that knows mail', 'src-renderer/ui/a.tsx', "import type { B } from '#shared/model/list';", 'may not import'],
    ['a second importer of SQLite', 'src-main/store/message.ts', "import Database from 'better-sqlite3-multiple-ciphers';", 'belongs to'],
    [
      'no fault: the one importer of SQLite',
      'src-main/store/connection.ts',
      "import Database from 'better-sqlite3-multiple-ciphers';",
      null,
    ],
    ['imapflow outside imap', 'src-main/sync/a.ts', "import { ImapFlow } from 'imapflow';", 'belongs to src-main/imap'],
    ['nodemailer outside smtp', 'src-main/outbox/a.ts', "import nodemailer from 'nodemailer';", 'belongs to src-main/smtp'],
    ['a package nobody asked for', 'src-main/core/a.ts', "import left from 'left-pad/x';", 'package left-pad has no home'],
    [
      'the sandbox in the core',
      'src-main/core/a.ts',
      "import { b } from '#main/sandbox/network';",
      'only src-main/hosts, tests, scripts may import src-main/sandbox',
    ],
    ['a host in the core', 'src-main/core/a.ts', "import { b } from '#main/hosts/node/cli';", 'may import src-main/hosts'],
    ['somebody else\u2019s internals', 'src-main/core/a.ts', "import { b } from '#main/sync/internal/b';", 'internal to src-main/sync'],
    [
      'a value of the contract in the page',
      'src-renderer/client/a.ts',
      "import { B } from '#shared/contract/reads';",
      'src-renderer takes types alone from src-shared/contract, not values',
    ],
    ['no fault: a type of the contract in the page', 'src-renderer/client/a.ts', "import type { B } from '#shared/contract/reads';", null],
    ['no fault: a path of the contract in the page', 'src-renderer/client/a.ts', "import { b } from '#shared/contract/assets';", null],
    ['a computed import', 'src-main/core/a.ts', 'await import(name);', 'computed name'],
    ['a folder nobody named', 'src-main/helpers/a.ts', 'export const a = 1;', 'no rule for this folder'],
    ['the clock in pure code', 'src-main/pec/a.ts', 'export const now = () => Date.now();', 'pure code uses Date.now'],
    ['the clock by construction', 'src-main/pec/a.ts', 'export const now = () => new Date();', 'new Date() without a time'],
    ['no fault: a given time', 'src-main/pec/a.ts', 'export const at = (t: number) => new Date(t);', null],
    ['chance in pure code', 'src-shared/model/a.ts', 'export const id = Math.random();', 'pure code uses Math.random'],
    ['the process in pure code', 'src-main/mime/a.ts', "export const v = process.env['X'];", 'pure code uses process'],
    ['the network in pure code', 'src-main/verification/a.ts', "export const v = () => fetch('x');", 'pure code uses fetch'],
    ['no fault: a field of that name', 'src-main/mime/a.ts', 'export const v = (a: { process: number }) => a.process;', null],
  ])('%s', (_what, file, code, fault) => {
    const found = importFaults(parseSource(file, code));
    expect(found).toEqual(fault === null ? [] : [expect.stringContaining(fault)]);
  });
});

describe('the citation check finds', () => {
  const lookup = { headings: { THREATS: ['4. Limits'], DECISIONS: ['Storage', 'Sandbox and TLS'] }, ids: new Set(['SIG-07']) };
  test.each<[what: string, comment: string, fault: string | null]>([
    ['nothing in a sound one', `${RFC} 5652 ${SECTION}5.4`, null],
    ['nothing in two sections', `${RFC} 5322 ${SECTION}3.6, ${SECTION}4 and DECISIONS ${SECTION}Storage`, null],
    ['nothing in a section of the document just named', `${RFC} 5322 date fields, obsolete zones of ${SECTION}4.3`, null],
    ['a number nobody knows', `${RFC} 5653 ${SECTION}5.4`, 'RFC 5653 is not in'],
    ['a glued number', `${RFC}5652`, 'not a citation of the form'],
    ['a section of nothing', `see ${SECTION}5.4`, 'not a citation of the form'],
    ['a section that is not there', `THREATS ${SECTION}44`, 'THREATS has no section'],
    ['a named section that is not there', `DECISIONS ${SECTION}Weather`, 'DECISIONS has no section Weather'],
    ['a test id that is not there', 'SIG-99', 'THREATS has no SIG'],
  ])('%s', (_what, comment, fault) => {
    const found = citationFaults(parseSource('src-main/pec/a.ts', `// ${comment}\nexport const a = 1;\n`), lookup);
    expect(found).toEqual(fault === null ? [] : [expect.stringContaining(fault)]);
  });

  test('a check whose source is no source', () => {
    const file = parseSource('src-main/verification/checks/a.ts', `export const check = { spec: '${RFC} 5652, section five' };\n`);
    expect(citationFaults(file, null)).toEqual([expect.stringContaining('not a citation of the form')]);
  });
});

describe('the size check finds', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, index) => `  call(${index});`).join('\n');
  test.each<[what: string, code: string, faults: readonly string[]]>([
    ['nothing in 400 lines', `${lines(400)}\n`, []],
    ['a file of 401', `${lines(401)}\n`, ['401 lines']],
    ['nothing in a function of 60', `function f() {\n${lines(58)}\n}\n`, []],
    ['a function of 61', `function f() {\n${lines(59)}\n}\n`, ['function f has 61 lines']],
    ['an arrow of 61', `const g = () => {\n${lines(59)}\n};\n`, ['function g has 61 lines']],
    [
      'nothing in a service of two long functions',
      `function s() {\n  function a() {\n${lines(50)}\n  }\n  function b() {\n${lines(50)}\n  }\n  return { a, b };\n}\n`,
      [],
    ],
  ])('%s', (_what, code, faults) => {
    expect(sizeFaults(parseSource('src-main/pec/a.ts', code), {})).toEqual(faults.map((fault): unknown => expect.stringContaining(fault)));
  });
});

describe('SUP-01, SUP-02, SUP-03: the supply checks find', () => {
  const sound = { version: '1.0.0', integrity: 'sha512-x' };
  test.each<[what: string, lock: Lock, fault: string | null]>([
    ['nothing in a sound lock', { 'node_modules/a': { ...sound, optionalDependencies: { b: '1' } }, 'node_modules/b': sound }, null],
    [
      'a platform package that npm dropped',
      { 'node_modules/a': { ...sound, optionalDependencies: { b: '1' } } },
      'b is missing from the lock',
    ],
    ['a server', { 'node_modules/a': { ...sound, resolved: 'https://example.org/a.tgz' } }, 'names a server'],
    ['a package without a hash', { 'node_modules/a': { version: '1.0.0' } }, 'no SHA-512'],
    [
      'a git dependency',
      { 'node_modules/a': { ...sound, dependencies: { b: 'git+ssh://git@example.org/b' } }, 'node_modules/b': sound },
      'comes from git',
    ],
    ['an install script', { 'node_modules/a': { ...sound, hasInstallScript: true } }, 'install script'],
  ])('%s', (_what, lock, fault) => {
    expect(lockFaults(lock)).toEqual(fault === null ? [] : [expect.stringContaining(fault)]);
  });

  test.each<[version: string, faults: number]>([
    ['1.9.9', 1],
    ['2.0.0-beta.1', 1],
    ['2.0.0', 0],
    ['10.0.0', 0],
  ])('version %s against a lowest of 2.0.0', (version, faults) => {
    const lock: Lock = { 'node_modules/x/node_modules/a': { ...sound, version } };
    expect(versionFaults(lock, [{ name: 'a', lowest: '2.0.0', because: 'known hole' }])).toHaveLength(faults);
  });

  test.each<[stated: string, chosen: string | null]>([
    ['MIT', 'MIT'],
    ['(BSD-3-Clause OR GPL-2.0)', 'BSD-3-Clause'],
    ['GPL-3.0-only', null],
    ['MIT AND GPL-2.0', null],
    ['UNLICENSED', null],
  ])('licence %s', (stated, chosen) => {
    expect(choose(stated)).toBe(chosen);
  });
});

describe('DOS-01 the check of regular expressions finds', () => {
  test.each<[what: string, code: string, fault: string | null]>([
    ['nothing in a sound one', String.raw`/^[a-z]+@[a-z]+$/.test(a)`, null],
    ['a nested quantifier', String.raw`/^(a+)+$/.test(a)`, 'exponential'],
    ['two quantifiers over the same characters', String.raw`/^<[a-z]+([a-z0-9 ]*)>/.test(a)`, 'polynomial'],
    ['a run that starts again at every place', String.raw`a.replace(/\s+$/, '')`, 'polynomial'],
  ])('%s', (_what, code, fault) => {
    const faults = superLinear(parseSource('src-main/mime/a.ts', code)).map((one) => one.fault);
    if (fault === null) expect(faults).toEqual([]);
    else expect(faults).toEqual([expect.stringContaining(fault)]);
  });
});
