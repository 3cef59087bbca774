// electron-builder over the real configuration and the real bundles, with a fabricated distribution in
// place of Electron: the configuration is sound, the fuses are set, and nothing rides along.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fabricateElectron } from '#tests/support/fabricated-electron';

const ROOT = path.resolve(import.meta.dirname, '../..');
const WORK = mkdtempSync(path.join(os.tmpdir(), 'plico-package-'));
const OUTPUT = path.join(WORK, 'out');
const UNPACKED = path.join(OUTPUT, 'linux-unpacked');
/** The wire holds '1' for on, '0' for off. */
const ENABLED: number = '1'.charCodeAt(0);
const onLinux = process.platform === 'linux' && process.arch === 'x64';

function run(...argv: readonly string[]): void {
  const done = spawnSync(process.execPath, argv, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, PLICO_DATA: WORK } });
  if (done.status !== 0) throw new Error(`${argv[0] ?? ''} ended with ${done.status ?? 'a signal'}\n${done.stdout}\n${done.stderr}`);
}

describe.skipIf(!onLinux)('the package (fabricated for linux-x64, so only there)', () => {
  let files: readonly string[] = [];

  beforeAll(async () => {
    run('scripts/build.ts', 'electron');
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as {
      readonly version: string;
    };
    await fabricateElectron(path.join(WORK, 'dist'), version);
    run(
      'node_modules/electron-builder/cli.js',
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${path.join(WORK, 'dist')}`,
      `-c.directories.output=${OUTPUT}`,
    );
    files = listPackage(path.join(UNPACKED, 'resources/app.asar'), { isPack: false }).map((name) => name.slice(1));
  });

  afterAll(() => rmSync(WORK, { recursive: true, force: true }));

  test('IPC-04: the fuses are as the table says', async () => {
    const wire = await getCurrentFuseWire(path.join(UNPACKED, 'plico'));
    const state = (fuse: FuseV1Options): boolean => Number(wire[fuse]) === ENABLED;
    expect({
      runAsNode: state(FuseV1Options.RunAsNode),
      cookieEncryption: state(FuseV1Options.EnableCookieEncryption),
      nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyFromAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
      fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      inspect: false,
      asarIntegrity: true,
      onlyFromAsar: true,
      fileProtocol: false,
    });
  });

  test('holds the bundles, the screen, the trust data and the licences', () => {
    for (const name of [
      'dist/main/main.js',
      'dist/main/core.js',
      'dist/main/demo.js',
      'dist/main/parser.js',
      'dist/main/writer.js',
      'dist/main/preload.cjs',
      'dist/renderer/index.html',
      'assets/third-party-licences.md',
      'package.json',
    ]) {
      expect(files).toContain(name);
    }
    expect(files.some((name) => name.startsWith('assets/trust/'))).toBe(true);
  });

  test('holds no source, no test, no tool and one native build of each package', () => {
    const tops = new Set(
      files
        .filter((name) => name.startsWith('node_modules/'))
        .map((name) =>
          name
            .split('/')
            .slice(1, name.startsWith('node_modules/@') ? 3 : 2)
            .join('/'),
        ),
    );
    expect([...tops].toSorted()).toEqual([
      '@embedpdf',
      '@embedpdf/pdfium',
      '@napi-rs',
      '@napi-rs/keyring',
      '@napi-rs/keyring-linux-x64-gnu',
      'better-sqlite3-multiple-ciphers',
      'libxml2-wasm',
    ]);
    expect(files.filter((name) => name.endsWith('.node')).toSorted()).toEqual([
      'node_modules/@napi-rs/keyring-linux-x64-gnu/keyring.linux-x64-gnu.node',
      'node_modules/better-sqlite3-multiple-ciphers/prebuilds/linux-x64.node',
    ]);
    expect(files.filter((name) => /^(?:src-|tests|scripts)|\.(?:ts|tsx|map)$/.test(name))).toEqual([]);
  });
});
