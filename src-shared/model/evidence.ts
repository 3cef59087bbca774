// Exports and the log as a screen shows them.
import type { AccountId, BlobHash, DispatchId, Instant } from './ids.ts';
import type { RowSelection } from './list.ts';

/** Mail as it came, for any other program: a folder of `.eml`, an mbox, a zip of `.eml`. */
export type MailForm = 'eml' | 'mbox' | 'zip';
export type ExportProfile = 'prova' | 'deposito' | MailForm;

export function isMailForm(profile: ExportProfile): profile is MailForm {
  return profile === 'eml' || profile === 'mbox' || profile === 'zip';
}

/** What a person chose: things named one by one, or what a search finds (so also a client or a period). */
export type ExportChoice =
  | {
      readonly kind: 'items';
      readonly items: readonly (
        | { readonly type: 'dispatch'; readonly id: DispatchId }
        | { readonly type: 'message'; readonly account: AccountId; readonly hash: BlobHash }
      )[];
    }
  | { readonly kind: 'query'; readonly query: string }
  /** Rows of a list, however many of them are on screen. */
  | { readonly kind: 'selection'; readonly selection: RowSelection };

/** Something a reader could miss; wording in src-shared/text by `what`. */
export type ExportGap = {
  readonly what: string;
  readonly n: number | null;
  readonly recipient: string | null;
  readonly state: string;
};

/** What would be in it, reckoned before anything is written. */
export type ExportPlan = {
  readonly messages: number;
  readonly dispatches: number;
  readonly receipts: number;
  readonly sizeBytes: number;
  readonly missing: readonly ExportGap[];
  /** A filing is of exactly one sent message. */
  readonly canFile: boolean;
};

export type ExportResult = {
  /** Of the file or folder, for reading and copying. */
  readonly path: string;
  readonly bundleId: string;
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly ExportGap[];
};

export type ExportJob =
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'done'; readonly result: ExportResult }
  | { readonly state: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> }
  | { readonly state: 'cancelled' };

/** What the log may tell of: wording in src-shared/text, shape of each in src-main/audit. Grows, never shrinks. */
export type AuditEventName =
  | `account.${'added' | 'changed' | 'removed' | 'serverIdentityChanged'}`
  | `archive.${'checked' | 'damaged' | 'repaired'}`
  | `backup.${'made' | 'removed' | 'restored'}`
  | 'clock.observed'
  | `draft.${'submitted' | 'withdrawn'}`
  | `erasure.${'asked' | 'cancelled' | 'confirmed' | 'done'}`
  | `export.${'made' | 'refused'}`
  | `hold.${'released' | 'set'}`
  | `import.${'finished' | 'started'}`
  | `key.${'created' | 'rotated'}`
  | `log.${'anchored' | 'checkpoint' | 'continued' | 'created' | 'verified'}`
  | `message.${'attachmentOpened' | 'erased' | 'exported' | 'forwarded' | 'judged' | 'opened' | 'picturesAsked' | 'printed' | 'replied' | 'serverDeleted' | 'stored'}`
  | 'office.changed'
  | 'program.updated'
  | `receipt.${'linked' | 'unlinked'}`
  | 'schema.migrated'
  | `session.${'closed' | 'opened'}`
  | 'retention.changed'
  | 'role.changed'
  | 'server.freed'
  | 'settings.changed'
  | 'submission.outcome'
  | 'trust.changed';

/** One entry of the log, with what the archive can say about it. Nothing personal is in the log itself. */
export type AuditRow = {
  readonly seq: number;
  readonly at: Instant;
  readonly event: string;
  readonly session: string;
  /** Label of the box the entry names; null when it names none, or one that is gone. */
  readonly box: string | null;
  /** Message the entry names, if the archive has it. */
  readonly message: { readonly account: AccountId; readonly hash: BlobHash; readonly subject: string } | null;
  /** Remaining members as text, "size 300". */
  readonly detail: string;
};

export type AuditGroup = 'all' | 'messages' | 'exports' | 'log' | 'boxes' | 'archive' | 'people';

export type AuditPage = { readonly rows: readonly AuditRow[]; readonly next: number | null };

/** Whose time-stamps (RFC 3161) the log gets by itself, and when. Its password is in the secret store alone. */
export type StampPlan = {
  readonly url: string;
  readonly login: string | null;
  readonly weekly: boolean;
  /** After each export of evidence. */
  readonly afterExport: boolean;
};

/** Why the last time-stamp that was to come by itself did not; worded by `errorText`. */
export type StampFailure = { readonly at: Instant; readonly code: string; readonly values: Readonly<Record<string, string | number>> };

/** Which box anchors the log by PEC, weekly and, if wanted, after each export of evidence. */
export type AnchorChoice = {
  /** Null: no anchors go out by themselves. */
  readonly account: AccountId | null;
  /** Somebody else's mailbox that keeps a copy. */
  readonly second: string | null;
  readonly afterExport: boolean;
};

export type AuditStatus = {
  readonly entries: number;
  readonly checkpoint: { readonly size: number; readonly at: string } | null;
  readonly anchor: { readonly at: Instant; readonly size: number; readonly summary: string } | null;
  /** The last time-stamp (RFC 3161): whose, up to which entry, and what it is worth now. */
  readonly stamp: { readonly at: Instant; readonly authority: string; readonly size: number; readonly state: 'holds' | 'wrong' } | null;
  /** Of the authority asked last; empty: none yet. */
  readonly stampUrl: string;
  /** Of the last check of the log, as the log itself tells it. */
  readonly verified: { readonly at: Instant; readonly findings: number } | null;
  /** Whether opening a message is an entry. */
  readonly logsOpened: boolean;
  readonly anchorChoice: AnchorChoice;
  /** Why none goes out by itself until a person does something; wording by `evidence.audit.anchorSkipped`. */
  readonly anchorHeld: 'mailboxFull' | 'lastFailed' | 'boxGone' | null;
  /**
   * What the owner must confirm: the archive is older than what was signed, or the key is gone (read-only until then), or it
   * has another log (signed no further until then).
   * `signed`, `now`: number of entries; null where nobody knows.
   */
  readonly standing: { readonly state: 'rollback' | 'otherLog' | 'keyLost'; readonly signed: number | null; readonly now: number } | null;
  readonly stampPlan: StampPlan | null;
  readonly stampFailure: StampFailure | null;
};
