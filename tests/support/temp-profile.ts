// A profile in a temporary folder, closed and removed after each test that asked for it. On closing
// the archive is checked, so that every integration test also tests the store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { openProfile, type Store } from '#main/store/database';
import { fixedClock } from './temp-profile-clock.ts';

export { fixedClock, NOW } from './temp-profile-clock.ts';

const folders: string[] = [];
const stores: Store[] = [];

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'plico-test-'));
  folders.push(folder);
  return folder;
}

/** Opened in `folder`, or in a new temporary one. */
export function tempProfile(options: { readonly folder?: string; readonly key?: Uint8Array | null } = {}): Store {
  const store = openProfile(options.folder ?? path.join(tempFolder(), 'profile'), { key: options.key ?? null, clock: fixedClock() });
  stores.push(store);
  return store;
}
