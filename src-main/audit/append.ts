// One more entry, in the transaction of what it tells (EVIDENCE §12): no effect without entry, no entry
// without effect. Ids, digests, literals, counts and times alone: the types refuse anything else.
import { randomBytes } from 'node:crypto';
import { accountMark, addAuditEntry, auditFrontier, lastAuditEntry, moveAuditFrontier } from '#main/store/audit-entry';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import type { AccountId, BlobHash, Instant } from '#shared/model/ids';
import type { Indication } from '#shared/model/verification-report';
import { canonicalJson } from './canonical-json.ts';
import { grow, leafHash, type Frontier } from './merkle.ts';

/** Closed list; grows by union members. Accounts are named by number, never by address. */
export type AuditEvent =
  | { readonly event: 'account.added' | 'account.removed'; readonly account: AccountId }
  | { readonly event: 'account.serverIdentityChanged'; readonly account: AccountId; readonly fingerprint: string }
  | { readonly event: 'archive.checked'; readonly findings: number }
  | { readonly event: 'archive.repaired'; readonly messages: number }
  | { readonly event: 'export.made'; readonly bundle: string; readonly root: string; readonly messages: number }
  | { readonly event: 'export.refused'; readonly code: string }
  | {
      readonly event: 'import.finished';
      readonly account: AccountId;
      readonly stored: number;
      readonly known: number;
      readonly refused: number;
    }
  | { readonly event: 'import.started'; readonly account: AccountId }
  | { readonly event: 'key.created'; readonly certificate: BlobHash }
  | { readonly event: 'log.checkpoint'; readonly size: number; readonly root: string }
  | { readonly event: 'log.verified'; readonly entries: number; readonly findings: number }
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
  | { readonly event: 'message.exported'; readonly blob: BlobHash; readonly bundle: string }
  | { readonly event: 'trust.changed'; readonly added: readonly BlobHash[]; readonly removed: readonly BlobHash[] };

const NOTHING_BEFORE = '0'.repeat(64);

type Tip = { readonly seq: number; readonly hash: Uint8Array; readonly frontier: Frontier };

/** Where the log ends inside a transaction that appended before: it dies with the transaction. */
const tips = new WeakMap<WriteTx, Tip>();

export function appendAudit(tx: WriteTx, at: Instant, event: AuditEvent): void {
  const tip = tips.get(tx) ?? storedTip(tx) ?? write(tx, null, at, 'log.created', { logId: randomBytes(16).toString('hex') });
  const { event: name, ...data } = event;
  tips.set(tx, write(tx, tip, at, name, anonymous(tx, data)));
}

function storedTip(tx: ReadTx): Tip | null {
  const last = lastAuditEntry(tx);
  return last === null ? null : { seq: last.seq, hash: last.hash, frontier: frontierOf(tx) };
}

function write(tx: WriteTx, tip: Tip | null, at: Instant, event: string, data: object): Tip {
  // Whoever opened the profile, until there are operators with names of their own.
  const session = tx.memory('audit.session', () => randomBytes(8).toString('hex'));
  const seq = tip === null ? 0 : tip.seq + 1;
  const prev = tip === null ? NOTHING_BEFORE : Buffer.from(tip.hash).toString('hex');
  const record = { v: 1, seq, prev, at: new Date(at).toISOString(), actor: { profile: 'p1', session: `s${session}` }, event, data };
  const entry = Buffer.from(canonicalJson(record), 'utf8');
  const hash = leafHash(entry);
  const grown = grow(tip?.frontier ?? [], hash);
  addAuditEntry(tx, { seq, entry, hash });
  moveAuditFrontier(tx, grown.level, grown.level, grown.hash);
  return { seq, hash, frontier: grown.frontier };
}

function anonymous(tx: ReadTx, data: Readonly<Record<string, unknown>>): object {
  const { account } = data;
  return typeof account === 'string' ? { ...data, account: accountMark(tx, account as AccountId) } : data;
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
