// `plico doctor`: pages, keys, rows and every blob read and hashed again; what can be made from the
// archive is made again on request, nothing else is touched.
import { archiveTotals, messageHashes, readMessage } from '#main/archive/message';
import { checkStore } from '#main/store/doctor';
import type { Store } from '#main/store/database';
import { judgeAgain, messagesFrom } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { Core, DoctorReport } from './core-types.ts';
import type { CoreServices } from './services.ts';

const SLICE = 200;

type Finding = DoctorReport['findings'][number];

export async function examineProfile(services: CoreServices, options: Parameters<Core['doctor']>[0]): Promise<DoctorReport> {
  const { store, queue } = services;
  const checked = checkStore(store);
  const damaged = checked.findings.some(({ id }) => id === 'store.pageDamaged');
  const blobs = damaged ? { findings: [], count: 0 } : checkBlobs(store, options.onProgress);
  if (options.rebuild && !damaged) {
    forgetDerived(store);
    await queue.idle();
  }
  const rows = damaged ? 0 : messageRows(store);
  return { findings: [...checked.findings, ...blobs.findings], checked: { blobs: blobs.count, rows, entries: 0 } };
}

/** Every blob is put together and hashed as at every read. */
function checkBlobs(
  store: Store,
  onProgress: (done: number, total: number) => void,
): { readonly findings: readonly Finding[]; readonly count: number } {
  const total = store.read((tx) => archiveTotals(tx).messages);
  const findings: Finding[] = [];
  let count = 0;
  for (let after = 0; ;) {
    const page = store.read((tx) => messageHashes(tx, after, SLICE));
    const last = page.at(-1);
    if (last === undefined) return { findings, count };
    for (const { hash } of page)
      if (isDamaged(() => store.read((tx) => readMessage(tx, hash)))) findings.push({ id: 'archive.damaged', what: hash });
    count += page.length;
    after = last.number;
    onProgress(count, total);
  }
}

function forgetDerived(store: Store): void {
  for (let after = 0; ;) {
    const page = store.read((tx) => messagesFrom(tx, after, SLICE));
    const last = page.at(-1);
    if (last === undefined) return;
    store.write((tx) => {
      for (const { account, hash } of page) judgeAgain(tx, account, hash);
    });
    after = last.number;
  }
}

function messageRows(store: Store): number {
  let rows = 0;
  for (let after = 0; ;) {
    const page = store.read((tx) => messagesFrom(tx, after, 5_000));
    const last = page.at(-1);
    if (last === undefined) return rows;
    rows += page.length;
    after = last.number;
  }
}

function isDamaged(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage.damaged') return true;
    throw error;
  }
}
