// The outside world as interfaces. Whoever reads this file knows every side effect of the core:
// clock, IMAP, SMTP, trust material, pictures a person asks for, secrets, log. Storage is not here: tests use the real thing.
import type { DemoState } from '#shared/model/demo';
import type { Instant, MailAddress } from '#shared/model/ids';

export type Clock = { now(): Instant };

/** Where a server is and how it is reached. Plain connections do not exist. */
export type Endpoint = {
  readonly host: string;
  readonly port: number;
  /** 'starttls' is enforced: no credential leaves before TLS is up. */
  readonly security: 'tls' | 'starttls';
  /**
   * PEM of an extra root, only for a literal loopback address and only handed over by the host that
   * started the demo or a test; never through the contract (DECISIONS §Sandbox and TLS).
   */
  readonly extraRoot?: string;
};

/** The certificate of a server whose chain and name were accepted. A change is told to the user (NET-06). */
export type ServerCertificate = {
  /** Lower-case hexadecimal SHA-256. */
  readonly fingerprint: string;
  readonly issuer: string;
  readonly validUntil: Instant;
};

export type Credentials = { readonly login: string; readonly password: string };

// ---------------------------------------------------------------- IMAP

export type SpecialUse = 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk' | 'archive' | null;

/** A folder as LIST (RETURN STATUS) tells it; status is null where the server did not say. */
export type RemoteFolder = {
  readonly path: string;
  readonly delimiter: string;
  readonly specialUse: SpecialUse;
  readonly selectable: boolean;
  readonly status: RemoteFolderStatus | null;
};

export type RemoteFolderStatus = {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly messages: number;
  /** Decimal text: 63-bit. Null without CONDSTORE. */
  readonly highestModseq: string | null;
};

export type RemoteMessage = {
  readonly uid: number;
  readonly sizeBytes: number;
  readonly flags: readonly string[];
  /** INTERNALDATE; null where the server gave none that can be read. */
  readonly internalDate: Instant | null;
};

export type FetchedMessage = RemoteMessage & { readonly bytes: Uint8Array };

export type BodyTaker = {
  /** A promise is waited for before more is read. */
  message(message: FetchedMessage): void | Promise<void>;
  /** Everything the server has of this set was received (and not yet all taken). */
  done(batch: number): void;
};

/** What changed since the known state, from QRESYNC, CONDSTORE or a comparison of UIDs. */
export type FolderChanges = {
  readonly flags: readonly { readonly uid: number; readonly flags: readonly string[] }[];
  readonly vanished: readonly number[];
  /** False: `vanished` is not complete, compare UIDs. */
  readonly complete: boolean;
};

export type OpenedFolder = {
  readonly path: string;
  readonly status: RemoteFolderStatus;
  /** Changes since `known`, when the server can say; null otherwise. */
  readonly changes: FolderChanges | null;
};

export type Quota = { readonly usedBytes: number; readonly limitBytes: number };

/** One connection to one mailbox server. Every method rejects with an AppError. One command at a time. */
export type ImapSession = {
  readonly capabilities: ReadonlySet<string>;
  /** Null for a server reached without reading its certificate (tests). */
  readonly certificate: ServerCertificate | null;
  listFolders(): Promise<readonly RemoteFolder[]>;
  openFolder(path: string, known: { readonly uidValidity: number; readonly highestModseq: string | null } | null): Promise<OpenedFolder>;
  /** UID, size, flags, date of the given UID range of the open folder ("1:*", "4,7:9"). */
  describe(uids: string): Promise<readonly RemoteMessage[]>;
  /** Flags (and, with QRESYNC, vanished UIDs) changed since a mod-sequence of the open folder; needs CONDSTORE. */
  changesSince(highestModseq: string): Promise<FolderChanges>;
  /** All UIDs of the open folder, ascending. */
  listUids(): Promise<readonly number[]>;
  /** Message-ID header values (as written, null when absent) of the given UIDs, without their bodies. */
  messageIds(uids: string): Promise<ReadonlyMap<number, string | null>>;
  /**
   * Bodies of the given UID sets, one after the other, whole and byte-exact, each in memory of its own; a UID
   * the server does not give is left out. The next set is asked for before the one before is complete.
   * Issues no other command meanwhile.
   */
  fetchBodies(batches: readonly string[], taker: BodyTaker, signal: AbortSignal): Promise<void>;
  storeFlags(uids: string, change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): Promise<void>;
  /** Moves to another folder; AppError 'imap.refused' without MOVE and UIDPLUS. Old UID to new UID where the server says. */
  move(uids: string, path: string): Promise<ReadonlyMap<number, number>>;
  /** Removes exactly these UIDs from the server; AppError 'imap.refused' without UIDPLUS: EXPUNGE alone would remove others. */
  deleteMessages(uids: string): Promise<void>;
  append(
    path: string,
    bytes: Uint8Array,
    flags: readonly string[],
    date: Instant,
  ): Promise<{ readonly uidValidity: number; readonly uid: number } | null>;
  quota(path: string): Promise<Quota | null>;
  /** Resolves when something happened in the open folder, or after `timeoutMs`. */
  waitForChange(timeoutMs: number, signal: AbortSignal): Promise<'changed' | 'timeout'>;
  close(): Promise<void>;
};

