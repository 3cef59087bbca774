// A copy of a profile that was read again before it counts: every message put together and hashed,
// both files checked. It becomes visible under its name only then.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ARCHIVE_FILE, INDEX_FILE, openProfile, type ProfileOptions, type Store } from '#main/store/database';
import { copyFile } from '#main/store/copy-file';
import { checkStore } from '#main/store/doctor';
import { AppError } from '#shared/model/app-error';
import { checkLinks, checkMessages, checkParts } from './check.ts';

export type CopyReport = { readonly messages: number; readonly findings: readonly { readonly id: string; readonly what: string }[] };

/**
 * Copies the open profile to `target`, which must not exist or be empty; mail goes on arriving
 * meanwhile. Rejects with AppError input.file (target in use), storage.full, storage.damaged (the copy
 * is not what it should be; nothing is left of it). `complete` adds what belongs to the copy before it gets its name.
 */
export async function copyProfile(
  store: Store,
  target: string,
  options: ProfileOptions,
  onProgress?: (share: number) => void,
  complete: (folder: string) => void = () => undefined,
): Promise<CopyReport> {
  return intoPlace(target, options, (folder) => store.copyTo(folder, onProgress), complete);
}

/** Copies a closed profile, such as a backup, to `target`, which must not exist or be empty. */
export async function copyClosedProfile(from: string, target: string, options: ProfileOptions): Promise<CopyReport> {
  for (const name of [ARCHIVE_FILE, INDEX_FILE]) {
    if (!existsSync(path.join(from, name)))
      throw new AppError('input.file', { retry: 'afterUser', values: { file: path.join(from, name) } });
  }
  return intoPlace(target, options, async (folder) => {
    for (const name of [ARCHIVE_FILE, INDEX_FILE]) await copyFile(path.join(from, name), path.join(folder, name), () => undefined);
  });
}

/** Everything that can be wrong with a profile, in one go. */
export function checkProfile(store: Store, onProgress: (checked: number) => void = () => undefined): CopyReport {
  const files = checkStore(store).findings;
  const findings: { readonly id: string; readonly what: string }[] = [...files];
  let messages = 0;
  for (const check of [checkMessages, checkParts]) {
    for (let after: number | null = 0; after !== null;) {
      const from: number = after;
      const slice = store.read((tx) => check(tx, from, 200));
      findings.push(...slice.findings);
      if (check === checkMessages) messages += slice.checked;
      onProgress(messages);
      after = slice.next;
    }
  }
  if (files.every(({ id }) => id !== 'store.pageDamaged')) findings.push(...store.read(checkLinks));
  return { messages, findings };
}

async function intoPlace(
  target: string,
  options: ProfileOptions,
  fill: (folder: string) => Promise<void>,
  complete: (folder: string) => void = () => undefined,
): Promise<CopyReport> {
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new AppError('input.file', { retry: 'afterUser', values: { file: target } });
  const part = `${target}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  try {
    await fill(part);
    const copy = openProfile(part, options);
    let report: CopyReport;
    try {
      report = checkProfile(copy);
    } finally {
      copy.close();
    }
    // Bytes whose row is still to be made are whole: they are ingested when the profile is opened.
    const damage = report.findings.filter(({ id }) => id !== 'archive.notIndexed');
    if (damage.length > 0) throw new AppError('storage.damaged', { values: { what: damage[0]?.id ?? '', count: damage.length } });
    rmSync(path.join(part, 'profile.lock'), { force: true });
    complete(part);
    if (existsSync(target)) rmSync(target, { recursive: true });
    renameSync(part, target);
    return report;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}
