// One more entry, in the transaction of what it tells (EVIDENCE §12): no effect without entry, no entry
// without effect. Ids, digests, literals, counts and times alone: the types refuse anything else.
import { randomBytes } from 'node:crypto';
import { accountMark, addAuditEntry, auditFrontier, lastAuditEntry, replaceAuditFrontier } from '#main/store/audit-entry';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { AccountId, BlobHash, DispatchId, Instant } from '#shared/model/ids';
import type { AuditEventName } from '#shared/model/evidence';
import type { MailCategory } from '#shared/model/retention';
import type { Indication } from '#shared/model/verification-report';
import { canonicalJson } from './canonical-json.ts';
import { grow, leafHash, type Frontier } from './merkle.ts';

/** Closed list; grows by union members. Accounts are named by number, never by address. */
export type AuditEvent =
  | { readonly event: 'account.added' | 'account.removed'; readonly account: AccountId }
  /**
   * The secret store knows no transaction: 'passwordAsked' comes before the new password is put there, 'password'
   * after. The first without the second: a crash came between, and either may be there.
   */
  | { readonly event: 'account.changed'; readonly account: AccountId; readonly what: 'passwordAsked' | 'password' | 'dates' }
  | { readonly event: 'account.serverIdentityChanged'; readonly account: AccountId; readonly fingerprint: string }
  | { readonly event: 'archive.checked'; readonly findings: number }
  | { readonly event: 'archive.repaired'; readonly messages: number }
  /** Its bytes do not give its hash, or cannot be read. */
  | { readonly event: 'archive.damaged'; readonly blob: BlobHash }
  /** `copy`: name of its folder, which holds the time of its making. */
  | { readonly event: 'backup.made' | 'backup.removed'; readonly copy: string }
  /** This profile came out of a copy: what its log was then, and whose key signs from now on. */
  | { readonly event: 'backup.restored'; readonly size: number; readonly root: string }
  /** The owner says that an older copy was put back: what the log was before that, and what had been signed. */
  | {
      readonly event: 'backup.restored';
      readonly size: number;
      readonly root: string;
      readonly signedSize: number;
      readonly signedRoot: string;
    }
  /** A signed time of a provider lies so many seconds after the clock of this computer; negative: before it. */
  | { readonly event: 'clock.observed'; readonly blob: BlobHash; readonly seconds: number }
  /** A person gave it to the outbox. `blob`: the exact bytes that will leave. */
  | {
      readonly event: 'draft.submitted';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly dispatch: DispatchId;
      readonly recipients: number;
    }
  /** Called back before anybody was given it. */
  | { readonly event: 'draft.withdrawn'; readonly account: AccountId; readonly dispatch: DispatchId }
  /** A person asked once, confirmed, or took it back. `reason`: SHA-256 of salt and text, which lie elsewhere (EVIDENCE §12). */
  | { readonly event: 'erasure.asked'; readonly erasure: string; readonly messages: number; readonly reason: string }
  | { readonly event: 'erasure.confirmed' | 'erasure.cancelled'; readonly erasure: string }
  | { readonly event: 'erasure.done'; readonly erasure: string; readonly messages: number; readonly kept: number }
  | { readonly event: 'export.made'; readonly bundle: string; readonly root: string; readonly messages: number }
  | { readonly event: 'export.refused'; readonly code: string }
  /** `account` null: every box. `items` null: all mail, also what is still to come. */
  | {
      readonly event: 'hold.set';
      readonly hold: number;
      readonly account: AccountId | null;
      readonly items: number | null;
      readonly reason: string;
    }
  | { readonly event: 'hold.released'; readonly hold: number; readonly reason: string }
  | {
      readonly event: 'import.finished';
      readonly account: AccountId;
      readonly stored: number;
      readonly known: number;
      readonly refused: number;
    }
  | { readonly event: 'import.started'; readonly account: AccountId }
  /** `publicKey`: SubjectPublicKeyInfo in base64, so that what it signed can be checked where its secret is not (a restored copy). */
  | { readonly event: 'key.created'; readonly certificate: BlobHash; readonly publicKey: string }
  /** `old`: fingerprint of the certificate of before, whose key signed `endorsed` (base64) over the new one. */
  | {
      readonly event: 'key.rotated';
      readonly old: BlobHash;
      readonly certificate: BlobHash;
      readonly publicKey: string;
      readonly endorsed: string;
    }
  | { readonly event: 'log.anchored'; readonly by: 'pec'; readonly account: AccountId; readonly size: number; readonly root: string }
  /** `stamp`: SHA-256 of the authority's answer. */
  | { readonly event: 'log.anchored'; readonly by: 'timestamp'; readonly size: number; readonly root: string; readonly stamp: BlobHash }
  /** The owner says that the log of before is lost: this one goes on from its last signed root (EVIDENCE §17). Null: not known. */
  | { readonly event: 'log.continued'; readonly log: string; readonly size: number | null; readonly root: string | null }
  | { readonly event: 'log.checkpoint'; readonly size: number; readonly root: string }
  | { readonly event: 'log.verified'; readonly entries: number; readonly findings: number }
  /** The tombstone. `bytes`: 'shared' where another box has them and they stay for it. */
  | {
      readonly event: 'message.erased';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly erasure: string;
      readonly bytes: 'gone' | 'shared';
    }
  | {
      readonly event: 'message.judged';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly policy: string;
      readonly indication: Indication;
    }
  | {
      readonly event: 'message.stored';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly source: 'imap' | 'sent' | 'import' | 'archive';
    }
  | {
      readonly event: 'message.opened' | 'message.attachmentOpened' | 'message.replied' | 'message.forwarded' | 'message.serverDeleted';
      readonly blob: BlobHash;
      readonly account: AccountId;
    }
  /** Taken, released, handled, reopened, undone: of a message or of a dispatch. Never by whom in words, nor the note. */
  | {
      readonly event: 'office.changed';
      readonly account: AccountId;
      readonly kind: string;
      readonly blob?: BlobHash;
      readonly dispatch?: DispatchId;
    }
  /** Null: not known, the profile is from before this was told. */
  | { readonly event: 'program.updated'; readonly from: string | null; readonly to: string }
  | {
      readonly event: 'schema.migrated';
      readonly fromArchive: number | null;
      readonly fromIndex: number | null;
      readonly archive: number;
      readonly index: number;
    }
  /** A program that follows the boxes was opened and closed. */
  | { readonly event: 'session.opened' | 'session.closed' }
  | {
      readonly event: 'receipt.linked' | 'receipt.unlinked';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly dispatch: DispatchId;
    }
  /** Of an operator, by number; null: none any more. Nobody writes it before there are operators. */
  | { readonly event: 'role.changed'; readonly profile: `p${number}`; readonly role: string | null }
  | { readonly event: 'settings.changed'; readonly name: 'logOpened' | 'anchor' | 'stamp'; readonly on: boolean }
  /** What the provider's server said, or that nobody knows. */
  | {
      readonly event: 'submission.outcome';
      readonly blob: BlobHash;
      readonly account: AccountId;
      readonly dispatch: DispatchId;
      readonly state: 'submitted' | 'refused' | 'unknown';
    }
  /** A reading copy was asked for: whether paper came out, no program knows. */
  | { readonly event: 'message.printed'; readonly blob: BlobHash; readonly account: AccountId; readonly how: 'paper' | 'pdf' }
  /** The pictures of one message that lie elsewhere were asked for: others can know that it is read. */
  | { readonly event: 'message.picturesAsked'; readonly blob: BlobHash; readonly account: AccountId; readonly pictures: number }
  | { readonly event: 'message.exported'; readonly blob: BlobHash; readonly bundle: string }
  /** `months` null: there is no such policy any more. */
  | {
      readonly event: 'retention.changed';
      readonly account: AccountId | null;
      readonly category: MailCategory;
      readonly months: number | null;
    }
  | { readonly event: 'server.freed'; readonly account: AccountId; readonly messages: number }
  | { readonly event: 'trust.changed'; readonly added: readonly BlobHash[]; readonly removed: readonly BlobHash[] };

