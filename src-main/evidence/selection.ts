// What goes into a bundle: the messages of a selection with their place in it, read from the store as
// of a given time (EVIDENCE §2, §3). The same archive, selection and time give the same collection,
// whatever the order in which things were selected or arrived.
import { createHash } from 'node:crypto';
import { originsOf } from '#main/archive/message';
import { foldReceipts } from '#main/pec/receipt-fold';
import { dispatchById } from '#main/store/dispatch';
import { locationsOf } from '#main/store/location';
import { messageOf, summaryOf, type MessageSummary } from '#main/store/message';
import { receiptLinkOf, receiptRecordsOf, type LinkReason } from '#main/store/receipt-link';
import { verdictAsOf, type Verdict } from '#main/store/report';
import type { Store } from '#main/store/database';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { Dispatch, DispatchState } from '#shared/model/dispatch';
import { asInstant, instantToText, type AccountId, type BlobHash, type DispatchId, type Instant } from '#shared/model/ids';
import type { PolicyId } from '#shared/model/verification-report';
import { byBytes } from './bag-path.ts';

export type EvidenceSelection = readonly (
  | { readonly type: 'dispatch'; readonly id: DispatchId }
  | { readonly type: 'message'; readonly account: AccountId; readonly hash: BlobHash }
)[];

export type Role =
  | 'inviato'
  | 'accettazione'
  | 'consegna'
  | 'mancata-consegna'
  | 'preavviso'
  | 'non-accettazione'
  | 'trasporto'
  | 'anomalia'
  | 'ricevuto'
  | 'altro';

export type AsOf = { readonly policy: PolicyId; readonly asOf: Instant };

export type SelectedMessage = {
  /** From 1, in the order of the bundle. */
  readonly n: number;
  readonly hash: BlobHash;
  readonly account: AccountId;
  readonly role: Role;
  /** Of the signed event, else of the server, else of our archive. */
  readonly time: Instant;
  readonly recipient: string | null;
  readonly conclusion: Verdict | null;
  /** Judged only after `asOf`. */
  readonly judgedLater: boolean;
  readonly source: Readonly<Record<string, string | number | null>>;
  readonly link: { readonly dispatch: DispatchId; readonly how: LinkReason } | null;
};

export type SelectedDispatch = { readonly dispatch: Dispatch; readonly state: DispatchState };

export type Collection = { readonly messages: readonly SelectedMessage[]; readonly dispatches: readonly SelectedDispatch[] };

/** Throws AppError notFound for what is not in the archive, input.invalid for an empty selection. */
export function collect(tx: ReadTx, selection: EvidenceSelection, when: AsOf): Collection {
  const { dispatches, wanted } = gather(tx, selection, when);
  return arranged(
    dispatches,
    [...wanted].map(([hash, { account, sent }]) => describe(tx, account, hash, sent, when)),
  );
}

const DESCRIBED_AT_ONCE = 250;

/** The same for thousands: between two slices `turn` lets others work, and may reject. */
export async function collectInTurns(
  store: Pick<Store, 'read'>,
  selection: EvidenceSelection,
  when: AsOf,
  turn: () => Promise<void>,
): Promise<Collection> {
  const { dispatches, wanted } = store.read((tx) => gather(tx, selection, when));
  const waiting = [...wanted];
  const described: Described[] = [];
  for (let from = 0; from < waiting.length; from += DESCRIBED_AT_ONCE) {
    await turn();
    const slice = waiting.slice(from, from + DESCRIBED_AT_ONCE);
    described.push(...store.read((tx) => slice.map(([hash, { account, sent }]) => describe(tx, account, hash, sent, when))));
  }
  return arranged(dispatches, described);
}

type Wanted = ReadonlyMap<BlobHash, { readonly account: AccountId; readonly sent: boolean }>;
type Dispatches = ReadonlyMap<DispatchId, SelectedDispatch>;
type Described = Omit<SelectedMessage, 'n'>;

function gather(tx: ReadTx, selection: EvidenceSelection, when: AsOf): { readonly dispatches: Dispatches; readonly wanted: Wanted } {
  const dispatches = new Map<DispatchId, SelectedDispatch>();
  const wanted = new Map<BlobHash, { readonly account: AccountId; readonly sent: boolean }>();
  const want = (account: AccountId, hash: BlobHash, sent: boolean): void => {
    const known = wanted.get(hash);
    if (known === undefined || (!known.sent && (sent || byBytes(account, known.account) < 0))) wanted.set(hash, { account, sent });
  };
  for (const item of selection) {
    if (item.type === 'message') {
      want(item.account, item.hash, false);
      continue;
    }
    const selected = dispatchAsOf(tx, item.id, when.asOf);
    const { account, sent } = selected.dispatch;
    dispatches.set(item.id, selected);
    if (sent !== null) want(account, sent, true);
    for (const { hash } of receiptRecordsOf(tx, item.id)) want(account, hash, false);
  }
  if (wanted.size === 0) throw new AppError('input.invalid', { retry: 'afterUser', values: { what: 'selection' } });
  return { dispatches, wanted };
}

