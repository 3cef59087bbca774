// At start: bytes whose row was lost get one again. The archive commits before the index, so after a
// crash there can be bytes without a row, never a row without bytes (DECISIONS §Storage).
import { arrivals, readMessage } from '#main/archive/message';
import { accountById } from '#main/store/account';
import type { Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { isMessageKnown } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { restoreRow } from './arrival.ts';

const MARK = 'recovery.origin';
const SLICE = 500;

/** Returns how many rows were made again. Arrivals already compared by an earlier start are passed over. */
export function recoverLostRows(store: Store): number {
  let after = store.indexWasMissing ? 0 : markOf(store);
  let restored = 0;
  for (;;) {
    const page = store.read((tx) => arrivals(tx, after, SLICE));
    const last = page.at(-1);
    if (last === undefined) return restored;
    const lost = store.read((tx) =>
      page.filter(({ account, hash }) => accountById(tx, account) !== null && !isMessageKnown(tx, account, hash)),
    );
    store.write((tx) => {
      for (const { account, hash, source, detail, at } of lost) {
        try {
          const bytes = readMessage(tx, hash);
          restoreRow(tx, { account, bytes, source, detail, sent: source === 'sent', receivedAt: null, at }, hash);
          restored += 1;
        } catch (error) {
          // A damaged blob is the doctor's finding; it must not keep the rest from being found again.
          if (!(error instanceof AppError && error.code === 'storage.damaged')) throw error;
        }
      }
      saveSetting(tx, MARK, last.number);
    });
    after = last.number;
  }
}

function markOf(store: Store): number {
  const mark = store.read((tx) => setting(tx, MARK));
  return typeof mark === 'number' ? mark : 0;
}