const NOTHING_BEFORE = '0'.repeat(64);

type Tip = { readonly seq: number; readonly hash: Uint8Array; readonly frontier: Frontier };

/** Where the log ends inside a transaction that appended before: it dies with the transaction. */
type Growing = { tip: Tip | null; highest: number; readonly marks: Map<string, string> };
const growing = new WeakMap<WriteTx, Growing>();

export function appendAudit(tx: WriteTx, at: Instant, event: AuditEvent): void {
  const log = growing.get(tx) ?? beginGrowing(tx);
  if (log.tip === null)
    write(tx, log, at, 'log.created', { logId: randomBytes(16).toString('hex'), program: tx.memory(PROGRAM, () => 'unknown') });
  const { event: name, ...data } = event;
  write(tx, log, at, name, anonymous(tx, log, data));
}

function beginGrowing(tx: WriteTx): Growing {
  const last = lastAuditEntry(tx);
  const log: Growing = {
    tip: last === null ? null : { seq: last.seq, hash: last.hash, frontier: frontierOf(tx) },
    highest: 0,
    marks: new Map(),
  };
  growing.set(tx, log);
  // Once for all entries of the transaction: between two of them nobody reads it.
  tx.beforeCommit(() => {
    if (log.tip !== null) replaceAuditFrontier(tx, log.highest, log.tip.frontier);
  });
  return log;
}

