// What came out of an examination goes into the store: derived row, report, link, and the state of
// the dispatch folded anew. Everything here runs inside one write transaction of the caller.
import { createHash } from 'node:crypto';
import { readMessage } from '#main/archive/message';
import { appendAudit } from '#main/audit/append';
import { sameAddress } from '#main/mime/addresses';
import { correlate, receiptKeys, type Correlation, type DispatchCandidate } from '#main/pec/correlate';
import { foldReceipts, type SubmissionFacts } from '#main/pec/receipt-fold';
import { nextChange } from '#main/pec/next-change';
import { receiptRecord } from '#main/pec/receipt-record';
import { accountById } from '#main/store/account';
import { learnRecipient } from '#main/store/correspondent';
import { dispatchById, dispatchByMsgid, dispatchesByIdentificativo, saveDispatch } from '#main/store/dispatch';
import {
  judgeAgain,
  messageOf,
  messagesAboutMsgid,
  messagesByMessageId,
  saveMessage,
  type Direction,
  type MessageRecord,
} from '#main/store/message';
import { dropReceiptLink, receiptRecordsOf, saveReceiptLink, unlinkedReceipts, type LinkReason } from '#main/store/receipt-link';
import { addReport } from '#main/store/report';
import { saveSubmission, submissionOf } from '#main/store/submission';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import { asDispatchId, type AccountId, type BlobHash, type DispatchId, type Instant, type MailAddress } from '#shared/model/ids';
import type { Dispatch, ReceiptRecord } from '#shared/model/dispatch';
import type { CertificationData, Defect } from '#shared/model/pec-message';
import { verdictLook } from '#shared/model/verification-report';
import { sortDate } from './arrival.ts';
import { PARSER_VERSION, type Examination } from './examination.ts';
import { failureReport } from './failure-report.ts';

/** Bytes we submitted, for a delivery receipt that should carry them (V9, V10); null when not at hand. */
export function expectedBytes(tx: ReadTx, account: AccountId, examination: Examination): Uint8Array | null {
  const { claim, msgid, report } = examination;
  if (claim.kind !== 'receipt' || claim.receipt.type !== 'delivery' || claim.receipt.extent === 'concise') return null;
  if (msgid === null || report.conclusion.indication !== 'passed') return null;
  const sent = messagesByMessageId(tx, account, msgid).find((message) => message.direction === 'sent');
  return sent === undefined ? null : readMessage(tx, sent.hash);
}

/** Returns the dispatches whose state may have changed. The pending row must exist. */
export function storeExamination(tx: WriteTx, account: AccountId, examination: Examination, now: Instant): readonly DispatchId[] {
  const before = messageOf(tx, account, examination.hash);
  if (before === null) return [];
  const record = recordOf(tx, before, examination);
  saveMessage(tx, record);
  addReport(tx, examination.report);
  const { policy, conclusion } = examination.report;
  appendAudit(tx, now, { event: 'message.judged', blob: examination.hash, account, policy, indication: conclusion.indication });
  const receipt = receiptRecord(examination.hash, examination.claim, examination.report.conclusion);
  if (receipt !== null) return linkReceipt(tx, account, examination, receipt, now);
  dropReceiptLink(tx, account, examination.hash);
  if (record.direction === 'sent') return [openDispatchOfSent(tx, record, now)];
  return [];
}

/** A message that could not be examined stays archived, listed as unreadable, exportable. */
export function storeFailure(tx: WriteTx, account: AccountId, hash: BlobHash, failure: Defect, now: Instant): readonly DispatchId[] {
  const before = messageOf(tx, account, hash);
  if (before === null) return [];
  saveMessage(tx, {
    ...before,
    parserVersion: PARSER_VERSION,
    kind: 'unreadable',
    indication: 'indeterminate',
    look: 'undecided',
    defectCount: 1,
    detail: { ...before.detail, claim: { kind: 'malformed', claims: 'message', defects: [failure] }, defects: [failure] },
  });
  addReport(tx, failureReport(hash, failure, now));
  return [];
}

