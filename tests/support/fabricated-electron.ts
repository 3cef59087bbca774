// A folder that looks like an Electron distribution to electron-builder: a stub with the fuse wire in
// it where the program would be. It lets packaging run, and be read back, without the binary.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPackage } from '@electron/asar';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;

export async function fabricateElectron(folder: string, version: string): Promise<void> {
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  mkdirSync(path.join(folder, 'locales'));
  // Wire version 1, one byte a fuse, all "on" ('1') so that a fuse nobody sets is seen.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES]), Buffer.alloc(FUSES, '1')]);
  writeFileSync(path.join(folder, 'electron'), Buffer.concat([Buffer.alloc(1_024, 0x7f), wire, Buffer.alloc(1_024)]));
  chmodSync(path.join(folder, 'electron'), 0o755);
  for (const [name, text] of [
    ['version', version],
    ['LICENSE', 'x'],
    ['LICENSES.chromium.html', 'x'],
    ['locales/en-US.pak', 'x'],
  ] as const) {
    writeFileSync(path.join(folder, name), text);
  }
  const app = path.join(folder, 'default_app');
  mkdirSync(app);
  writeFileSync(path.join(app, 'main.js'), '');
  await createPackage(app, path.join(folder, 'resources/default_app.asar'));
}
