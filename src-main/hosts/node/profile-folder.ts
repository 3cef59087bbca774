// Where a profile lives: --data, else PLICO_DATA, else the platform's application-data folder.
import os from 'node:os';
import path from 'node:path';

export function profileFolder(given: string | null): string {
  const chosen = given ?? process.env['PLICO_DATA'] ?? null;
  if (chosen !== null && chosen !== '') return path.resolve(chosen);
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'plico');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'plico');
    default:
      return path.join(process.env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'plico');
  }
}