function recordOf(tx: ReadTx, before: MessageRecord, examination: Examination): MessageRecord {
  const { claim, report, effective, attachments, defects } = examination;
  const certification = claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.certification : null;
  const passed = report.conclusion.indication === 'passed';
  const recipients = [...effective.to, ...effective.cc];
  return {
    ...before,
    parserVersion: examination.parserVersion,
    direction: directionOf(tx, before, examination),
    kind: examination.kind,
    receiptType: claim.kind === 'receipt' ? claim.receipt.type : null,
    extent: claim.kind === 'receipt' && claim.receipt.type === 'delivery' ? claim.receipt.extent : null,
    recipient: certification?.recipient ?? null,
    subject: subjectOf(examination, passed),
    from: { address: effective.from?.address ?? '', name: effective.from?.name ?? '' },
    toFirst: recipients.slice(0, 3).map((person) => person.address),
    toCount: recipients.length,
    date: effective.date,
    messageId: effective.messageId,
    outerMessageId: examination.outerMessageId,
    outerSubject: examination.outerSubject,
    identificativo: examination.identificativo,
    msgid: examination.msgid,
    certifiedSender: certification?.sender ?? null,
    eventTime: certification?.time ?? null,
    hasAttachments: attachments.some((attachment) => attachment.role === 'ordinary'),
    defectCount: defects.length,
    indication: report.conclusion.indication,
    notes: report.conclusion.indication === 'passed' && report.conclusion.notes.length > 0,
    look: verdictLook(claim.kind, report.conclusion),
    preview: examination.preview,
    sortDate: sortDate(passed ? (certification?.time ?? null) : null, before.sortDate, effective.date, before.archivedAt),
    detail: { claim, from: effective.from, to: effective.to, cc: effective.cc, references: effective.references, defects },
    attachments,
  };
}

/** Subject of the signed data where there is one (PEC-REFERENCE §0.1). */
function subjectOf(examination: Examination, passed: boolean): string {
  const { claim, effective } = examination;
  if (passed && claim.kind === 'transportEnvelope') return claim.certification.subject ?? effective.subject;
  return effective.subject;
}

// A message in a Sent folder, or an uncertified one written by the account itself, is a sent copy.
function directionOf(tx: ReadTx, before: MessageRecord, examination: Examination): Direction {
  const { claim, effective } = examination;
  if (claim.kind === 'receipt')
    return claim.receipt.type === 'serverAcceptance' || claim.receipt.type === 'virusDetected' ? 'service' : 'receipt';
  if (claim.kind !== 'ordinary') return 'received';
  if (before.direction === 'sent') return 'sent';
  const owner = accountById(tx, before.account);
  if (owner === null || effective.from === null) return 'received';
  const from = effective.from.address;
  if (owner.offline) return isNamedByReceipts(tx, before.account, effective.messageId, from) ? 'sent' : 'received';
  return sameAddress(owner.address, from) ? 'sent' : 'received';
}

/** In a box opened from an archive, receipts tell whose mail it is: what they speak of was sent from it. */
function isNamedByReceipts(tx: ReadTx, account: AccountId, messageId: string | null, from: MailAddress): boolean {
  if (messageId === null) return false;
  return messagesAboutMsgid(tx, account, messageId).some(
    ({ receiptType, certifiedSender }) => receiptType !== null && certifiedSender !== null && sameAddress(certifiedSender, from),
  );
}

// ---------------------------------------------------------------- receipts

function linkReceipt(
  tx: WriteTx,
  account: AccountId,
  examination: Examination,
  receipt: ReceiptRecord,
  now: Instant,
): readonly DispatchId[] {
  const { claim, hash } = examination;
  if (claim.kind !== 'receipt') return [];
  const inner = claim.receipt.type === 'delivery' && claim.receipt.extent !== 'concise' ? examination.msgid : null;
  const keys = receiptKeys(claim.certification, claim.certification.msgid === null ? examination.msgid : null, inner);
  if (keys.msgid !== null) recogniseSentCopy(tx, account, keys.msgid, keys.sender, now);
  const candidates = candidatesFor(tx, account, keys.msgid ?? keys.outerReference, keys.identificativo);
  const found = correlate(keys, ownAddresses(tx, account, claim.certification), candidates);
  if (found.state === 'unlinked') {
    saveReceiptLink(tx, account, hash, { dispatch: null, reason: found.reason }, receipt);
    return [];
  }
  // Only a proven receipt may open a dispatch: a forged one must not put a message in "Inviate".
  if (found.dispatch === null && receipt.verdict !== 'passed') {
    saveReceiptLink(tx, account, hash, { dispatch: null, reason: 'notProven' }, receipt);
    return [];
  }
  const dispatch = found.dispatch ?? openDispatchOfReceipt(tx, account, found.msgid, claim.certification, now);
  saveReceiptLink(tx, account, hash, { dispatch, how: howOf(found) }, receipt);
  adoptWaiting(tx, account, dispatch);
  foldDispatch(tx, dispatch, now);
  return [dispatch];
}

/** The other order of `isNamedByReceipts`: the message was there before the first receipt that names it. */
function recogniseSentCopy(tx: WriteTx, account: AccountId, msgid: string, sender: MailAddress, now: Instant): void {
  if (accountById(tx, account)?.offline !== true) return;
  for (const { hash, direction, kind, from } of messagesByMessageId(tx, account, msgid)) {
    if (direction !== 'received' || kind !== 'ordinary' || !sameAddress(from.address, sender)) continue;
    const record = messageOf(tx, account, hash);
    if (record === null || record.indication === null) continue;
    const sent: MessageRecord = { ...record, direction: 'sent' };
    saveMessage(tx, sent);
    openDispatchOfSent(tx, sent, now);
  }
}

