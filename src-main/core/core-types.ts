// What a host can ask of the core beside the contract: what the command line needs, bytes, and life.
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import type { ListRow, ListView } from '#shared/model/list';
import type { BoxCareChange, BoxHealth } from '#shared/model/box-health';
import type { FilePlace, IndexStatus } from '#shared/model/search';
import type { Language } from '#shared/text/catalogue';
import type { TrustView } from '#shared/model/trust';
import type { AccountView, DispatchView, MessageView, ReportView } from '#shared/model/views';
import type { FilingGap } from '#main/evidence/export-deposito';
import type { MailGap } from '#main/evidence/export-mail';
import type { Gap } from '#main/evidence/gaps';
import type { ImportRecord } from '#main/store/import-record';
import type { Credentials, Endpoint } from '#main/ports';
import type { AuditService } from './audit-service.ts';
import type { EventBus } from './event-bus.ts';
import type { CoreRouter } from './router.ts';
import type { AddedAnchor } from './trust-service.ts';

export type NewAccount = {
  readonly address: string;
  readonly label: string | null;
  readonly imap: Endpoint;
  readonly smtp: Endpoint | null;
  readonly credentials: Credentials;
};

/** One message or folder step of a sync or an import (CLI.md §The other commands with --json). */
export type StepResult = {
  readonly label: string;
  readonly account: AccountId;
  readonly result: 'stored' | 'known' | 'unreadable' | 'refused';
  readonly hash: BlobHash | null;
  readonly id: string | null;
  readonly reason: string | null;
};

export type StepSummary = {
  readonly stored: number;
  readonly known: number;
  readonly unreadable: number;
  readonly refused: number;
  readonly seconds: number;
};

export type SyncProgress = {
  readonly account: AccountId;
  readonly done: number;
  readonly total: number;
  readonly phase: 'listing' | 'fetching' | 'judging';
};

export type DoctorReport = {
  readonly findings: readonly { readonly id: string; readonly what: string }[];
  readonly checked: { readonly blobs: number; readonly rows: number; readonly entries: number };
};

