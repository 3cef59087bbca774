// Sent messages and what their receipts prove: opened by a sent copy or by a proven receipt, filled by
// copies of our own, folded whole from the set of receipts. Inside a write transaction of the caller.
import { createHash } from 'node:crypto';
import { appendAudit } from '#main/audit/append';
import { sameAddress } from '#main/mime/addresses';
import { foldReceipts, type SubmissionFacts } from '#main/pec/receipt-fold';
import { nextChange } from '#main/pec/next-change';
import { problemsOf } from '#main/pec/radar';
import { learnRecipient } from '#main/store/correspondent';
import { dispatchById, problemSince, saveDispatch } from '#main/store/dispatch';
import { judgeAgain, messageOf, saveMessage, type MessageRecord } from '#main/store/message';
import { receiptRecordsOf, saveReceiptLink, unlinkedReceipts } from '#main/store/receipt-link';
import { saveSubmission, submissionOf } from '#main/store/submission';
import type { WriteTx } from '#main/store/transactions';
import { asDispatchId, type AccountId, type BlobHash, type DispatchId, type Instant } from '#shared/model/ids';
import type { Dispatch, ReceiptRecord } from '#shared/model/dispatch';
import type { CertificationData } from '#shared/model/pec-message';
import { agreesWith, certificationsOf, isOwnCopy, refutation, refutedBy, sentCopyOf } from './sent-copy.ts';

export function dispatchIdOf(account: AccountId, msgid: string): DispatchId {
  return asDispatchId(createHash('sha256').update(`${account}\0${msgid}`).digest('hex').slice(0, 40));
}

const NOTHING_YET = { summary: { state: 'waitingForAcceptance' }, recipients: [], general: [], generalClaimed: [], findings: [] } as const;

export function openDispatchOfSent(tx: WriteTx, record: MessageRecord, now: Instant): DispatchId {
  // Without a Message-ID no receipt can name the message (PEC-REFERENCE §0.10): it stands for itself.
  const msgid = record.messageId ?? `<${record.hash}>`;
  const id = dispatchIdOf(record.account, msgid);
  const known = dispatchById(tx, id);
  if (known !== null && !mayFill(tx, known, record)) return id;
  saveDispatch(tx, {
    id,
    account: record.account,
    msgid,
    identificativi: known?.identificativi ?? [],
    sent: record.hash,
    subject: record.subject,
    from: record.from.address,
    date: record.date ?? record.sortDate,
    state: known?.state ?? NOTHING_YET,
    problem: false,
    problemAt: now,
    nextChangeAt: null,
    hasAttachments: record.hasAttachments,
    preview: record.preview,
  });
  adoptWaiting(tx, record.account, id, now);
  if (known?.sent !== record.hash) {
    // Delivery receipts judged before this copy was there are compared with it now (V9, V10).
    for (const receipt of receiptRecordsOf(tx, id)) {
      if (receipt.type === 'delivery' && receipt.extent !== 'concise') judgeAgain(tx, record.account, receipt.hash);
    }
  }
  foldDispatch(tx, id, now);
  return id;
}

/** The copy that is there stays, unless it was a guess and this one is ours; a guess must fit what is proven. */
function mayFill(tx: WriteTx, known: Dispatch, record: MessageRecord): boolean {
  if (known.sent === record.hash) return true;
  const own = isOwnCopy(tx, record.account, record.hash);
  if (known.sent !== null) {
    if (!own || isOwnCopy(tx, record.account, known.sent)) return false;
    const guess = messageOf(tx, record.account, known.sent);
    if (guess !== null) saveMessage(tx, { ...guess, direction: 'received' });
    return true;
  }
  const fits =
    own || certificationsOf(tx, record.account, receiptRecordsOf(tx, known.id)).every((certified) => agreesWith(record, certified));
  if (!fits) saveMessage(tx, { ...record, direction: 'received' });
  return fits;
}

export function openDispatchOfReceipt(
  tx: WriteTx,
  account: AccountId,
  msgid: string,
  certification: CertificationData,
  now: Instant,
): DispatchId {
  const id = dispatchIdOf(account, msgid);
  if (dispatchById(tx, id) !== null) return id;
  const sent = sentCopyOf(tx, account, msgid);
  saveDispatch(tx, {
    id,
    account,
    msgid,
    identificativi: [certification.identificativo],
    sent: sent?.own === true ? sent.hash : null,
    subject: certification.subject ?? '',
    from: certification.sender,
    date: certification.time > now ? now : certification.time,
    state: NOTHING_YET,
    problem: false,
    problemAt: now,
    nextChangeAt: null,
    hasAttachments: false,
    preview: '',
  });
  return id;
}

/** Receipts that waited for this message (PEC-REFERENCE §4.1: sync order is arbitrary). */
export function adoptWaiting(tx: WriteTx, account: AccountId, id: DispatchId, now: Instant): void {
  const dispatch = dispatchById(tx, id);
  if (dispatch === null) return;
  for (const { hash, record } of unlinkedReceipts(tx, account, { msgid: dispatch.msgid, identificativi: dispatch.identificativi })) {
    const sender = messageOf(tx, account, hash)?.certifiedSender ?? null;
    if (sender === null || !sameAddress(sender, dispatch.from)) continue;
    if (record.msgid !== null && record.msgid !== dispatch.msgid) continue;
    appendAudit(tx, now, { event: 'receipt.linked', blob: hash, account, dispatch: id });
    saveReceiptLink(tx, account, hash, { dispatch: id, how: record.msgid === null ? 'identificativo' : 'msgid' }, record);
  }
}

