// SyncSink over the profile: one transaction a call, so a batch's bytes, rows and places are kept
// together. A changed message under a known UID keeps both versions; its old place is taken over.
import { hashOfBytes } from '#main/archive/message';
import { arrive } from '#main/ingest/arrival';
import type { Clock, FetchedMessage, RemoteFolder, RemoteMessage } from '#main/ports';
import type { Store } from '#main/store/database';
import { dropFlagChange, flagChangesOf } from '#main/store/flag-change';
import { folderByPath, foldersOf, markFolderGone, saveCursor, saveFolder } from '#main/store/folder';
import {
  locationAt,
  markGone,
  markOtherValiditiesGone,
  presentUids,
  relinkCandidates,
  saveFlags,
  saveLocation,
} from '#main/store/location';
import { summaryOf } from '#main/store/message';
import type { WriteTx } from '#main/store/transactions';
import { asInstant } from '#shared/model/ids';
import type { AccountId, BlobHash, FolderId, Instant } from '#shared/model/ids';
import type { SavedMessage, SyncFolder, SyncSink } from './sink.ts';

const MOST_FLAG_CHANGES = 1_000;
// The column is not nullable; no server of today means 1970 when it says so.
const UNKNOWN_DATE = asInstant(0);

export function createStoreSink(store: Store, account: AccountId, clock: Clock): SyncSink {
  return {
    async saveFolders(listed) {
      return store.write((tx) => saveListing(tx, account, listed, clock.now()));
    },
    async presentUids(folder, uidValidity) {
      return store.read((tx) => presentUids(tx, folder, uidValidity));
    },
    async saveBatch(folder, uidValidity, messages) {
      return store.write((tx) => {
        const rewritten: number[] = [];
        const saved = messages.map((message): SavedMessage => {
          const before = locationAt(tx, folder.id, uidValidity, message.uid);
          const hash = hashOfBytes(message.bytes);
          if (before !== null && before.hash !== hash) rewritten.push(message.uid);
          // The place first: whether a message is unread is then known when its list row is made.
          place(tx, folder.id, uidValidity, message, hash, message.bytes.length);
          return { uid: message.uid, ...arriveFrom(tx, account, folder, { ...message, hash }, clock.now()) };
        });
        return { messages: saved, rewritten };
      });
    },
    async applyFlags(folder, uidValidity, flags) {
      store.write((tx) => {
        for (const { uid, flags: set } of flags) {
          const held = locationAt(tx, folder, uidValidity, uid);
          if (held !== null && held.flags.join(' ') !== [...new Set(set)].sort().join(' ')) saveFlags(tx, folder, uidValidity, uid, set);
        }
      });
    },
    async markGone(folder, uidValidity, uids) {
      store.write((tx) => {
        for (const uid of uids) markGone(tx, folder, uidValidity, uid, clock.now());
      });
    },
    async relinkCandidates(folder, messages) {
      return store.read(
        (tx) =>
          new Map(
            messages.map((message) => [
              message.uid,
              message.internalDate === null
                ? []
                : relinkCandidates(tx, folder, message.sizeBytes, message.internalDate).map((hash) => ({
                    hash,
                    messageId: summaryOf(tx, account, hash)?.outerMessageId ?? null,
                  })),
            ]),
          ),
      );
    },
    async relink(folder, uidValidity, links) {
      store.write((tx) => {
        for (const { message, hash } of links) place(tx, folder, uidValidity, message, hash, message.sizeBytes);
      });
    },
    async saveCursor(folder, cursor) {
      store.write((tx) => {
        markOtherValiditiesGone(tx, folder, cursor.uidValidity, clock.now());
        saveCursor(tx, folder, cursor, clock.now());
      });
    },
    async pendingFlagChanges() {
      return store.read((tx) => flagChangesOf(tx, account, MOST_FLAG_CHANGES));
    },
    async dropFlagChange(number) {
      store.write((tx) => dropFlagChange(tx, number));
    },
  };
}

function saveListing(tx: WriteTx, account: AccountId, listed: readonly RemoteFolder[], now: Instant): readonly SyncFolder[] {
  const paths = new Set(listed.map(({ path }) => path));
  for (const folder of foldersOf(tx, account)) if (!paths.has(folder.path)) markFolderGone(tx, folder.id, now);
  return listed
    .filter(({ selectable }) => selectable)
    .map((folder) => {
      const { path, specialUse, delimiter, selectable } = folder;
      const id = saveFolder(tx, account, { path, specialUse, delimiter, selectable });
      return { id, path, specialUse, cursor: folderByPath(tx, account, path)?.cursor ?? null };
    });
}

function arriveFrom(
  tx: WriteTx,
  account: AccountId,
  folder: SyncFolder,
  message: FetchedMessage & { readonly hash: BlobHash },
  at: Instant,
): { hash: BlobHash; known: boolean } {
  const { bytes, hash, internalDate } = message;
  return arrive(tx, {
    account,
    bytes,
    hash,
    source: 'imap',
    detail: folder.path,
    sent: folder.specialUse === 'sent',
    receivedAt: internalDate,
    at,
  });
}

function place(tx: WriteTx, folder: FolderId, uidValidity: number, message: RemoteMessage, hash: BlobHash, sizeBytes: number): void {
  saveLocation(tx, {
    folder,
    uidValidity,
    uid: message.uid,
    hash,
    sizeBytes,
    flags: message.flags,
    internalDate: message.internalDate ?? UNKNOWN_DATE,
  });
}