export type Core = {
  /** The contract's handlers, for any transport. */
  readonly router: CoreRouter;
  readonly events: EventBus;
  accounts(): readonly AccountView[];
  health(): readonly BoxHealth[];
  changeBox(account: AccountId, change: BoxCareChange): void;
  /** Stores the account; `test` connects first and rejects with the AppError that names the cause. */
  addAccount(account: NewAccount, options: { readonly test: boolean }): Promise<AccountId>;
  removeAccount(account: AccountId): Promise<void>;
  /** Connects, logs in, lists folders; rejects with the AppError that names the cause. */
  testAccount(account: AccountId): Promise<void>;
  /** A box without a server, for the archive at this path; the same path is the same box. */
  archiveBox(source: string): Promise<AccountId>;
  /** One full pass of all folders; resolves when everything fetched has been judged and correlated. */
  syncOnce(options: {
    readonly account: AccountId | null;
    readonly signal: AbortSignal;
    readonly onStep: (step: StepResult) => void;
    readonly onProgress: (progress: SyncProgress) => void;
  }): Promise<StepSummary>;
  /** Keeps all accounts in step until the core closes. */
  follow(): void;
  /** What was imported into a box, newest first: source, hash, when, and what was refused. */
  imports(account: AccountId): readonly ImportRecord[];
  importPaths(
    paths: readonly string[],
    options: {
      readonly account: AccountId;
      readonly signal: AbortSignal;
      readonly onStep: (step: StepResult) => void;
      readonly onProgress: (done: number) => void;
    },
  ): Promise<StepSummary>;
  readonly compose: import('./compose-service.ts').ComposeService;
  readonly outbox: import('#main/outbox/outbox').Outbox;
  readonly bulk: import('./bulk-service.ts').BulkService;
  /** Null: there is no such run. In the language of the screen, or the given one. */
  bulkProof(
    id: import('#shared/model/bulk').BulkId,
    format: import('./bulk-export.ts').ProofFormat,
    language?: Language,
  ): Promise<import('./bulk-export.ts').ProofFile | null>;
  /** Submits through SMTP and archives the sent copy first; the caller has already checked the bytes. */
  submit(account: AccountId, bytes: Uint8Array, recipients: readonly string[]): Promise<import('#main/ports').SubmissionOutcome>;
  rows(view: ListView, limit: number): readonly ListRow[];
  /** Resolves when every judged message can be found by its words. */
  indexed(onProgress?: (status: IndexStatus) => void): Promise<void>;
  /** Where a file travelled: messages that carry these bytes, or are them. */
  filePlaces(sha256: BlobHash, account: AccountId | null, sizeBytes?: number): readonly FilePlace[];
  dispatch(id: DispatchId): Promise<DispatchView | null>;
  message(account: AccountId, hash: BlobHash): Promise<MessageView | null>;
  report(account: AccountId, hash: BlobHash): ReportView | null;
  /** Account and hash of the message whose hash begins so (at least 8 digits), or of the dispatch of that id. */
  find(
    id: string,
  ):
    | { readonly type: 'dispatch'; readonly id: DispatchId }
    | { readonly type: 'message'; readonly account: AccountId; readonly hash: BlobHash }
    | null;
  original(account: AccountId, hash: BlobHash): Uint8Array | null;
  part(
    account: AccountId,
    hash: BlobHash,
    part: string,
    /** Of a signed attachment what was signed. */
    unwrap?: boolean,
  ): Promise<{ readonly bytes: Uint8Array; readonly type: string; readonly name: string } | null>;
  /** A screen is about to be given an attachment of this message: told in the log where that is wanted. Throws where it cannot be. */
  attachmentOpened(account: AccountId, hash: BlobHash): void;
  /** A picture from elsewhere that somebody asked to see, as long as it is remembered. */
  picture(account: AccountId, hash: BlobHash, place: number): import('#main/ports').FetchedPicture | null;
  /** Resolves when nothing waits to be examined. */
  idle(): Promise<void>;
  stats(): CoreStats;
  /** Issuing CAs pinned beside those that ship. A change judges everything again; old reports stay. */
  readonly trust: {
    view(): TrustView;
    added(): readonly AddedAnchor[];
    add(file: Uint8Array, source: string): readonly AddedAnchor[];
    remove(fingerprint: string): boolean;
  };
  doctor(options: { readonly rebuild: boolean; readonly onProgress: (done: number, total: number) => void }): Promise<DoctorReport>;
  /** Ids of everything a search finds, newest first; waits until all words are indexed. Rejects with input.invalid. */
  idsOf(query: string): Promise<readonly string[]>;
  /** Evidence out of the archive; see src-main/evidence. Waits until everything selected has been judged. */
  /** 'all': everything archived, for the mail forms alone. */
  exportEvidence(ids: readonly string[] | 'all', options: EvidenceRequest): Promise<EvidenceResult>;
  /** A verified copy while running; the passphrase opens it anywhere. */
  backup(folder: string, passphrase: string, onProgress: (share: number) => void): ReturnType<typeof import('./backup.ts').backupProfile>;
  /** Copies made by themselves, to one or two places. */
  readonly backups: Pick<import('./backup-schedule.ts').BackupSchedule, 'set' | 'state' | 'run'>;
  /** What freeing space on the server would remove there. */
  planFreeing(account: AccountId, before: Instant): import('./free-space.ts').FreeingPlan;
  freeSpace(
    account: AccountId,
    request: Parameters<typeof import('./free-space.ts').freeSpace>[2],
  ): Promise<import('./free-space.ts').FreeingResult>;
  importAccounts(
    text: string,
    options: Parameters<typeof import('./import-accounts.ts').importAccounts>[2],
  ): ReturnType<typeof import('./import-accounts.ts').importAccounts>;
  readonly audit: Pick<AuditService, 'verify' | 'export' | 'standing' | 'confirm' | 'rotateKey' | 'paper'>;
  readonly anchors: import('./anchor-service.ts').AnchorService;
  readonly stamps: import('./stamp-service.ts').StampService;
  readonly stamping: import('./stamp-schedule.ts').StampSchedule;
  readonly archiveCheck: import('./archive-check.ts').ArchiveCheck;
  /** Legal holds, policies, erasures. */
  readonly retention: Omit<import('./retention-service.ts').RetentionService, 'close' | 'resume'> &
    Pick<import('./evidence-desk.ts').EvidenceDesk, 'chosen'>;
  close(): Promise<void>;
};

export type EvidenceRequest = {
  readonly profile: import('#shared/model/evidence').ExportProfile;
  readonly to: string;
  /** Null: now. */
  readonly asOf: Instant | null;
  readonly form: 'zip' | 'folder' | 'asics';
  /** Without the installation's signature: the same input then gives the same bytes. */
  readonly unsigned: boolean;
  /** Whose time-stamp the root gets (RFC 3161); null: none. */
  readonly timestamp: import('#main/evidence/timestamp').TimestampAuthority | null;
  /** Of what a filing says in words; a prova bundle has both. */
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

/** What went outside after an export, where that was chosen; null: it was not, or the last try failed today. */
export type OutsideOutcome = {
  readonly stamp: import('./stamp-schedule.ts').StampOutcome | null;
  readonly pec: import('./anchor-service.ts').AnchorOutcome | { readonly state: 'failed'; readonly code: string } | null;
};

export type EvidenceResult = {
  readonly path: string;
  readonly bundleId: string;
  /** SHA-256 of what stands for the whole. */
  readonly rootSha256: string;
  readonly messages: number;
  readonly missing: readonly (Gap | FilingGap | MailGap)[];
  /** Absent where nobody waits for it. */
  readonly outside?: OutsideOutcome;
};

export type CoreStats = {
  readonly messages: number;
  readonly archivedBytes: number;
  readonly receipts: Readonly<Record<string, number>>;
  readonly verdicts: { readonly passed: number; readonly indeterminate: number; readonly failed: number; readonly notApplicable: number };
};