export type ImapConnector = {
  connect(endpoint: Endpoint, credentials: Credentials, signal?: AbortSignal): Promise<ImapSession>;
};

// ---------------------------------------------------------------- SMTP

export type SubmissionEnvelope = { readonly from: MailAddress; readonly to: readonly MailAddress[] };

export type SubmissionOutcome =
  | { readonly state: 'submitted'; readonly reply: string }
  | { readonly state: 'refused'; readonly reply: string; readonly code: number | null }
  /** Link lost after DATA began: the server may or may not have taken it. */
  | { readonly state: 'unknown'; readonly reason: string };

export type Submitter = {
  /**
   * Hands over exactly these bytes. Rejects with an AppError only when nothing can have been taken.
   * `onHandOver` is called once, when the server is ready for the message and before its first byte
   * leaves: if it throws, nothing leaves and its error is what `submit` rejects with.
   */
  submit(
    endpoint: Endpoint,
    credentials: Credentials,
    envelope: SubmissionEnvelope,
    bytes: Uint8Array,
    signal?: AbortSignal,
    onHandOver?: () => void,
  ): Promise<SubmissionOutcome>;
};

// ---------------------------------------------------------------- trust

/** Everything a judgement may lean on, as data. DER bytes. */
export type TrustMaterial = {
  /** Date of the anchor set, "2026-11-22". */
  readonly setDate: string;
  /** Changes when any certificate or list changes: part of cache keys. */
  readonly epoch: string;
  /** Pinned PEC issuing CAs: a path ends here. */
  readonly anchors: readonly Uint8Array[];
  /** Public roots above the anchors: complete the path for display, never end it. */
  readonly roots: readonly Uint8Array[];
  /** Known certificates that may complete a path. */
  readonly pool: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
};

export type TrustSource = { material(): TrustMaterial };

/** One TimeStampReq in, the bytes of the answer out (RFC 3161 §3.4). Rejects with an AppError. */
export type TimestampPost = (
  request: { readonly url: string; readonly login: string | null; readonly password: string | null; readonly body: Uint8Array },
  signal: AbortSignal,
) => Promise<Uint8Array>;

// ---------------------------------------------------------------- pictures of a message

/** A picture by its own bytes, whatever the server called it. */
export type FetchedPicture = { readonly bytes: Uint8Array; readonly type: string };

export type PictureSource = {
  /** Only when a person asked for the pictures of one message. Rejects with an AppError net.*. */
  fetch(address: string, signal: AbortSignal): Promise<FetchedPicture>;
};

// ---------------------------------------------------------------- secrets, log

export type SecretStore = {
  /** How the secrets are kept, said plainly on screen. */
  readonly kind: 'keychain' | 'file' | 'memory';
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};

declare const reference: unique symbol;
/** A keyed short hash of an id: the only text a log field may hold besides known literals. */
export type LogRef = string & { readonly [reference]: true };
export type LogValue = number | boolean | LogRef;
export type Log = {
  info(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  error(event: string, fields?: Readonly<Record<string, LogValue>>): void;
};

// ---------------------------------------------------------------- parsing in jail

/** A child process that parses and judges; it can be killed at any moment (DECISIONS §Parsing in jail). */
export type ParserChannel = {
  /** Structured clone. The byte arrays in it must not change afterwards. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: () => void): void;
  kill(): void;
};

export type ParserHost = { spawn(): ParserChannel };

// ---------------------------------------------------------------- demonstration

/** The demonstration boxes: kept by the host beside this profile, or this profile itself seen from inside. */
export type DemoDesk = {
  state(): DemoState;
  /** Prepares it, or brings it forward. */
  open(): void;
  /** From inside; it ends shortly after. */
  leave(remove: boolean): void;
  /** From outside; resolves when it has ended and its folder is gone. */
  remove(): Promise<void>;
};
