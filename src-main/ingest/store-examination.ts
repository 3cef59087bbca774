// What came out of an examination goes into the store: derived row, report, link, and the state of
// the dispatch folded anew. Everything here runs inside one write transaction of the caller.
import { readMessage } from '#main/archive/message';
import { appendAudit } from '#main/audit/append';
import { sameAddress } from '#main/mime/addresses';
import { correlate, receiptKeys, type Correlation, type DispatchCandidate } from '#main/pec/correlate';
import { receiptRecord } from '#main/pec/receipt-record';
import { subjectPrefixes } from '#main/pec/vocabulary';
import { accountById } from '#main/store/account';
import { dispatchByMsgid, dispatchesByIdentificativo } from '#main/store/dispatch';
import {
  judgeAgain,
  messageOf,
  messagesAboutMsgid,
  messagesByMessageId,
  saveMessage,
  type Direction,
  type MessageRecord,
} from '#main/store/message';
import { dropReceiptLink, receiptLinkOf, saveReceiptLink, type LinkReason } from '#main/store/receipt-link';
import { markUnanswered } from '#main/store/revocation-place';
import { addReport, everPassed } from '#main/store/report';
import { hasSigners, saveSignerCertificate, signerCertificate } from '#main/store/signer-certificate';
import { submissionOf } from '#main/store/submission';
import type { ReadTx, WriteTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import { type AccountId, type BlobHash, type DispatchId, type Instant, type MailAddress } from '#shared/model/ids';
import type { Dispatch, ReceiptRecord } from '#shared/model/dispatch';
import type { CertificationData, Defect } from '#shared/model/pec-message';
import type { SignerCertificate } from '#shared/model/trust';
import { verdictLook, type VerificationReport } from '#shared/model/verification-report';
import type { Person } from '#shared/model/views';
import { noteSigner } from '#main/trust/signer-history';
import { waitsForRevocation } from '#main/verification/revocation-sources';
import { sortDate } from './arrival.ts';
import { PARSER_VERSION, type Examination } from './examination.ts';
import { adoptWaiting, dropRefutedGuess, foldDispatch, openDispatchOfReceipt, openDispatchOfSent, refuteGuess } from './dispatches.ts';
import { failureReport } from './failure-report.ts';
import { agreesWith, mayComeFromOutside, refutation, sentCopyOf } from './sent-copy.ts';

/** A sender's clock may be ahead of the provider's by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * The copy a delivery receipt should carry (V9, V10); null when there is none. A guess may prove equal, never
 * different. `bytes` null: it is damaged in the archive.
 */
export function expectedCopy(
  tx: ReadTx,
  account: AccountId,
  examination: Examination,
): { readonly bytes: Uint8Array | null; readonly hash: BlobHash; readonly own: boolean } | null {
  const copy = copyToCompare(tx, account, examination);
  return copy === null ? null : { bytes: bytesOrNull(tx, copy.hash), ...copy };
}

function bytesOrNull(tx: ReadTx, hash: BlobHash): Uint8Array | null {
  try {
    return readMessage(tx, hash);
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage.damaged') return null;
    throw error;
  }
}

function copyToCompare(
  tx: ReadTx,
  account: AccountId,
  examination: Examination,
): { readonly hash: BlobHash; readonly own: boolean } | null {
  const { claim, report } = examination;
  if (claim.kind !== 'receipt' || claim.receipt.type !== 'delivery' || claim.receipt.extent === 'concise') return null;
  if (report.conclusion.indication !== 'passed') return null;
  return copySpokenOf(tx, account, examination, claim.certification);
}

/** By the keys that link it (PEC-REFERENCE §4.1): a receipt without msgid speaks of a copy too. */
function copySpokenOf(tx: ReadTx, account: AccountId, examination: Examination, certification: CertificationData) {
  if (certification.msgid !== null) return sentCopyOf(tx, account, certification.msgid);
  const [known, second] = dispatchesByIdentificativo(tx, account, certification.identificativo);
  const msgid = known?.msgid ?? outerReference(tx, account, examination, certification);
  return msgid === null || second !== undefined ? null : sentCopyOf(tx, account, msgid);
}

/** What a receipt was held against when it was examined. `refuted`: a guess at the sent copy that it proves wrong. */
export type Comparison = { readonly compared: BlobHash | null; readonly refuted: BlobHash | null };
const WITH_NOTHING: Comparison = { compared: null, refuted: null };

/** Returns the dispatches whose state may have changed. The pending row must exist. */
export function storeExamination(
  tx: WriteTx,
  account: AccountId,
  examination: Examination,
  now: Instant,
  comparison: Comparison = WITH_NOTHING,
): readonly DispatchId[] {
  const before = messageOf(tx, account, examination.hash);
  if (before === null) return [];
  const linked = before.parserVersion === 0 ? null : (receiptLinkOf(tx, account, examination.hash)?.dispatch ?? null);
  const touched = storeJudged(tx, before, examination, now, comparison);
  if (linked === null || touched.includes(linked)) return touched;
  // It spoke of this dispatch before, and does no longer.
  appendAudit(tx, now, { event: 'receipt.unlinked', blob: examination.hash, account, dispatch: linked });
  foldDispatch(tx, linked, now);
  return [...touched, linked];
}

function storeJudged(
  tx: WriteTx,
  before: MessageRecord,
  examination: Examination,
  now: Instant,
  comparison: Comparison,
): readonly DispatchId[] {
  const { account } = before;
  const record = recordOf(tx, before, examination);
  const receipt = receiptRecord(examination.hash, examination.claim, examination.report.conclusion);
  // A link decides about the row of a receipt, and refreshes it.
  saveMessage(tx, record, { rowLater: receipt !== null });
  noteTrust(tx, before, examination.report, now);
  addReport(tx, examination.report, examination.reportText);
  const { policy, conclusion } = examination.report;
  appendAudit(tx, now, { event: 'message.judged', blob: examination.hash, account, policy, indication: conclusion.indication });
  noteClock(tx, examination, now);
  if (receipt !== null) {
    const touched = linkReceipt(tx, account, examination, receipt, now, comparison);
    if (before.parserVersion === 0) noteClockAhead(tx, account, touched, examination, now);
    return touched;
  }
  dropReceiptLink(tx, account, examination.hash);
  if (record.direction === 'sent') return [openDispatchOfSent(tx, record, now)];
  return [];
}

/** EVIDENCE §12: said from here on. */
const CLOCK_OFF_MS = 120_000;

/** A provider signed a time that this computer's clock has not reached: the clock is behind by that much at least. */
function noteClock(tx: WriteTx, examination: Examination, now: Instant): void {
  const certified = certifiedTime(examination);
  if (certified !== null && certified - now > CLOCK_OFF_MS) observeClock(tx, examination.hash, certified - now, now);
}

/**
 * A provider signed, for what this program gave it, a time before the one at which the copy was archived to be given: the
 * clock was ahead by that much at least. Of other mail nobody can tell this from lateness.
 */
function noteClockAhead(tx: WriteTx, account: AccountId, dispatches: readonly DispatchId[], examination: Examination, now: Instant): void {
  const certified = certifiedTime(examination);
  for (const dispatch of certified === null ? [] : dispatches) {
    const submission = submissionOf(tx, dispatch);
    const sent = submission === null ? null : messageOf(tx, account, submission.hash);
    if (sent !== null && certified !== null && sent.archivedAt - certified > CLOCK_OFF_MS)
      observeClock(tx, examination.hash, certified - sent.archivedAt, now);
  }
}

/** Null where no signature holds. */
function certifiedTime({ claim, report }: Examination): Instant | null {
  if (report.conclusion.indication !== 'passed') return null;
  return claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.certification.time : null;
}

/** Said again when it is otherwise by a minute. */
function observeClock(tx: WriteTx, hash: BlobHash, offMs: number, now: Instant): void {
  const told = tx.memory('clock.observed', () => ({ seconds: 0 }));
  const seconds = Math.round(offMs / 1000);
  if (Math.abs(seconds - told.seconds) < 60) return;
  appendAudit(tx, now, { event: 'clock.observed', blob: hash, seconds });
  tx.afterCommit(() => (told.seconds = seconds));
}

/** The signer's certificate in the history of its provider, once a message; and whether its revocation is still to be asked for. */
function noteTrust(tx: WriteTx, before: MessageRecord, report: VerificationReport, now: Instant): void {
  if (report.conclusion.indication === 'passed' && !everPassed(tx, report.subject)) {
    const signers = {
      get: (fingerprint: BlobHash) => signerCertificate(tx, fingerprint),
      hasProvider: (provider: string) => hasSigners(tx, provider),
      put: (signer: SignerCertificate) => saveSignerCertificate(tx, signer),
    };
    noteSigner(signers, report, now);
  }
  const signer = waitsForRevocation(report, now);
  // Of a message that was never examined nothing is marked yet.
  if (signer !== null || before.parserVersion > 0) markUnanswered(tx, { account: before.account, hash: report.subject }, signer);
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
  const { claim, report, effective, attachments } = examination;
  const defects = [...examination.defects, ...refutation(before)];
  const certification = claim.kind === 'receipt' || claim.kind === 'transportEnvelope' ? claim.certification : null;
  const passed = report.conclusion.indication === 'passed';
  const shown = shownOf(examination);
  const recipients = [...shown.to, ...shown.cc];
  return {
    ...before,
    parserVersion: examination.parserVersion,
    direction: directionOf(tx, before, examination),
    kind: examination.kind,
    receiptType: claim.kind === 'receipt' ? claim.receipt.type : null,
    extent: claim.kind === 'receipt' && claim.receipt.type === 'delivery' ? claim.receipt.extent : null,
    recipient: certification?.recipient ?? null,
    subject: shown.subject,
    from: { address: shown.from?.address ?? '', name: shown.from?.name ?? '' },
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
    detail: { claim, from: shown.from, to: shown.to, cc: shown.cc, references: effective.references, defects },
    attachments,
  };
}

type Shown = { readonly subject: string; readonly from: Person | null; readonly to: readonly Person[]; readonly cc: readonly Person[] };

// What is shown beside a verdict that passed is what was signed (PEC-REFERENCE §0.1, SIG-27): outer
// Subject, To and display names are anybody's.
function shownOf({ claim, effective, report }: Examination): Shown {
  const { subject, from, to, cc } = effective;
  if (report.conclusion.indication !== 'passed') return { subject, from, to, cc };
  if (claim.kind === 'transportEnvelope') return { subject: claim.certification.subject ?? subject, from, to, cc };
  if (claim.kind !== 'receipt') return { subject, from, to, cc };
  const { tipo, errore, sender, subject: certified } = claim.certification;
  const signer = report.facts.from[0] ?? from?.address ?? '';
  const prefix = subjectPrefixes(tipo, errore)[0] ?? '';
  return {
    subject: certified === null ? subject : `${prefix} ${certified}`.trim(),
    from: { name: '', address: signer, suspicious: [] },
    to: [{ name: '', address: sender, suspicious: [] }],
    cc: [],
  };
}

// A message in a Sent folder is a sent copy. Elsewhere one that says it is from us is a guess, and in
// a folder that takes in mail from outside not even that.
function directionOf(tx: ReadTx, before: MessageRecord, examination: Examination): Direction {
  const { claim, effective } = examination;
  if (claim.kind === 'receipt')
    return claim.receipt.type === 'serverAcceptance' || claim.receipt.type === 'virusDetected' ? 'service' : 'receipt';
  if (claim.kind !== 'ordinary') return 'received';
  if (before.direction === 'sent') return 'sent';
  if (refutation(before).length > 0) return 'received';
  const owner = accountById(tx, before.account);
  if (owner === null || effective.from === null) return 'received';
  const from = effective.from.address;
  if (owner.offline) return isNamedByReceipts(tx, before.account, effective.messageId, from) ? 'sent' : 'received';
  if (mayComeFromOutside(tx, before.account, before.hash)) return 'received';
  return sameAddress(owner.address, from) ? 'sent' : 'received';
}

/** In a box opened from an archive, receipts tell whose mail it is: what they speak of was sent from it. */
function isNamedByReceipts(tx: ReadTx, account: AccountId, messageId: string | null, from: MailAddress): boolean {
  if (messageId === null) return false;
  return messagesAboutMsgid(tx, account, messageId).some(
    ({ receiptType, certifiedSender, indication }) =>
      receiptType !== null && indication === 'passed' && certifiedSender !== null && sameAddress(certifiedSender, from),
  );
}

// ---------------------------------------------------------------- receipts

function linkReceipt(
  tx: WriteTx,
  account: AccountId,
  examination: Examination,
  receipt: ReceiptRecord,
  now: Instant,
  { compared, refuted }: Comparison,
): readonly DispatchId[] {
  const { claim, hash } = examination;
  if (claim.kind !== 'receipt') return [];
  const proven = receipt.verdict === 'passed';
  const keys = receiptKeys(claim.certification, outerReference(tx, account, examination, claim.certification), null);
  if (keys.msgid !== null && proven) recogniseSentCopy(tx, account, keys.msgid, keys.sender, now);
  const all = candidatesFor(tx, account, keys.msgid ?? keys.outerReference, keys.identificativo);
  // A message with this Message-ID that somebody else sent is somebody else's (SIG-28).
  const candidates = all.filter((candidate) => sameAddress(candidate.from, keys.sender));
  if (candidates.length < all.length && candidates.length === 0) {
    saveReceiptLink(tx, account, hash, { dispatch: null, reason: 'otherSender' }, receipt);
    return [];
  }
  const found = correlate(keys, ownAddresses(tx, account, claim.certification), candidates);
  if (found.state === 'unlinked') {
    saveReceiptLink(tx, account, hash, { dispatch: null, reason: found.reason }, receipt);
    return [];
  }
  // Only a proven receipt may open a dispatch: a forged one must not put a message in "Inviate".
  if (found.dispatch === null && !proven) {
    saveReceiptLink(tx, account, hash, { dispatch: null, reason: 'notProven' }, receipt);
    return [];
  }
  const dispatch = found.dispatch ?? openDispatchOfReceipt(tx, account, found.msgid, claim.certification, now);
  if (receiptLinkOf(tx, account, hash)?.dispatch !== dispatch)
    appendAudit(tx, now, { event: 'receipt.linked', blob: hash, account, dispatch });
  saveReceiptLink(tx, account, hash, { dispatch, how: howOf(found) }, receipt);
  if (proven) dropRefutedGuess(tx, dispatch, claim.certification);
  if (proven && refuted !== null) refuteGuess(tx, dispatch, refuted, { hash, certification: claim.certification }, now);
  adoptWaiting(tx, account, dispatch, now);
  compareLater(tx, account, examination, compared);
  foldDispatch(tx, dispatch, now);
  return [dispatch];
}

/** The outer reference is not signed: it counts only where it leads to a message that the signed data describe, and not to a later one. */
function outerReference(tx: ReadTx, account: AccountId, examination: Examination, certification: CertificationData): string | null {
  const { msgid } = examination;
  if (certification.msgid !== null || msgid === null) return null;
  const copy = sentCopyOf(tx, account, msgid);
  const record = copy === null ? null : messageOf(tx, account, copy.hash);
  if (record === null || !agreesWith(record, certification)) return null;
  return record.date !== null && certification.time < record.date - CLOCK_SKEW_MS ? null : msgid;
}

/**
 * A delivery receipt examined before its sent copy was stored is compared with it next (V9, V10), whichever
 * of the two came first. With the same copy never again: what has no answer must not be asked for ever.
 */
function compareLater(tx: WriteTx, account: AccountId, examination: Examination, compared: BlobHash | null): void {
  const copy = copyToCompare(tx, account, examination);
  if (copy !== null && copy.hash !== compared) judgeAgain(tx, account, examination.hash);
}

/** The other order of `isNamedByReceipts`: the message was there before the first receipt that names it. */
function recogniseSentCopy(tx: WriteTx, account: AccountId, msgid: string, sender: MailAddress, now: Instant): void {
  if (accountById(tx, account)?.offline !== true) return;
  for (const { hash, direction, kind, from } of messagesByMessageId(tx, account, msgid)) {
    if (direction !== 'received' || kind !== 'ordinary' || !sameAddress(from.address, sender)) continue;
    const record = messageOf(tx, account, hash);
    if (record === null || record.indication === null || refutation(record).length > 0) continue;
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

type SentCandidate = DispatchCandidate & { readonly from: MailAddress };

function candidatesFor(tx: ReadTx, account: AccountId, msgid: string | null, identificativo: string): readonly SentCandidate[] {
  const byMsgid = msgid === null ? null : dispatchByMsgid(tx, account, msgid);
  const byIdentifier = dispatchesByIdentificativo(tx, account, identificativo);
  const all = new Map<DispatchId, Dispatch>(byIdentifier.map((dispatch) => [dispatch.id, dispatch]));
  if (byMsgid !== null) all.set(byMsgid.id, byMsgid);
  return [...all.values()].map(({ id, msgid: own, identificativi, from }) => ({ id, msgid: own, identificativi, from }));
}
