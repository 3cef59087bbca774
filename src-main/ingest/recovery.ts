// At start: bytes whose row was lost get one again. The archive commits before the index, so after a
// crash there can be bytes without a row, never a row without bytes (DECISIONS §Storage). Where the whole
// index was lost, the boxes are made again too, without their servers (THREATS STO-08).
import { arrivals, originAccounts, readMessage } from '#main/archive/message';
import { accountById, saveAccount } from '#main/store/account';
import { addNotice } from '#main/store/box-care';
import type { Store } from '#main/store/database';
import { saveSetting, setting } from '#main/store/setting';
import { isMessageKnown } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import type { AccountId, Instant } from '#shared/model/ids';
import { restoreRow } from './arrival.ts';

const MARK = 'recovery.origin';
const SLICE = 500;

/** Returns how many rows were made again. Arrivals already compared by an earlier start are passed over. */
export function recoverLostRows(store: Store, now: Instant): number {
  if (store.indexWasMissing) restoreBoxes(store, now);
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

/** Mail needs a box to be seen in. What only the index knew is told there: nobody can find it again. */
function restoreBoxes(store: Store, now: Instant): void {
  store.write(
    (tx) => {
      const lost = originAccounts(tx).filter((id) => accountById(tx, id) === null);
      for (const [index, id] of lost.entries()) {
        saveAccount(tx, { ...boxOf(id, index + 1), createdAt: now });
        addNotice(tx, id, { at: now, code: 'indexLost', values: {} });
      }
    },
    { durable: true },
  );
}

/** A box with a server is named by its address (account-service.ts), one from an archive by nothing readable. */
function boxOf(id: AccountId, number: number): Omit<Parameters<typeof saveAccount>[1], 'createdAt'> {
  const label = id.includes('@') ? id : `Archivio ${number}`;
  const settings = { login: '', imap: null, smtp: null };
  return { id, address: id, label, colour: 5, provider: '', offline: true, settings };
}

function markOf(store: Store): number {
  const mark = store.read((tx) => setting(tx, MARK));
  return typeof mark === 'number' ? mark : 0;
}