function arranged(dispatches: Dispatches, described: readonly Described[]): Collection {
  const messages = described
    .toSorted((left, right) => left.time - right.time || byBytes(left.hash, right.hash))
    .map((message, index) => ({ ...message, n: index + 1 }));
  return { messages, dispatches: [...dispatches.values()].toSorted((left, right) => byBytes(left.dispatch.id, right.dispatch.id)) };
}

/** `pec-prova-` and 12 digits of what the bundle is made of. */
export function bundleIdOf(prefix: string, collection: Collection, when: AsOf): string {
  const digests = collection.messages.map(({ hash }) => hash).toSorted(byBytes);
  const text = [...digests, when.policy, instantToText(when.asOf)].join('\n');
  return `${prefix}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

// Clocks run: whether an answer is overdue depends on when one asks, so the state is folded for `asOf`.
function dispatchAsOf(tx: ReadTx, id: DispatchId, asOf: Instant): SelectedDispatch {
  const dispatch = dispatchById(tx, id);
  if (dispatch === null) throw new AppError('notFound', { values: { what: id } });
  const sent = dispatch.sent === null ? null : messageOf(tx, dispatch.account, dispatch.sent);
  const submission =
    sent === null
      ? null
      : {
          recipients: [
            ...sent.detail.to.map(({ address }) => ({ address, role: 'to' as const })),
            ...sent.detail.cc.map(({ address }) => ({ address, role: 'cc' as const })),
          ],
          submittedAt: sent.date,
        };
  return { dispatch, state: foldReceipts({ submission, receipts: receiptRecordsOf(tx, id), now: asOf }) };
}

function describe(tx: ReadTx, account: AccountId, hash: BlobHash, sent: boolean, when: AsOf): Described {
  const record = summaryOf(tx, account, hash);
  if (record === null) throw new AppError('notFound', { values: { what: hash } });
  const verdict = verdictAsOf(tx, hash, when.policy, when.asOf);
  const [place] = locationsOf(tx, account, hash);
  const link = receiptLinkOf(tx, account, hash);
  const passed = verdict?.conclusion.indication === 'passed';
  const eventTime = passed ? record.eventTime : null;
  return {
    hash,
    account,
    role: roleOf(tx, record, sent, verdict?.conclusion ?? null),
    time: eventTime ?? place?.internalDate ?? record.archivedAt,
    // What an unproven receipt says of a recipient is not repeated.
    recipient: passed ? record.recipient : null,
    conclusion: verdict?.conclusion ?? null,
    judgedLater: verdict !== null && verdict.judgedAt > when.asOf,
    source: sourceOf(tx, record, place),
    link: link === null || link.dispatch === null ? null : { dispatch: link.dispatch, how: link.how },
  };
}

function sourceOf(
  tx: ReadTx,
  record: MessageSummary,
  place: ReturnType<typeof locationsOf>[number] | undefined,
): SelectedMessage['source'] {
  const [origin] = originsOf(tx, record.hash).filter(({ account }) => account === record.account);
  const common = { kind: origin?.source ?? 'archive', account: record.account, archivedAt: instantToText(record.archivedAt) };
  if (place === undefined) return common;
  const { folder, uidValidity, uid, internalDate } = place;
  return { ...common, folder: `f${folder}`, uidvalidity: uidValidity, uid, internalDate: instantToText(asInstant(internalDate)) };
}

/** From the signed data when the report passed, else what needs no signature, else 'altro' (EVIDENCE §1). */
function roleOf(tx: ReadTx, record: MessageSummary, sent: boolean, verdict: Verdict | null): Role {
  const { kind, direction, receiptType, account, hash } = record;
  if (sent || (direction === 'sent' && kind === 'ordinary')) return 'inviato';
  // Most are told by their row; the whole record of thousands would be read for one word of it.
  if (kind === 'ordinary') return verdict?.indication === 'failed' ? 'altro' : 'ricevuto';
  if (verdict?.indication !== 'passed' && kind === 'receipt') return 'altro';
  if (kind === 'receipt') return receiptType === null ? 'altro' : RECEIPT_ROLES[receiptType];
  const claim = messageOf(tx, account, hash)?.detail.claim ?? null;
  if (claim === null) return 'altro';
  if (claim.kind === 'ordinary') return verdict?.indication === 'failed' ? 'altro' : 'ricevuto';
  if (verdict?.indication !== 'passed') return 'altro';
  switch (claim.kind) {
    case 'transportEnvelope':
      return 'trasporto';
    case 'anomalyEnvelope':
      return 'anomalia';
    case 'receipt':
      return RECEIPT_ROLES[claim.receipt.type];
    case 'rem':
    case 'malformed':
      return 'altro';
  }
}

const RECEIPT_ROLES = {
  acceptance: 'accettazione',
  nonAcceptance: 'non-accettazione',
  serverAcceptance: 'altro',
  delivery: 'consegna',
  deliveryError: 'mancata-consegna',
  deliveryTimeoutWarning: 'preavviso',
  virusDetected: 'mancata-consegna',
} as const satisfies Record<string, Role>;
