// A row of a run as a screen and the proof table show it: the outbox says where it is, the receipts what
// is proven.
import type { BulkProof, BulkRow, BulkRowState } from '#shared/model/bulk';
import type { DraftContent, Finding } from '#shared/model/compose';
import type { DispatchState, RecipientStatus, ReceiptRecord } from '#shared/model/dispatch';
import { readRecipient } from '#shared/model/sendable-address';
import type { BulkRowOutcome, BulkRowRecord } from '#main/store/bulk';
import { outboxState } from './outbox-entries.ts';

export function bulkRowView(row: BulkRowRecord, content: DraftContent, findings: readonly Finding[], outcome: BulkRowOutcome): BulkRow {
  return {
    line: row.line,
    to: content.to[0] ?? '',
    subject: content.subject,
    findings: row.excluded ?? findings,
    sending: sendingOf(row, outcome),
    status: statusOf(content, outcome.state),
    dispatch: outcome.state === null ? null : row.dispatch,
  };
}

export function bulkProof(row: BulkRowRecord, content: DraftContent, outcome: BulkRowOutcome): BulkProof {
  const { state } = outcome;
  const acceptance = state?.general.find(({ type }) => type === 'acceptance' || type === 'nonAcceptance') ?? null;
  const last = finalReceipt(state);
  return {
    line: row.line,
    to: content.to[0] ?? '',
    subject: content.subject,
    sending: sendingOf(row, outcome),
    findings: row.excluded ?? [],
    status: statusOf(content, state),
    messageId: row.messageId,
    identificativo: outcome.identificativo,
    sentSha256: outcome.sent,
    acceptedAt: acceptance?.type === 'acceptance' ? acceptance.time : null,
    acceptanceSha256: acceptance?.hash ?? null,
    outcomeAt: last?.time ?? null,
    outcomeSha256: last?.hash ?? null,
    cause:
      last === null || last.type === 'delivery'
        ? acceptance?.type === 'nonAcceptance'
          ? acceptance.extendedError
          : null
        : (last.extendedError ?? last.errore),
  };
}

function sendingOf(row: BulkRowRecord, { outbox, state }: BulkRowOutcome): BulkRowState {
  if (row.excluded !== null) return { state: 'excluded' };
  if (outbox === null) return { state: 'planned' };
  const sending = outboxState(outbox);
  // A lost link says nothing; a receipt of the provider does.
  const answer = sending.state === 'unknown' ? (state?.general[0] ?? null) : null;
  return answer === null ? sending : { state: 'submitted', at: answer.time, reply: '' };
}

/** A delivery is what counts; else the last notice. Receipts are earliest first and only proven ones. */
function finalReceipt(state: DispatchState | null): ReceiptRecord | null {
  const receipts = state?.recipients.find(({ role }) => role !== 'notAddressed')?.receipts ?? [];
  return receipts.find(({ type }) => type === 'delivery') ?? receipts.findLast(({ type }) => type !== 'acceptance') ?? null;
}

function statusOf(content: DraftContent, state: DispatchState | null): RecipientStatus | null {
  if (state === null) return null;
  const read = readRecipient(content.to[0] ?? '');
  const address = read.state === 'valid' ? read.mailbox.address.toLowerCase() : '';
  const found =
    state.recipients.find((one) => one.address.toLowerCase() === address) ?? state.recipients.find(({ role }) => role !== 'notAddressed');
  return found?.status ?? null;
}
