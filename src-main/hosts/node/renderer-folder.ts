// The built screen: dist/renderer of the installation.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '#shared/model/app-error';

/** Rejects with host.missing when the screen has not been built. */
export function rendererFolder(): string {
  const folder = fileURLToPath(new URL('../../../dist/renderer', import.meta.url));
  if (!existsSync(`${folder}/index.html`))
    throw new AppError('host.missing', { retry: 'afterUser', values: { what: 'dist/renderer', how: 'npm run build' } });
  return folder;
}
