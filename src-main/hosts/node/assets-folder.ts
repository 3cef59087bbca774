// Files that ship with the program: assets/<name> of the installation.
import { fileURLToPath } from 'node:url';

export function assetsFolder(name: string): string {
  return fileURLToPath(new URL(`../../../assets/${name}`, import.meta.url));
}
