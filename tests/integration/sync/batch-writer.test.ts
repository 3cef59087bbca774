// The writer thread of a first sync beside the thread that reads and writes meanwhile: same rows as
// without it, exact frames, one unbroken log, and a failure that is told.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readMessage } from '#main/archive/message';
import { AUDIT_SESSION, auditSession } from '#main/audit/append';
import type { FetchedMessage } from '#main/ports';
import { saveAccount } from '#main/store/account';
import { auditEntries, auditFrontier } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';
import { saveFolder } from '#main/store/folder';
import { listFrame, newestRows } from '#main/store/list-frame';
import { presentLocations } from '#main/store/location';
import { saveSetting, setting } from '#main/store/setting';
import { createBatchWriter } from '#main/sync/batch-writer';
import { createStoreSink } from '#main/sync/store-sink';
import { asInstant, type FolderId } from '#shared/model/ids';
import { accountRecord } from '#tests/support/store-records';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

const THREAD = new URL('../../../src-main/sync/batch-writer-thread.ts', import.meta.url);
const KEY = new Uint8Array(32).fill(7);
const account = accountRecord('a');
const view = { view: 'all', account: null } as const;

function messages(from: number, count: number): FetchedMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const uid = from + index;
    const text = `From: Ente ${uid} <e${uid}@pec.example>\r\nSubject: n ${uid}\r\nMessage-ID: <${uid}@pec.example>\r\n\r\n${'x'.repeat(20_000)}`;
    const bytes = Buffer.from(Buffer.from(text));
    return {
      uid,
      sizeBytes: bytes.length,
      flags: uid % 3 === 0 ? ['\\Seen'] : [],
      internalDate: asInstant(1_790_000_000_000 + uid),
      bytes: new Uint8Array(bytes),
    };
  });
}

function inbox(store: Store): { readonly id: FolderId; readonly path: string; readonly specialUse: 'inbox'; readonly cursor: null } {
  const id = store.write((tx) => {
    saveAccount(tx, account);
    return saveFolder(tx, account.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
  });
  return { id, path: 'INBOX', specialUse: 'inbox', cursor: null };
}

function writerOf(store: Store, file: URL) {
  return createBatchWriter({ store, options: { key: KEY }, memory: { [AUDIT_SESSION]: store.read((tx) => auditSession(tx)) }, file });
}

function everything(store: Store, folder: FolderId) {
  return store.read((tx) => ({
    rows: newestRows(tx, view, 1_000).map(({ id, subject, unread }) => [id, subject, unread]),
    places: presentLocations(tx, folder, 7, 0, 1_000).map(({ uid, hash, flags, sizeBytes }) => [uid, hash, flags, sizeBytes]),
    log: auditEntries(tx, 1, 5_000).map(({ entry }) => /"blob":"[0-9a-f]+"/.exec(Buffer.from(entry).toString())?.[0]),
    frontier: auditFrontier(tx).length,
  }));
}

test('gives what the same batches give without it, while others read and write', async () => {
  const store = tempProfile({ key: KEY });
  const folder = inbox(store);
  const writer = writerOf(store, THREAD);
  const sink = createStoreSink(store, account.id, fixedClock(), writer);
  let written = 0;
  let done = false;
  const beside = (async (): Promise<void> => {
    while (!done) {
      store.write((tx) => saveSetting(tx, 'beside', (written += 1)));
      const kept = store.read((tx) => listFrame(tx, view).count);
      expect(kept).toBeLessThanOrEqual(400);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let batch = 0; batch < 8; batch += 1) await sink.saveBatch(folder, 7, messages(1 + batch * 50, 50));
  done = true;
  await beside;
  expect(store.read((tx) => [setting(tx, 'beside'), listFrame(tx, view).count])).toEqual([written, 400]);
  const again = await sink.saveBatch(folder, 7, messages(1, 50));
  expect(again.messages.every(({ known }) => known)).toBe(true);
  await writer.close();

  const plain = tempProfile({ key: KEY });
  const same = inbox(plain);
  const inline = createStoreSink(plain, account.id, fixedClock());
  for (let batch = 0; batch < 8; batch += 1) await inline.saveBatch(same, 7, messages(1 + batch * 50, 50));
  expect(everything(store, folder.id)).toEqual(everything(plain, same.id));

  const [first] = store.read((tx) => presentLocations(tx, folder.id, 7, 0, 1));
  const bytes = store.read((tx) => (first === undefined ? null : readMessage(tx, first.hash)));
  expect(
    createHash('sha256')
      .update(bytes ?? '')
      .digest('hex'),
  ).toBe(first?.hash);
});

test('a thread that cannot be had is told once, and this thread writes from then on', async () => {
  const store = tempProfile({ key: KEY });
  const folder = inbox(store);
  const writer = writerOf(store, new URL('file:///nothing/here.js'));
  const sink = createStoreSink(store, account.id, fixedClock(), writer);
  await expect(sink.saveBatch(folder, 7, messages(1, 50))).rejects.toMatchObject({ code: 'storage.io', retry: 'later' });
  expect((await sink.saveBatch(folder, 7, messages(1, 50))).messages).toHaveLength(50);
});
