// SyncSink over the profile: one transaction a call, so a batch's bytes, rows and places are kept
// together. A changed message under a known UID keeps both versions; its old place is taken over.
import { hashOfBytes } from '#main/archive/message';
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
import type { AccountId, BlobHash, FolderId, Instant } from '#shared/model/ids';
import type { BatchWriter } from './batch-writer.ts';
import { saveBatch, UNKNOWN_DATE, type BatchToSave } from './save-batch.ts';
import type { SavedBatch, SyncFolder, SyncSink } from './sink.ts';

const MOST_FLAG_CHANGES = 1_000;

/** `writer`: a thread of its own for large batches; without it, and for small ones, this thread writes. */
export function createStoreSink(store: Store, account: AccountId, clock: Clock, writer: BatchWriter | null = null): SyncSink {
  return {
    async saveFolders(listed) {
      return store.write((tx) => saveListing(tx, account, listed, clock.now()));
    },
    async presentUids(folder, uidValidity) {
      return store.read((tx) => presentUids(tx, folder, uidValidity));
    },
    async saveBatch(folder, uidValidity, messages) {
      const batch = {
        account,
        folder: folder.id,
        path: folder.path,
        sent: folder.specialUse === 'sent',
        uidValidity,
        at: clock.now(),
      };
      return writer?.wants(messages) === true ? writer.save(batch, messages) : saveHere(store, batch, messages);
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

function saveHere(store: Store, batch: BatchToSave, messages: readonly FetchedMessage[]): SavedBatch {
  const hashes = messages.map(({ bytes }) => hashOfBytes(bytes));
  return store.write((tx) => saveBatch(tx, batch, messages, hashes));
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
