// V7 (PEC-REFERENCE §3.6): outer headers against the signed daticert.xml. Outer headers are not covered
// by the signature, so a difference never changes what counts; it is listed and the signed value used.
import { instantToText } from '#shared/model/ids';
import type { CertificationData } from '#shared/model/pec-message';
import type { Difference } from '#shared/model/verification-report';
import { sameAddress } from '#main/mime/addresses';
import { parseDate } from '#main/mime/dates';
import { decodedHeader, normaliseMessageId, rawHeader } from '#main/mime/headers';
import type { MimeMessage } from '#main/mime/mime-message';
import { addressHeader } from '#main/mime/summary';
import { ERROR, HEADER, HEADER_LABEL, SECURITY_ERROR, subjectPrefixes, TRANSPORT_ENVELOPE } from './vocabulary.ts';

/** Date of the header and time of the event may differ by this much. */
const DATE_TOLERANCE_MS = 10 * 60_000;

export function outerDifferences(bytes: Uint8Array, mime: MimeMessage, data: CertificationData): readonly Difference[] {
  const differences: Difference[] = [];
  const isEnvelope = data.tipo === TRANSPORT_ENVELOPE;
  const add = (field: string, signed: string | null, found: string | null): void => {
    differences.push({ field, signed: shortened(signed), found: shortened(found) });
  };
  const header = (name: string): string | null => rawHeader(bytes, mime.root, name);

  compareKind(isEnvelope, data, header, add);
  const reference = normaliseMessageId(header(HEADER.reference));
  const signedReference = normaliseMessageId(data.msgid);
  if (reference !== signedReference) add(HEADER_LABEL.reference, data.msgid, header(HEADER.reference));
  const subject = decodedHeader(bytes, mime.root, 'subject');
  if (!subjectAgrees(subject ?? '', data))
    add('Subject', `${subjectPrefixes(data.tipo, data.errore)[0] ?? ''} ${data.subject ?? ''}`.trim(), subject);
  if (isEnvelope) {
    const messageId = normaliseMessageId(header('message-id'));
    if (messageId !== normaliseMessageId(data.identificativo)) add('Message-ID', `<${data.identificativo}>`, header('message-id'));
  } else {
    const to = addressHeader(bytes, mime.root, 'to');
    const only = to.addresses[0];
    if (to.total !== 1 || only === undefined || !sameAddress(only.address, data.sender)) add('To', data.sender, header('to'));
  }
  const security = header(HEADER.security)?.toLowerCase() === SECURITY_ERROR;
  if (security !== (data.errore === ERROR.virus) && !isEnvelope) {
    add(HEADER_LABEL.security, data.errore === ERROR.virus ? SECURITY_ERROR : null, header(HEADER.security));
  }
  const date = parseDate(header('date'));
  if (date === null || Math.abs(date.at - data.time) > DATE_TOLERANCE_MS) add('Date', instantToText(data.time), header('date'));
  return differences;
}

function compareKind(
  isEnvelope: boolean,
  data: CertificationData,
  header: (name: string) => string | null,
  add: (field: string, signed: string | null, found: string | null) => void,
): void {
  const receipt = header(HEADER.receipt);
  const transport = header(HEADER.transport);
  const expectedReceipt = isEnvelope ? null : data.tipo;
  const expectedTransport = isEnvelope ? TRANSPORT_ENVELOPE : null;
  if ((receipt?.toLowerCase() ?? null) !== expectedReceipt) add(HEADER_LABEL.receipt, expectedReceipt, receipt);
  if ((transport?.toLowerCase() ?? null) !== expectedTransport) add(HEADER_LABEL.transport, expectedTransport, transport);
  const extent = header(HEADER.extent);
  if (isEnvelope && extent !== null && data.declaredExtent !== null && extent.toLowerCase() !== data.declaredExtent) {
    add(HEADER_LABEL.extent, data.declaredExtent, extent);
  }
}

/** Prefix and original subject; blanks are compared as one, because folding moves them. */
function subjectAgrees(subject: string, data: CertificationData): boolean {
  const found = sameBlanks(subject);
  return subjectPrefixes(data.tipo, data.errore).some((prefix) => found === sameBlanks(`${prefix} ${data.subject ?? ''}`));
}

/** Text in comparable form: composed characters, blanks collapsed. */
export function sameBlanks(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

export function shortened(text: string | null): string | null {
  return text === null || text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
