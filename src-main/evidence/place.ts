// Where a bundle is put: built beside its place under a name of its own, shown by one rename when it
// is complete (EVIDENCE §10). What a crash leaves behind is known by name and removed at the next start.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { appendAudit } from '#main/audit/append';
import type { Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { asStorageError } from '#main/store/storage-error';
import { AppError } from '#shared/model/app-error';
import type { Instant } from '#shared/model/ids';
import { syncFolder } from './whole-write.ts';

const UNFINISHED = 'evidence.unfinished';
const SCRATCH = /\.partial-[0-9a-f]{12}$/;

/** `to` is the file when it ends in `suffix`, else the folder to put `<name><suffix>` into. */
export function targetOf(to: string, name: string, suffix: string): string {
  const given = path.resolve(to);
  const isFolder = existsSync(given) && statSync(given).isDirectory();
  return suffix !== '' && !isFolder && given.toLowerCase().endsWith(suffix) ? given : path.join(given, `${name}${suffix}`);
}

/**
 * Gives `build` a fresh folder beside `target`; the path in it that `build` names becomes `target`.
 * Rejects with input.file when `target` exists, storage.full, storage.readOnly, storage.io.
 */
export async function placeWhole<T>(
  store: Store,
  target: string,
  build: (scratch: string) => Promise<{ readonly made: string; readonly result: T }>,
): Promise<T> {
  const parent = path.dirname(target);
  try {
    mkdirSync(parent, { recursive: true });
    if (existsSync(target)) throw new AppError('input.file', { retry: 'afterUser', values: { file: target, reason: 'exists' } });
    const scratch = `${target}.partial-${randomBytes(6).toString('hex')}`;
    remember(store, (known) => [...known, scratch]);
    try {
      mkdirSync(scratch, { mode: 0o700 });
      const { made, result } = await build(scratch);
      renameSync(made, target);
      syncFolder(parent);
      return result;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
      remember(store, (known) => known.filter((other) => other !== scratch));
    }
  } catch (error) {
    throw asStorageError(error, target);
  }
}

/**
 * At start: half-made bundles of a run that ended without tidying up. The log hears of each, for what it was to
 * write of them at their end it did not: 'interrupted', or 'interruptedWhenPlaced' where something has the name.
 */
export function removeUnfinished(store: Store, at: Instant): void {
  const left = unfinished(store);
  if (left.length === 0) return;
  for (const scratch of left) rmSync(scratch, { recursive: true, force: true });
  store.write(
    (tx) => {
      saveSetting(tx, UNFINISHED, []);
      for (const scratch of left) {
        const placed = existsSync(scratch.replace(SCRATCH, ''));
        appendAudit(tx, at, { event: 'export.refused', code: placed ? 'interruptedWhenPlaced' : 'interrupted' });
      }
    },
    { durable: true },
  );
}

function remember(store: Store, change: (known: readonly string[]) => readonly string[]): void {
  const known = unfinished(store);
  store.write((tx) => saveSetting(tx, UNFINISHED, change(known)), { durable: true });
}

function unfinished(store: Store): readonly string[] {
  const found = store.read((tx) => setting(tx, UNFINISHED));
  return Array.isArray(found) ? found.filter(isScratch) : [];
}

function isScratch(entry: unknown): entry is string {
  return typeof entry === 'string' && SCRATCH.test(entry);
}
