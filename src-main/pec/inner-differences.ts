// V8 (PEC-REFERENCE §3.6): the original inside an envelope or receipt against the signed daticert.xml.
// Both are signed by the provider; a difference is a fault of the provider or an odd original.
import type { CertificationData, PartPath } from '#shared/model/pec-message';
import type { Difference } from '#shared/model/verification-report';
import { addressKey, sameAddress } from '#main/mime/addresses';
import { decodedHeader, normaliseMessageId, rawHeader } from '#main/mime/headers';
import type { MimeMessage } from '#main/mime/mime-message';
import { addressHeader } from '#main/mime/summary';
import { originalMessage } from './locate.ts';
import { sameBlanks, shortened } from './outer-differences.ts';
import { HEADER, HEADER_LABEL } from './vocabulary.ts';

/** `original` is the path of the message/rfc822 part; [] differences when it cannot be entered. */
export function innerDifferences(bytes: Uint8Array, mime: MimeMessage, original: PartPath, data: CertificationData): readonly Difference[] {
  const message = originalMessage(mime, original);
  if (message === null) return [{ field: 'postacert', signed: data.identificativo, found: null }];
  const differences: Difference[] = [];
  const add = (field: string, signed: string | null, found: string | null): void => {
    differences.push({ field, signed: shortened(signed), found: shortened(found) });
  };
  const header = (name: string): string | null => rawHeader(bytes, message, name);
  if (normaliseMessageId(header('message-id')) !== normaliseMessageId(data.identificativo))
    add('Message-ID', `<${data.identificativo}>`, header('message-id'));
  const reference = normaliseMessageId(header(HEADER.reference));
  if (reference !== normaliseMessageId(data.msgid)) add(HEADER_LABEL.reference, data.msgid, header(HEADER.reference));
  const from = addressHeader(bytes, message, 'from');
  const sender = from.addresses[0];
  if (from.total !== 1 || sender === undefined || !sameAddress(sender.address, data.sender)) add('From', data.sender, header('from'));
  const named = new Set(
    [...addressHeader(bytes, message, 'to').addresses, ...addressHeader(bytes, message, 'cc').addresses].map((entry) =>
      addressKey(entry.address),
    ),
  );
  const certified = new Set(data.recipients.map((entry) => addressKey(entry.address)));
  if (!sameSet(named, certified)) add('To, Cc', [...certified].join(', '), [...named].join(', '));
  const subject = decodedHeader(bytes, message, 'subject');
  if (sameBlanks(subject ?? '') !== sameBlanks(data.subject ?? '')) add('Subject', data.subject, subject);
  return differences;
}

function sameSet(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((entry) => right.has(entry));
}
