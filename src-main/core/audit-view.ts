// The log as a screen shows it: entries with what the archive can add about the boxes and messages they
// name. The log itself holds ids, digests and literals alone (EVIDENCE §12).
import { readCheckpoint } from '#main/audit/checkpoint';
import { auditEntriesBefore, accountMarks, lastAuditEntry, lastCheckpoint } from '#main/store/audit-entry';
import { accounts } from '#main/store/account';
import type { Store } from '#main/store/database';
import { accountsWith, summaryOf } from '#main/store/message';
import type { ReadTx } from '#main/store/transactions';
import type { AuditGroup, AuditPage, AuditRow, AuditStatus } from '#shared/model/evidence';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { logsOpened } from './opened-log.ts';
import type { EvidenceDesk } from './evidence-desk.ts';

type Entry = {
  readonly seq: number;
  readonly at: string;
  readonly event: string;
  readonly actor: { readonly session: string };
  readonly data: Readonly<Record<string, unknown>>;
};

const GROUPS: Readonly<Record<Exclude<AuditGroup, 'all'>, RegExp>> = {
  messages: /^(message|draft|submission|receipt)\./,
  exports: /^(export\.|message\.exported)/,
  log: /^(log|key)\./,
  boxes: /^account\./,
  archive: /^(program|schema|clock|archive|import|backup|retention|hold|erasure|server|trust)\.|^message\.erased/,
  people: /^(message\.(opened|attachmentOpened|replied|forwarded|printed)|office\.|role\.|profile\.|session\.|settings\.)/,
};
const PAGE = 500;
/** Entries looked at for one page of a rare group. */
const MOST_SEEN = 20_000;

export function auditPage(store: Store, before: number | null, take: number, group: AuditGroup): AuditPage {
  const rows: AuditRow[] = [];
  const wanted = group === 'all' ? null : GROUPS[group];
  let next = before;
  for (let seen = 0; seen < MOST_SEEN && rows.length < take;) {
    const at = next;
    const page = store.read((tx) => auditEntriesBefore(tx, at, PAGE));
    const last = page.at(-1);
    if (last === undefined) return { rows, next: null };
    const marks = store.read((tx) => boxLabels(tx));
    for (const { seq, entry } of page) {
      next = seq;
      seen += 1;
      const read = JSON.parse(Buffer.from(entry).toString('utf8')) as Entry;
      if (wanted !== null && !wanted.test(read.event)) continue;
      rows.push(store.read((tx) => rowOf(tx, read, marks)));
      if (rows.length >= take) return { rows, next: seq };
    }
  }
  return { rows, next: next === 0 ? null : next };
}

export async function auditStatus(
  store: Store,
  { audit, anchors, stamps, stamping }: Pick<EvidenceDesk, 'audit' | 'anchors' | 'stamps' | 'stamping'>,
): Promise<AuditStatus> {
  const standing = await audit.standing();
  const { last, kept } = store.read((tx) => ({ last: lastAuditEntry(tx), kept: lastCheckpoint(tx) }));
  const checkpoint = kept === null ? null : readCheckpoint(kept.text);
  const [verified] = auditPage(store, null, 1, 'log').rows.filter(({ event }) => event === 'log.verified');
  return {
    entries: (last?.seq ?? -1) + 1,
    checkpoint: checkpoint === null ? null : { size: checkpoint.size, at: checkpoint.time },
    anchor: anchors.last(),
    stamp: stamps.last(),
    stampUrl: stamps.url(),
    verified: verified === undefined ? lastVerified(store) : { at: verified.at, findings: findingsIn(verified.detail) },
    logsOpened: logsOpened(store),
    anchorChoice: anchors.choice(),
    anchorHeld: anchors.held(),
    standing:
      standing.state === 'sound' ? null : { state: standing.state, signed: standing.head?.size ?? null, now: (last?.seq ?? -1) + 1 },
    stampPlan: stamping.plan(),
    stampFailure: stamping.failure(),
  };
}

/** Among the newest thousand entries. */
function lastVerified(store: Store): AuditStatus['verified'] {
  for (const { entry } of store.read((tx) => auditEntriesBefore(tx, null, 1_000))) {
    const read = JSON.parse(Buffer.from(entry).toString('utf8')) as Entry;
    if (read.event === 'log.verified') return { at: asInstant(Date.parse(read.at)), findings: Number(read.data['findings'] ?? 0) };
  }
  return null;
}

function findingsIn(detail: string): number {
  return Number(/\bfindings (\d+)/.exec(detail)?.[1] ?? 0);
}

function boxLabels(tx: ReadTx): ReadonlyMap<string, string> {
  const labels = new Map(accounts(tx).map(({ id, label }) => [id, label]));
  return new Map(accountMarks(tx).flatMap(({ id, mark }) => (labels.has(id) ? [[mark, labels.get(id) ?? '']] : [])));
}

function rowOf(tx: ReadTx, { seq, at, event, actor, data }: Entry, boxes: ReadonlyMap<string, string>): AuditRow {
  // Two hundred characters that nobody reads; the entry as it stands has them.
  const { account, blob, publicKey: _publicKey, endorsed: _endorsed, ...rest } = data;
  const hash = typeof blob === 'string' && /^[0-9a-f]{64}$/.test(blob) ? asBlobHash(blob) : null;
  const owner = hash === null ? undefined : accountsWith(tx, hash)[0];
  const summary = hash === null || owner === undefined ? null : summaryOf(tx, owner, hash);
  return {
    seq,
    at: asInstant(Date.parse(at)),
    event,
    session: actor.session,
    box: typeof account === 'string' ? (boxes.get(account) ?? account) : null,
    message: hash === null || owner === undefined || summary === null ? null : { account: owner, hash, subject: summary.subject },
    detail: Object.entries(rest)
      .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ')
      .slice(0, 300),
  };
}
