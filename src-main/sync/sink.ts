// Where synced things go, as sync sees it: the store behind it writes each call in one transaction, so
// that folder state and messages are kept together or not at all. Also what sync tells while it works.
import type { FetchedMessage, RemoteFolder, RemoteMessage } from '#main/ports';
import type { AppError } from '#shared/model/app-error';
import type { AccountId, BlobHash, FolderId } from '#shared/model/ids';
import type { Cursor, RelinkCandidate } from './plan.ts';

export type SyncFolder = {
  readonly id: FolderId;
  readonly path: string;
  readonly specialUse: RemoteFolder['specialUse'];
  readonly cursor: Cursor | null;
};

export type SavedMessage = { readonly uid: number; readonly hash: BlobHash; readonly known: boolean };
/** UIDs whose bytes differ from those the server gave before; both are kept (SYNC-35). */
export type SavedBatch = { readonly messages: readonly SavedMessage[]; readonly rewritten: readonly number[] };

export type FlagState = { readonly uid: number; readonly flags: readonly string[] };
export type Relinked = { readonly message: RemoteMessage; readonly hash: BlobHash };
export type PendingFlagChange = {
  readonly number: number;
  readonly folder: FolderId;
  readonly uidValidity: number;
  readonly uid: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

export type SyncSink = {
  /** What LIST told: new folders get an id, folders not in the list are marked gone. Selectable ones come back. */
  saveFolders(folders: readonly RemoteFolder[]): Promise<readonly SyncFolder[]>;
  /** Present UIDs under a UIDVALIDITY, ascending. */
  presentUids(folder: FolderId, uidValidity: number): Promise<readonly number[]>;
  /** Bytes, location and flags of a batch. Durable before it resolves. */
  saveBatch(folder: SyncFolder, uidValidity: number, messages: readonly FetchedMessage[]): Promise<SavedBatch>;
  /** Unknown UIDs are ignored. */
  applyFlags(folder: FolderId, uidValidity: number, flags: readonly FlagState[]): Promise<void>;
  /** Never removes anything. */
  markGone(folder: FolderId, uidValidity: number, uids: readonly number[]): Promise<void>;
  /** Held messages of the account with this size and date. */
  relinkCandidates(
    folder: FolderId,
    messages: readonly RemoteMessage[],
  ): Promise<ReadonlyMap<number, readonly RelinkCandidate<BlobHash>[]>>;
  relink(folder: FolderId, uidValidity: number, links: readonly Relinked[]): Promise<void>;
  /** The folder is fully in step: cursor kept, locations under other UIDVALIDITY values marked gone. */
  saveCursor(folder: FolderId, cursor: Cursor): Promise<void>;
  /** Flag changes made here and not yet on the server, oldest first. */
  pendingFlagChanges(): Promise<readonly PendingFlagChange[]>;
  dropFlagChange(number: number): Promise<void>;
};

export type SyncPhase = 'listing' | 'fetching';

export type SyncEvent =
  | {
      readonly kind: 'progress';
      readonly account: AccountId;
      readonly folder: string | null;
      readonly done: number;
      readonly total: number;
      readonly phase: SyncPhase;
    }
  /** Told, and waited for, before anything of that folder is changed (SYNC-18). */
  | { readonly kind: 'massVanish'; readonly account: AccountId; readonly folder: string; readonly vanished: number; readonly held: number }
  | { readonly kind: 'saved'; readonly account: AccountId; readonly folder: string; readonly messages: readonly SavedMessage[] }
  | { readonly kind: 'rewrote'; readonly account: AccountId; readonly folder: string; readonly uid: number }
  /** Not taken: larger than the limit, or its transfer broke a limit even alone. */
  | {
      readonly kind: 'skipped';
      readonly account: AccountId;
      readonly folder: string;
      readonly uid: number;
      readonly reason: 'tooLarge' | 'overLimit';
    }
  | { readonly kind: 'folderDone'; readonly account: AccountId; readonly folder: string; readonly changed: boolean }
  | { readonly kind: 'folderFailed'; readonly account: AccountId; readonly folder: string; readonly error: AppError }
  | { readonly kind: 'serverCertificate'; readonly account: AccountId; readonly fingerprint: string; readonly issuer: string }
  | { readonly kind: 'quota'; readonly account: AccountId; readonly usedBytes: number; readonly limitBytes: number }
  | { readonly kind: 'passed'; readonly account: AccountId; readonly opened: number }
  | { readonly kind: 'failed'; readonly account: AccountId; readonly error: AppError; readonly retryInMs: number | null };

/** May return a promise: it is waited for. */
export type OnSyncEvent = (event: SyncEvent) => void | Promise<void>;
