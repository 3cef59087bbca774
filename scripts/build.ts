// Builds what does not run from source: `renderer` (default), and `main`, `core`, `demo`, `parser`, `writer`, `preload`
// for Electron, or `electron` for all of those. A renderer whose sources have not changed is not
// built again. Everything it says goes to stderr.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const STAMP = path.join(ROOT, 'dist/renderer/.sources');
const ELECTRON = ['main', 'core', 'demo', 'parser', 'writer', 'preload'];

/** Hash of every file that can change the renderer's bundle. */
export function rendererSources(): string {
  const hash = createHash('sha256');
  const files = ['src-renderer', 'src-shared']
    .flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of [...files, ...['vite.config.ts', 'package-lock.json'].map((name) => path.join(ROOT, name))]) {
    const bytes = readFileSync(file);
    hash.update(`${path.relative(ROOT, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function rendererIsFresh(sources: string): boolean {
  return existsSync(path.join(ROOT, 'dist/renderer/index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources;
}

async function bundle(mode: string): Promise<void> {
  const { build } = await import('vite');
  const startedAt = performance.now();
  await build({ configFile: path.join(ROOT, 'vite.config.ts'), mode: mode === 'renderer' ? 'production' : mode, logLevel: 'warn' });
  process.stderr.write(`plico: built ${mode} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

async function buildRenderer(): Promise<void> {
  const sources = rendererSources();
  if (rendererIsFresh(sources)) return;
  await bundle('renderer');
  writeFileSync(STAMP, sources);
}

async function main(names: readonly string[]): Promise<number> {
  const wanted = (names.length === 0 ? ['renderer'] : names)
    .flatMap((name) => (name === 'electron' ? ['renderer', ...ELECTRON] : [name.replace(/^--mode=?/, '')]))
    .filter((name) => name !== '');
  const unknown = wanted.find((name) => name !== 'renderer' && !ELECTRON.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`plico: unknown bundle "${unknown}"; known: renderer, electron, ${ELECTRON.join(', ')}\n`);
    return 64;
  }
  for (const name of wanted) await (name === 'renderer' ? buildRenderer() : bundle(name));
  return 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`plico: the build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