/** The state is always computed whole, from the sent copy and the set of receipts. */
export function foldDispatch(tx: WriteTx, id: DispatchId, now: Instant): void {
  const dispatch = dispatchById(tx, id);
  if (dispatch === null) return;
  const receipts = receiptRecordsOf(tx, id);
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
          ...handOverOf(tx, dispatch, receipts, now),
        };
  const state = foldReceipts({ submission, receipts, now });
  learnCertified(tx, dispatch, state);
  const seen = { state, date: dispatch.date, hasSentCopy: sent !== null };
  const identificativi = [
    ...new Set([
      ...dispatch.identificativi,
      ...receipts.filter((receipt) => receipt.verdict === 'passed').map((receipt) => receipt.identificativo),
    ]),
  ];
  saveDispatch(tx, {
    ...dispatch,
    identificativi,
    state,
    problem: problemsOf({ ...seen, now }).length > 0,
    problemAt: sameProblem(dispatch.state, state) ? (problemSince(tx, id) ?? now) : now,
    nextChangeAt: nextChange(seen, submission?.submittedAt ?? null, now),
    hasAttachments: sent?.hasAttachments ?? false,
    preview: sent?.preview ?? '',
  });
}

/** The acceptance says who is certified (PEC-REFERENCE §4.2); the address book keeps it. */
function learnCertified(tx: WriteTx, dispatch: Dispatch, state: Dispatch['state']): void {
  for (const { address, certified, role } of state.recipients) {
    if (certified !== null && role !== 'notAddressed')
      learnRecipient(tx, dispatch.account, { address, name: '', certified }, dispatch.date);
  }
}

/**
 * How the message was handed over. One whose link was lost is looked for by its receipts: a proven one,
 * even a refusal, says that the provider took it (ARCHITECTURE §6).
 */
function handOverOf(
  tx: WriteTx,
  dispatch: Dispatch,
  receipts: readonly ReceiptRecord[],
  now: Instant,
): Pick<SubmissionFacts, 'handOver' | 'takenAt'> {
  const record = submissionOf(tx, dispatch.id);
  if (record === null) return {};
  const { submission } = record;
  const proof = receipts.find((receipt) => receipt.verdict === 'passed');
  if (submission.state === 'unknown' && proof !== undefined) {
    saveSubmission(tx, { ...record, submission: { state: 'submitted', at: proof.time, reply: '' }, changedAt: now });
    return { handOver: 'taken', takenAt: proof.time };
  }
  switch (submission.state) {
    case 'submitted':
      return { handOver: 'taken', takenAt: submission.at };
    case 'submitting':
      return { handOver: 'taken', takenAt: submission.startedAt };
    case 'queued':
      return { handOver: 'waiting' };
    case 'refused':
    case 'unknown':
      return { handOver: submission.state };
  }
}

/** Nothing new to look at: what somebody said is handled stays so (list-row.ts). */
function sameProblem(before: Dispatch['state'], after: Dispatch['state']): boolean {
  const told = ({ summary, recipients, findings }: Dispatch['state']): string =>
    JSON.stringify([summary.state, recipients.map(({ address, status }) => [address, status]), findings]);
  return told(before) === told(after);
}

/** What the provider certified about the message shows that a guess was not it. */
export function dropRefutedGuess(tx: WriteTx, id: DispatchId, certification: CertificationData): void {
  const dispatch = dispatchById(tx, id);
  if (dispatch === null || dispatch.sent === null || isOwnCopy(tx, dispatch.account, dispatch.sent)) return;
  const guess = messageOf(tx, dispatch.account, dispatch.sent);
  if (guess === null || agreesWith(guess, certification)) return;
  withoutCopy(tx, dispatch, certification);
  saveMessage(tx, { ...guess, direction: 'received' });
}

/** As before, for a guess that a delivery receipt showed to be another message: it never counts again, and the next one may. */
export function refuteGuess(
  tx: WriteTx,
  id: DispatchId,
  copy: BlobHash,
  receipt: { readonly hash: BlobHash; readonly certification: CertificationData },
  now: Instant,
): void {
  const dispatch = dispatchById(tx, id);
  const guess = dispatch === null ? null : messageOf(tx, dispatch.account, copy);
  if (dispatch === null || guess === null || isOwnCopy(tx, dispatch.account, copy)) return;
  if (dispatch.sent === copy) withoutCopy(tx, dispatch, receipt.certification);
  if (refutation(guess).length > 0) return;
  const defects = [...guess.detail.defects, refutedBy(receipt.hash)];
  saveMessage(tx, { ...guess, direction: 'received', defectCount: defects.length, detail: { ...guess.detail, defects } });
  const other = sentCopyOf(tx, dispatch.account, dispatch.msgid);
  const record = other === null ? null : messageOf(tx, dispatch.account, other.hash);
  if (record !== null) openDispatchOfSent(tx, record, now);
}

/** The dispatch as its receipts alone tell it. */
function withoutCopy(tx: WriteTx, dispatch: Dispatch, certification: CertificationData): void {
  const date = certification.time < dispatch.date ? certification.time : dispatch.date;
  saveDispatch(tx, {
    ...dispatch,
    sent: null,
    subject: certification.subject ?? '',
    from: certification.sender,
    date,
    problem: false,
    problemAt: problemSince(tx, dispatch.id) ?? date,
    nextChangeAt: null,
    hasAttachments: false,
    preview: '',
  });
}
