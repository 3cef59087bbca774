// A whole core on a profile of its own, as the Node host makes it, closed after the test file.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { createNodeCore } from '#main/hosts/node/node-core';

export type TempCore = { readonly core: Core; readonly folder: string; close(): Promise<void> };

/** `askLoopback`: what is asked of the network may be on this machine. */
export async function openTempCore({ askLoopback = false }: { readonly askLoopback?: boolean } = {}): Promise<TempCore> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-core-'));
  const folder = path.join(home, 'profile');
  const core = await createNodeCore({ folder, extraAnchors: [], askLoopback, note: () => undefined });
  return {
    core,
    folder,
    async close() {
      await core.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
