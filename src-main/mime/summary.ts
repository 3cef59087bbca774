// The fields of one message that lists, threads and correlation need, each read once from its header.
import type { Instant } from '#shared/model/ids';
import { type AddressList, parseAddressList } from './addresses.ts';
import { parseDate } from './dates.ts';
import { decodedHeader, normaliseMessageId, parseMessageIds, rawHeader, rawHeaders, type Headed } from './headers.ts';
import type { MimeEntity } from './mime-message.ts';

export type MessageSummary = {
  /** Decoded, unfolded; '' when absent. */
  readonly subject: string;
  readonly from: AddressList;
  readonly to: AddressList;
  readonly cc: AddressList;
  readonly replyTo: AddressList;
  readonly date: Instant | null;
  /** With angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** Fields that may occur once and occur more often: 'from', 'subject', 'date', 'message-id', … */
  readonly repeated: readonly string[];
};

const ONCE = ['from', 'sender', 'reply-to', 'to', 'cc', 'date', 'subject', 'message-id', 'in-reply-to', 'references'];

/** `message` is a message (root or the one inside a message/rfc822), not a body part. */
export function summariseMessage(bytes: Uint8Array, message: MimeEntity): MessageSummary {
  return {
    subject: decodedHeader(bytes, message, 'subject') ?? '',
    from: addressHeader(bytes, message, 'from'),
    to: addressHeader(bytes, message, 'to'),
    cc: addressHeader(bytes, message, 'cc'),
    replyTo: addressHeader(bytes, message, 'reply-to'),
    date: parseDate(rawHeader(bytes, message, 'date'))?.at ?? null,
    messageId: normaliseMessageId(rawHeader(bytes, message, 'message-id')),
    inReplyTo: parseMessageIds(rawHeader(bytes, message, 'in-reply-to') ?? '').ids,
    references: parseMessageIds(rawHeader(bytes, message, 'references') ?? '').ids,
    repeated: ONCE.filter((name) => message.fields.filter((field) => field.name === name).length > 1),
  };
}

/** All addresses of all fields of that name: two From fields are two senders (SIG-25). */
export function addressHeader(bytes: Uint8Array, message: Headed, name: string): AddressList {
  const values = rawHeaders(bytes, message, name);
  const only = values[0];
  if (only === undefined) return { addresses: [], total: 0, suspicious: [] };
  if (values.length === 1) return parseAddressList(only);
  const lists = values.map((value) => parseAddressList(value));
  return {
    addresses: lists.flatMap((list) => list.addresses),
    total: lists.reduce((sum, list) => sum + list.total, 0),
    suspicious: [...new Set(['address.repeatedField', ...lists.flatMap((list) => list.suspicious)])],
  };
}
