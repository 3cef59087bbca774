// The hand-over, with a project of one file: arguments, output, exit code and signals pass through.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = mkdtempSync(path.join(os.tmpdir(), 'plico-bootstrap-'));
const BOOTSTRAP = path.join(ROOT, 'scripts/bootstrap.mjs');
const CLI = `
const [what, ...rest] = process.argv.slice(2);
if (what === 'wait') {
  process.on('SIGTERM', () => process.exit(42));
  setInterval(() => {}, 1000);
  process.stdout.write('waiting');
} else if (what === 'die') process.kill(process.pid, 'SIGKILL');
else {
  process.stdout.write(JSON.stringify({ what, rest, major: Number(process.versions.node.split('.')[0]) }));
  process.exitCode = 7;
}
`;

beforeAll(() => {
  for (const folder of ['scripts', 'node_modules', 'src-main/hosts/node']) mkdirSync(path.join(ROOT, folder), { recursive: true });
  cpSync(path.resolve(import.meta.dirname, '../../../scripts/bootstrap.mjs'), BOOTSTRAP);
  writeFileSync(path.join(ROOT, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(ROOT, 'package-lock.json'), '{"packages":{"":{}}}');
  writeFileSync(path.join(ROOT, 'node_modules/.package-lock.json'), '{"packages":{}}');
  writeFileSync(path.join(ROOT, 'src-main/hosts/node/cli.ts'), CLI);
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

function run(...argv: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BOOTSTRAP, ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('arguments and exit code pass, and stdout holds the answer alone', () => {
  const done = run('plico', 'list', '--json', 'two words', '');
  expect({ ...done, stdout: JSON.parse(done.stdout) as unknown }).toEqual({
    status: 7,
    stdout: { what: 'list', rest: ['--json', 'two words', ''], major: Number(process.versions.node.split('.')[0]) },
    stderr: '',
  });
});

test('demo --once does not wait for a screen nobody looks at', () => {
  expect(JSON.parse(run('demo', '--once', '--json').stdout)).toMatchObject({ what: 'demo', rest: ['--once', '--json'] });
});

test('demo without --once builds the screen first, and does not start without it', () => {
  writeFileSync(
    path.join(ROOT, 'scripts/build.ts'),
    "console.log('built'); process.exitCode = process.env['PLICO_BREAK'] === undefined ? 0 : 1;",
  );
  const done = run('demo');
  expect([done.status, done.stderr.trim(), JSON.parse(done.stdout)]).toMatchObject([7, 'built', { what: 'demo' }]);
  const broken = spawnSync(process.execPath, [BOOTSTRAP, 'demo'], { encoding: 'utf8', env: { ...process.env, PLICO_BREAK: '1' } });
  expect([broken.status, broken.stdout]).toEqual([3, '']);
});

test('a wrong command is wrong usage', () => {
  expect(run('nothing')).toMatchObject({ status: 64, stdout: '' });
  expect(run('__proto__')).toMatchObject({ status: 64, stdout: '' });
});

test('an end by signal is told as shells do', () => {
  expect(run('plico', 'die').status).toBe(128 + 9);
});

test('a polite kill reaches the command, whose exit code is kept', async () => {
  const child = spawn(process.execPath, [BOOTSTRAP, 'plico', 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGTERM');
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(42);
});

test('npm killed: its shell tells nobody, yet the command ends', async () => {
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${BOOTSTRAP}" plico wait; true`], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => shell.stdout.once('data', resolve));
  const ended = new Promise((resolve) => shell.stdout.on('close', resolve)); // held open by bootstrap and command alike
  shell.kill('SIGKILL');
  expect(await ended).toBe(false);
});

test('without a network it says so in one line and installs nothing', () => {
  const lock = JSON.stringify({
    name: 'x',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'x', dependencies: { a: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', resolved: 'http://127.0.0.1:9/a.tgz', integrity: 'sha512-AAAA' },
    },
  });
  writeFileSync(path.join(ROOT, 'package.json'), '{"name":"x","type":"module","dependencies":{"a":"1.0.0"}}');
  writeFileSync(path.join(ROOT, 'package-lock.json'), lock);
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: path.join(ROOT, 'cache') };
  const done = spawnSync(process.execPath, [BOOTSTRAP, 'plico', 'list'], { encoding: 'utf8', env });
  expect([done.status, done.stdout]).toEqual([3, '']);
  const lines = done.stderr.trim().split('\n');
  expect(lines.at(0)).toMatch(/installing packages/);
  expect(lines.at(-1)).toMatch(/could not be fetched: no network/);
});
