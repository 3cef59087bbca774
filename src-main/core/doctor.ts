// `plico doctor`: every blob read and hashed again; what can be made from the archive is made again
// on request.
import { archiveTotals, messageHashes, readMessage } from '#main/archive/message';
import { judgeAgain, messagesFrom } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { Core, DoctorReport } from './core-types.ts';
import type { CoreServices } from './services.ts';

const SLICE = 200;

export async function examineProfile(services: CoreServices, options: Parameters<Core['doctor']>[0]): Promise<DoctorReport> {
  const { store, queue } = services;
  const findings: { id: string; what: string }[] = [];
  const total = store.read((tx) => archiveTotals(tx).messages);
  let blobs = 0;
  for (let after = 0; ; ) {
    const page = store.read((tx) => messageHashes(tx, after, SLICE));
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { hash } of page) {
      const damage = store.read((tx) => damageOf(() => readMessage(tx, hash)));
      if (damage !== null) findings.push({ id: 'archive.damaged', what: hash });
    }
    blobs += page.length;
    after = last.number;
    options.onProgress(blobs, total);
  }
  let rows = 0;
  for (let after = 0; ; ) {
    const page = store.read((tx) => messagesFrom(tx, after, SLICE));
    const last = page.at(-1);
    if (last === undefined) break;
    rows += page.length;
    if (options.rebuild) store.write((tx) => page.forEach(({ account, hash }) => judgeAgain(tx, account, hash)));
    after = last.number;
  }
  if (options.rebuild) await queue.idle();
  return { findings, checked: { blobs, rows, entries: 0 } };
}

function damageOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage.damaged') return error.code;
    throw error;
  }
}
