// `plico doctor`: pages, keys, rows and every blob read and hashed again; what can be made from the
// archive is made again on request, nothing else is touched.
import { appendAudit } from '#main/audit/append';
import { archiveTotals } from '#main/archive/message';
import { checkProfile } from '#main/archive/verified-copy';
import type { Store } from '#main/store/database';
import { judgeAgain, messagesFrom } from '#main/store/message';
import { reindexAll } from '#main/store/text-index';
import { noteDamaged } from './archive-check.ts';
import { auditSize } from './audit-service.ts';
import type { Core, DoctorReport } from './core-types.ts';
import type { CoreServices } from './services.ts';

const SLICE = 200;

export async function examineProfile(services: CoreServices, options: Parameters<Core['doctor']>[0]): Promise<DoctorReport> {
  const { store, queue, search, clock } = services;
  const total = store.read((tx) => archiveTotals(tx).messages);
  const { messages, findings } = checkProfile(store, (done) => options.onProgress(done, total));
  const damaged = findings.some(({ id }) => id === 'store.pageDamaged');
  if (options.rebuild && !damaged) {
    forgetDerived(store);
    await queue.idle();
    await search.index.idle();
  }
  if (damaged) return { findings, checked: { blobs: messages, rows: 0, entries: 0 } };
  const rows = messageRows(store);
  const entries = store.write((tx) => {
    if (options.rebuild) appendAudit(tx, clock.now(), { event: 'archive.repaired', messages: rows });
    noteDamaged(tx, clock.now(), findings);
    appendAudit(tx, clock.now(), { event: 'archive.checked', findings: findings.length });
    return auditSize(tx);
  });
  return { findings, checked: { blobs: messages, rows, entries } };
}

function forgetDerived(store: Store): void {
  store.write(reindexAll);
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
