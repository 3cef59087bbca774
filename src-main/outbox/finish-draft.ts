// A saved draft to a finished message: recipients read, files fetched, a Message-ID of its own. What
// pre-flight would have stopped is refused here as well, by composeMessage.
import { randomUUID } from 'node:crypto';
import { draftFile } from '#main/store/draft';
import type { ReadTx } from '#main/store/transactions';
import { AppError } from '#shared/model/app-error';
import type { DraftContent } from '#shared/model/compose';
import type { Instant, MailAddress } from '#shared/model/ids';
import { readRecipient, type Mailbox } from '#shared/model/sendable-address';
import { composeMessage } from './compose-message.ts';

export type FinishedMessage = { readonly bytes: Uint8Array; readonly messageId: string; readonly recipients: readonly Mailbox[] };

/** `at`: the time the message says it was ready (RFC 5322 §3.6.1); `messageId`: one that was fixed before. Throws AppError input.invalid. */
export function finishDraft(
  tx: ReadTx,
  content: DraftContent,
  sender: { readonly address: MailAddress; readonly name: string },
  at: Instant,
  messageId: string = newMessageId(sender.address),
): FinishedMessage {
  const to = content.to.map((entry) => mailboxOf(entry, 'to'));
  const cc = content.cc.map((entry) => mailboxOf(entry, 'cc'));
  const files = content.attachments.map(({ file, name, type }) => {
    const bytes = draftFile(tx, file);
    if (bytes === null) throw invalid('attachments');
    return { name, type, bytes };
  });
  const { subject, text, html, receipt, inReplyTo, references } = content;
  const bytes = composeMessage(
    { to, cc, subject, text, html, receipt, files, inReplyTo, references },
    { ...sender, messageId },
    { now: () => at },
  );
  return { bytes, messageId, recipients: [...to, ...cc] };
}

/** Random and of our domain (PEC-REFERENCE §4.1, Message-ID hygiene). */
export function newMessageId(address: MailAddress): string {
  return `<${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

function mailboxOf(entry: string, field: string): Mailbox {
  const read = readRecipient(entry);
  if (read.state === 'invalid') throw invalid(field);
  return read.mailbox;
}

function invalid(field: string): AppError {
  return new AppError('input.invalid', { retry: 'afterUser', values: { field } });
}