function write(tx: WriteTx, log: Growing, at: Instant, event: AuditEventName, data: object): void {
  const session = auditSession(tx);
  const seq = log.tip === null ? 0 : log.tip.seq + 1;
  const prev = log.tip === null ? NOTHING_BEFORE : Buffer.from(log.tip.hash).toString('hex');
  const record = { v: 1, seq, prev, at: new Date(at).toISOString(), actor: { profile: 'p1', session: `s${session}` }, event, data };
  const entry = Buffer.from(canonicalJson(record), 'utf8');
  const hash = leafHash(entry);
  const grown = grow(log.tip?.frontier ?? [], hash);
  addAuditEntry(tx, { seq, entry, hash });
  log.tip = { seq, hash, frontier: grown.frontier };
  log.highest = Math.max(log.highest, grown.level);
}

const PROGRAM = 'audit.program';

/** Version that entry 0 of a log names; digits and dots. Before the first entry. */
export function nameProgram(tx: ReadTx, version: string): void {
  tx.memory(PROGRAM, () => version);
}

export const AUDIT_SESSION = 'audit.session';

/** Whoever opened the profile, until there are operators with names of their own; kept under AUDIT_SESSION. */
export function auditSession(tx: ReadTx): string {
  return tx.memory(AUDIT_SESSION, () => randomBytes(8).toString('hex'));
}

function anonymous(tx: ReadTx, log: Growing, data: Readonly<Record<string, unknown>>): object {
  const { account } = data;
  if (typeof account !== 'string') return data;
  // An account keeps its number; one that is not there yet is looked for again.
  const mark = log.marks.get(account) ?? accountMark(tx, account as AccountId);
  if (mark !== null) log.marks.set(account, mark);
  return { ...data, account: mark };
}

export function frontierOf(tx: ReadTx): Frontier {
  const frontier: (Uint8Array | null)[] = [];
  for (const { level, hash } of auditFrontier(tx)) {
    while (frontier.length < level) frontier.push(null);
    frontier.push(hash);
  }
  return frontier;
}

/** Of entry 0; null for an empty log. */
export function logIdOf(entryZero: Uint8Array): string | null {
  return /"logId":"([0-9a-f]{32})"/.exec(Buffer.from(entryZero).toString('utf8'))?.[1] ?? null;
}
