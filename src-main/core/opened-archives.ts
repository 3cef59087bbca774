// Old archives a screen handed over, read as `plico import` reads them. The importer works on files: for as long as it
// reads, what was uploaded lies in a folder of the profile that only this person can enter, and goes with it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { safeName } from '#main/outbox/check-attachments';
import { draftFile } from '#main/store/draft';
import type { OpenedArchive } from '#shared/contract/opened-archive';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import { importPaths } from './import-service.ts';
import type { CoreServices } from './services.ts';

export type OpenedArchives = {
  /** Begins; throws AppError notFound when a file was not uploaded. */
  open(files: readonly { readonly file: BlobHash; readonly name: string }[], name?: string): string;
  job(id: string): OpenedArchive;
  close(): Promise<void>;
};

const PREFIX = 'opening-';
const MOST_KEPT = 10;

export function createOpenedArchives(services: CoreServices, profile: string): OpenedArchives {
  const { store, accounts } = services;
  const jobs = new Map<string, OpenedArchive>();
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  // Of a run that was cut off.
  for (const left of readdirSync(profile)) if (left.startsWith(PREFIX)) rmSync(path.join(profile, left), { recursive: true, force: true });

  async function read(id: string, folder: string, name: string): Promise<void> {
    const before = new Set(accounts.list().map((box) => box.id));
    // The name stands for the archive: opened again, it goes into the same box and is found to be known.
    const account = accounts.archiveBox(path.join(profile, 'opened', name));
    const result = await importPaths(services, [folder], {
      account,
      signal: stop.signal,
      onStep: () => undefined,
      onProgress: (done) => jobs.set(id, { state: 'running', done }),
    });
    const { stored, known, unreadable, refused } = result;
    if (stored + known + unreadable === 0 && !before.has(account)) await accounts.remove(account);
    jobs.set(id, { state: 'done', stored, known, unreadable, refused });
  }

  return {
    open(files, name) {
      const bodies = files.map(({ file, name: own }, index) => {
        const bytes = store.read((tx) => draftFile(tx, file));
        if (bytes === null) throw new AppError('notFound', { values: { what: 'file' } });
        return { bytes, name: `${String(index + 1).padStart(4, '0')}-${safeName(own).slice(-120)}` };
      });
      const id = randomBytes(8).toString('hex');
      const folder = path.join(profile, `${PREFIX}${id}`);
      jobs.set(id, { state: 'running', done: 0 });
      for (const [oldest, { state }] of jobs) if (jobs.size > MOST_KEPT && state !== 'running') jobs.delete(oldest);
      const work = (async () => {
        mkdirSync(folder, { mode: 0o700 });
        for (const { bytes, name } of bodies) writeFileSync(path.join(folder, name), bytes, { mode: 0o600 });
        await read(id, folder, safeName(name ?? files[0]?.name ?? ''));
      })()
        .catch((error: unknown) => {
          const { code, values } = error instanceof AppError ? error : { code: 'internal', values: {} };
          jobs.set(id, { state: 'failed', code, values });
        })
        .finally(() => {
          rmSync(folder, { recursive: true, force: true });
          running.delete(work);
        });
      running.add(work);
      return id;
    },
    job(id) {
      const found = jobs.get(id);
      if (found === undefined) throw new AppError('notFound', { values: { what: 'archive' } });
      return found;
    },
    async close() {
      stop.abort();
      await Promise.allSettled(running);
    },
  };
}
