// What a message says, as digests: two of them can be compared without their bytes. Of the header only
// what a person reads and no provider changes, of the body every part as decoded (PEC-REFERENCE §1.6,
// §3.6 V9): trace fields, the Message-ID and how a part is encoded on the way are left out.
import { rawHeader, normaliseMessageId } from '#main/mime/headers';
import type { MimeEntity } from '#main/mime/mime-message';
import { comparableBody, describeLeaf, leaves, type HashFunction } from './compare.ts';
import { readFields } from './compare-headers.ts';

export type MessageFingerprint = {
  /** Without angle brackets; null when there is none. */
  readonly messageId: string | null;
  /** Digest of all fields of that name, decoded; null when there is none. */
  readonly said: Readonly<Record<SaidField, string | null>>;
  /** Digest of the body with CRLF and without the line breaks at its end. */
  readonly body: string;
  /** Digest of every part's type, name and decoded content, in order. */
  readonly parts: readonly string[];
};

/** A provider adds Date and Reply-To where the client set none, and changes none of the rest. */
const SAID = ['from', 'to', 'cc', 'subject', 'date', 'reply-to'] as const;
type SaidField = (typeof SAID)[number];
const ADDED_WHEN_ABSENT: ReadonlySet<SaidField> = new Set(['date', 'reply-to']);

export function fingerprintOf(bytes: Uint8Array, message: MimeEntity, sha256: HashFunction): MessageFingerprint {
  const fields = readFields(bytes, message.fields);
  const digest = (name: SaidField): string | null => {
    const values = fields.filter((field) => field.name === name).map(({ value }) => value);
    return values.length === 0 ? null : sha256(Buffer.from(values.join('\n'), 'utf8'));
  };
  return {
    messageId: normaliseMessageId(rawHeader(bytes, message, 'message-id')),
    said: {
      from: digest('from'),
      to: digest('to'),
      cc: digest('cc'),
      subject: digest('subject'),
      date: digest('date'),
      'reply-to': digest('reply-to'),
    },
    body: sha256(comparableBody(bytes, message)),
    parts: leaves(message).map((leaf) => sha256(Buffer.from(describeLeaf(bytes, leaf, sha256), 'utf8'))),
  };
}

/** Where what was sent and the original inside its receipt say something else: a field, or 'body'; null when they say the same. */
export function saysOther(sent: MessageFingerprint, original: MessageFingerprint): SaidField | 'body' | null {
  const field = SAID.find((name) => original.said[name] !== sent.said[name] && !(sent.said[name] === null && ADDED_WHEN_ABSENT.has(name)));
  if (field !== undefined) return field;
  const sameParts = sent.parts.length === original.parts.length && sent.parts.every((part, index) => part === original.parts[index]);
  return sent.body === original.body || sameParts ? null : 'body';
}
