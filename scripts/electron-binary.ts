// Whether Electron itself is on this machine. Its package has no install step of its own, so the
// binary is fetched here, on the first `npm start`; where it cannot be had the headless host serves.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './source-files.ts';

const FOLDER = path.join(ROOT, 'node_modules/electron');
const INSTALL_MS = 5 * 60_000;

/** Path of the executable, or null. */
export function installedElectron(folder: string = FOLDER): string | null {
  const pointer = path.join(folder, 'path.txt');
  if (!existsSync(pointer)) return null;
  const file = path.join(folder, 'dist', readFileSync(pointer, 'utf8').trim());
  return existsSync(file) ? file : null;
}

/** Tries the package's own installer; quick to fail without network. */
export function installElectron(): string | null {
  const installer = path.join(FOLDER, 'install.js');
  if (!existsSync(installer)) return null;
  process.stderr.write('plico: fetching Electron (once, about 120 MB)\n');
  spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: INSTALL_MS });
  return installedElectron();
}