function howOf(found: Extract<Correlation, { state: 'linked' }>): LinkReason {
  return found.by === 'innerReference' ? 'original' : found.by;
}

/** A box opened from an archive has no address of its own: whoever sent the message is its owner. */
function ownAddresses(tx: ReadTx, account: AccountId, certification: CertificationData): readonly MailAddress[] {
  const owner = accountById(tx, account);
  return owner === null || owner.offline ? [certification.sender] : [owner.address];
}

function candidatesFor(tx: ReadTx, account: AccountId, msgid: string | null, identificativo: string): readonly DispatchCandidate[] {
  const byMsgid = msgid === null ? null : dispatchByMsgid(tx, account, msgid);
  const byIdentifier = dispatchesByIdentificativo(tx, account, identificativo);
  const all = new Map<DispatchId, Dispatch>(byIdentifier.map((dispatch) => [dispatch.id, dispatch]));
  if (byMsgid !== null) all.set(byMsgid.id, byMsgid);
  return [...all.values()].map(({ id, msgid: own, identificativi }) => ({ id, msgid: own, identificativi }));
}

// ---------------------------------------------------------------- dispatches

export function dispatchIdOf(account: AccountId, msgid: string): DispatchId {
  return asDispatchId(createHash('sha256').update(`${account}\0${msgid}`).digest('hex').slice(0, 40));
}

const NOTHING_YET = { summary: { state: 'waitingForAcceptance' }, recipients: [], general: [], generalClaimed: [], findings: [] } as const;

function openDispatchOfSent(tx: WriteTx, record: MessageRecord, now: Instant): DispatchId {
  // Without a Message-ID no receipt can name the message (PEC-REFERENCE §0.10): it stands for itself.
  const msgid = record.messageId ?? `<${record.hash}>`;
  const id = dispatchIdOf(record.account, msgid);
  const known = dispatchById(tx, id);
  saveDispatch(tx, {
    id,
    account: record.account,
    msgid,
    identificativi: known?.identificativi ?? [],
    sent: known?.sent ?? record.hash,
    subject: record.subject,
    from: record.from.address,
    date: record.date ?? record.sortDate,
    state: known?.state ?? NOTHING_YET,
    problem: false,
    nextChangeAt: null,
    hasAttachments: record.hasAttachments,
    preview: record.preview,
  });
  adoptWaiting(tx, record.account, id);
  // Delivery receipts judged before the sent copy was there are compared with it now (V9, V10).
  if (known?.sent === null) {
    for (const receipt of receiptRecordsOf(tx, id)) {
      if (receipt.type === 'delivery' && receipt.extent !== 'concise') judgeAgain(tx, record.account, receipt.hash);
    }
  }
  foldDispatch(tx, id, now);
  return id;
}

function openDispatchOfReceipt(tx: WriteTx, account: AccountId, msgid: string, certification: CertificationData, now: Instant): DispatchId {
  const id = dispatchIdOf(account, msgid);
  if (dispatchById(tx, id) !== null) return id;
  const sent = messagesByMessageId(tx, account, msgid).find((message) => message.direction === 'sent');
  saveDispatch(tx, {
    id,
    account,
    msgid,
    identificativi: [certification.identificativo],
    sent: sent?.hash ?? null,
    subject: certification.subject ?? '',
    from: certification.sender,
    date: certification.time > now ? now : certification.time,
    state: NOTHING_YET,
    problem: false,
    nextChangeAt: null,
    hasAttachments: false,
    preview: '',
  });
  return id;
}

/** Receipts that waited for this message (PEC-REFERENCE §4.1: sync order is arbitrary). */
function adoptWaiting(tx: WriteTx, account: AccountId, id: DispatchId): void {
  const dispatch = dispatchById(tx, id);
  if (dispatch === null) return;
  for (const { hash, record } of unlinkedReceipts(tx, account, { msgid: dispatch.msgid, identificativi: dispatch.identificativi })) {
    const sender = messageOf(tx, account, hash)?.certifiedSender ?? null;
    if (sender === null || !sameAddress(sender, dispatch.from)) continue;
    if (record.msgid !== null && record.msgid !== dispatch.msgid) continue;
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
    problem: isProblem(state.summary.state, state.findings.length),
    nextChangeAt: nextChange(state, submission?.submittedAt ?? null, now),
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

function isProblem(summary: Dispatch['state']['summary']['state'], findings: number): boolean {
  return summary === 'refused' || summary === 'someFailed' || summary === 'needsAttention' || findings > 0;
}
