// The work of an erasure that a person confirmed twice: message by message, each in one transaction with
// its tombstone in the log, so that a kill leaves it there or gone. It is asked again, for each, whether it
// may go. Then what still leans on the bytes is made anew, and free pages are overwritten.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dictionariesHolding, eraseBytes, retireDictionaries } from '#main/archive/erase';
import { appendAudit } from '#main/audit/append';
import type { Clock } from '#main/ports';
import { isAnchorSubject } from '#main/store/anchor';
import type { Store } from '#main/store/database';
import { dispatchById, dispatchOfSentCopy } from '#main/store/dispatch';
import { eraseDispatchRows, eraseMessageRows, forgetPeople, messagesOfDispatch } from '#main/store/erase-rows';
import { boxesOf, endErasure, noteErased, settleItem, waitingItems, type ErasureItem, type ErasureRecord } from '#main/store/erasure';
import { isHeld, namesOf } from '#main/store/legal-hold';
import { summaryOf } from '#main/store/message';
import { repackTexts } from '#main/store/packed-text';
import { receiptLinkOf } from '#main/store/receipt-link';
import { overwriteFreed, scrubFreePages } from '#main/store/scrub';
import { submissionOf } from '#main/store/submission';
import { purgeTexts } from '#main/store/text-index';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import { asBlobHash, asDispatchId, type AccountId, type BlobHash, type DispatchId } from '#shared/model/ids';
import type { KeptReason } from '#shared/model/retention';

/** What an item is made of, and why it must stay, if it must. */
export type Resolved = {
  readonly item: ErasureItem;
  readonly dispatch: DispatchId | null;
  readonly hashes: readonly BlobHash[];
  readonly kept: KeptReason | null;
};

export function resolveItem(tx: ReadTx, item: ErasureItem): Resolved {
  const { account, subject } = item;
  if (/^[0-9a-f]{64}$/.test(subject)) {
    const hash = asBlobHash(subject);
    return { item, dispatch: null, hashes: [hash], kept: whyMessageStays(tx, account, hash) };
  }
  const dispatch = asDispatchId(subject);
  const hashes = messagesOfDispatch(tx, dispatch);
  return { item, dispatch, hashes, kept: whyDispatchStays(tx, account, dispatch, hashes) };
}

function whyMessageStays(tx: ReadTx, account: AccountId, hash: BlobHash): KeptReason | null {
  const summary = summaryOf(tx, account, hash);
  if (summary === null) return 'unknown';
  const link = receiptLinkOf(tx, account, hash);
  const linked = link !== null && link.dispatch !== null ? link.dispatch : dispatchOfSentCopy(tx, account, hash);
  if (isHeld(tx, account, namesOf(tx, account, hash))) return 'hold';
  // A single receipt taken away would make a delivery look as if it had not been.
  if (linked !== null) return 'receipt';
  if (isAnchorSubject(summary.outerSubject)) return 'anchor';
  return summary.indication === null ? 'judging' : null;
}

const ON_ITS_WAY: ReadonlySet<string> = new Set(['queued', 'submitting', 'unknown']);

function whyDispatchStays(tx: ReadTx, account: AccountId, id: DispatchId, hashes: readonly BlobHash[]): KeptReason | null {
  const dispatch = dispatchById(tx, id);
  const submission = submissionOf(tx, id);
  if (dispatch === null) return 'unknown';
  // A message of this sending may be part of another one too, under its own hold.
  if (isHeld(tx, account, [id, ...hashes.flatMap((hash) => namesOf(tx, account, hash))])) return 'hold';
  if (isAnchorSubject(dispatch.subject)) return 'anchor';
  if (submission !== null && ON_ITS_WAY.has(submission.submission.state)) return 'sending';
  return hashes.some((hash) => summaryOf(tx, account, hash)?.indication === null) ? 'judging' : null;
}

export type Erased = { readonly account: AccountId; readonly hashes: readonly BlobHash[]; readonly dispatches: readonly DispatchId[] };

/** Looked up together; each is still a transaction of its own. */
const ITEMS_AT_ONCE = 200;

/**
 * Everything that waits, one item a transaction, with a turn for others between them. Goes on where a crash
 * or a full disk cut it short; nothing is done twice. `each` hears what is gone. Rejects when stopped.
 */
export async function eraseItems(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  erasure: ErasureRecord,
  each: (erased: Erased) => void,
  signal: AbortSignal,
): Promise<void> {
  overwriteFreed(store, true);
  for (;;) {
    const items = store.read((tx) => waitingItems(tx, erasure.number, ITEMS_AT_ONCE));
    if (items.length === 0) return;
    for (const item of items) {
      const gone = store.write((tx) => eraseItem(tx, clock, erasure, item), { durable: true });
      if (gone !== null) each(gone);
      await turn(signal);
    }
  }
}

async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function eraseItem(tx: WriteTx, clock: Clock, erasure: ErasureRecord, item: ErasureItem): Erased | null {
  const { account } = item;
  const { dispatch, hashes, kept } = resolveItem(tx, item);
  settleItem(tx, erasure.number, item, kept);
  if (kept !== null) return null;
  for (const hash of hashes) {
    dictionariesHolding(tx, hash);
    const outcome = eraseBytes(tx, account, hash);
    const bytes = outcome === 'shared' ? 'shared' : 'gone';
    eraseMessageRows(tx, account, hash, bytes === 'gone');
    noteErased(tx, erasure.number, account, hash, clock.now());
    appendAudit(tx, clock.now(), { event: 'message.erased', blob: hash, account, erasure: erasure.id, bytes });
  }
  if (dispatch !== null) eraseDispatchRows(tx, account, dispatch);
  return { account, hashes, dispatches: dispatch === null ? [] : [dispatch] };
}

/**
 * What is left to do once the messages are gone, in slices. Every step may be done again after a crash.
 * Resolves when nothing of them is in the files of the profile any more.
 */
export async function tidyAfter(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  erasure: ErasureRecord,
  signal: AbortSignal,
): Promise<void> {
  overwriteFreed(store, true);
  while (store.write(retireDictionaries)) await turn(signal);
  while (store.write(repackTexts)) await turn(signal);
  store.write((tx) => {
    for (const account of boxesOf(tx, erasure.number)) forgetPeople(tx, account);
  });
  for (let first = true; store.write((tx) => purgeTexts(tx, first)); first = false) await turn(signal);
  while (scrubFreePages(store)) await turn(signal);
  // The index as it was before a change of its form, kept beside it for a program that fails at that.
  for (const name of readdirSync(store.folder)) if (/\.schema-\d+$/.test(name)) rmSync(path.join(store.folder, name));
  store.write(
    (tx) => {
      const { messages, kept } = endErasure(tx, erasure.number, clock.now());
      appendAudit(tx, clock.now(), { event: 'erasure.done', erasure: erasure.id, messages, kept });
    },
    { durable: true },
  );
  overwriteFreed(store, false);
  // What the write-ahead logs still hold of the old pages.
  for (const schema of ['main', 'idx']) store.inspect(`${schema}.wal_checkpoint(TRUNCATE)`);
}
