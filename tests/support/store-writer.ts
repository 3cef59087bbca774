// Run as a process of its own by tests that kill it or take its disk away: writes message after
// message with row and location, and says after each commit which number it has reached. Every third
// commit is followed by a slice of compaction.
import { compactSlice } from '#main/archive/compaction';
import { putMessage } from '#main/archive/message';
import { accountById, saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { saveFolder } from '#main/store/folder';
import { saveLocation } from '#main/store/location';
import { saveMessage } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { accountRecord, messageRecord } from './store-records.ts';
import { numberedMessage, WRITER_KEY } from './numbered-message.ts';

const [, , folder = '', from = '0', to = '1000000'] = process.argv;
const account = accountRecord('a');
const origin = { account: account.id, source: 'imap', detail: '', at: account.createdAt } as const;

const compaction = { after: 0 };

try {
  const store = openProfile(folder, { key: WRITER_KEY, clock: { now: () => account.createdAt } });
  const folderId = store.write((tx) => {
    if (accountById(tx, account.id) === null) saveAccount(tx, account);
    return saveFolder(tx, account.id, { path: 'INBOX', specialUse: 'inbox', delimiter: '/', selectable: true });
  });
  for (let n = Number(from); n < Number(to); n += 5) {
    store.write((tx) => {
      for (let uid = n; uid < n + 5; uid += 1) {
        const bytes = numberedMessage(uid);
        const { hash } = putMessage(tx, bytes, { origin });
        saveMessage(tx, messageRecord(account.id, uid, { hash, sizeBytes: bytes.length, indication: null, look: 'pending' }));
        saveLocation(tx, {
          folder: folderId,
          uidValidity: 1,
          uid: uid + 1,
          hash,
          sizeBytes: bytes.length,
          flags: [],
          internalDate: account.createdAt,
        });
      }
    });
    process.stdout.write(`${n + 5}\n`);
    if (n % 15 === 0) compactSlice(store, compaction);
  }
  store.close();
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.code : String(error)}\n`);
  process.exitCode = 1;
}
