// A finished message from a file, sent as it is: its bytes are not ours to change. Only what cannot be
// otherwise is done: line ends of a file kept with LF become CRLF, and a Message-ID is added where there
// is none, because receipts name the message by it (PEC-REFERENCE §0.10).
import { parseMessage } from '#main/mime/parse';
import { rawHeader } from '#main/mime/headers';
import { summariseMessage } from '#main/mime/summary';
import { sameAddress, type AddressList } from '#main/mime/addresses';
import type { Finding } from '#shared/model/compose';
import type { MailAddress } from '#shared/model/ids';
import { isSendableAddress, readRecipient, splitRecipients, type Mailbox } from '#shared/model/sendable-address';
import { blocking, warning } from './finding.ts';
import { isMessageId } from './compose-message.ts';
import { newMessageId } from './finish-draft.ts';

export type PreparedFile = {
  readonly bytes: Uint8Array;
  readonly messageId: string;
  readonly subject: string;
  readonly recipients: readonly Mailbox[];
  readonly findings: readonly Finding[];
};

const HEADER_BYTES = 256 * 1024;
/** Cut by a limit of ours, or a header that another reader takes for something else. */
const READ_DIFFERENTLY = /^mime\.(?:limit\.|blankContinuation|headerWithoutColon|blankBeforeColon|badHeaderName)/;
/** RFC 5322 §3.6: at most one of each. */
const ONCE = ['from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id'];

/** `address`: the box it leaves from. Blocking findings say why it cannot be sent. */
export function prepareFile(file: Uint8Array, address: MailAddress): PreparedFile {
  const canonical = withLineEnds(file);
  const head = headerOf(canonical);
  const fields = head.toString('latin1');
  const { root, defects } = parseMessage(head);
  const { from, to, cc, messageId, subject, repeated } = summariseMessage(head, root);
  const findings: Finding[] = [];
  // Our parser stops at some size and at some number of fields; a server does not. What decides who gets the
  // message is looked for in the whole header, and a header without an end in reach is no message.
  const whole = head.byteLength < HEADER_BYTES || fields.endsWith('\r\n\r\n');
  const once = !ONCE.some((name) => (fields.match(new RegExp(`^${name}[ \\t]*:`, 'gim')) ?? []).length > 1);
  if (
    !whole ||
    !once ||
    defects.some(({ id }) => READ_DIFFERENTLY.test(id)) ||
    isOddlyBroken(canonical) ||
    canonical.includes(0) ||
    root.fields.length === 0 ||
    repeated.length > 0
  )
    findings.push(blocking('file.form', 'message'));
  if (/^(?:resent-)?bcc[ \t]*:/im.test(fields)) findings.push(blocking('bcc.forbidden', 'message'));
  const sender = from.addresses[0];
  if (from.total !== 1 || sender === undefined || !sender.valid || !sameAddress(sender.address, address))
    findings.push(blocking('file.sender', 'from', { address }));
  findings.push(...listFindings(to, 'to', rawHeader(head, root, 'to')), ...listFindings(cc, 'cc', rawHeader(head, root, 'cc')));
  if (to.addresses.length === 0) findings.push(blocking('to.none', 'to'));
  if (cc.addresses.length > 0) findings.push(warning('cc.concise', 'cc'));
  const all = [...to.addresses, ...cc.addresses];
  const keys = all.map((one) => one.address.toLowerCase());
  const twice = all.find((_, index) => keys.indexOf(keys[index] ?? '') !== index);
  if (twice !== undefined) findings.push(blocking('recipient.twice', 'to', { address: twice.address }));
  const id = messageId ?? newMessageId(address);
  if (!isMessageId(id)) findings.push(blocking('file.form', 'message'));
  const bytes = messageId === null ? Buffer.concat([Buffer.from(`Message-ID: ${id}\r\n`, 'latin1'), canonical]) : canonical;
  return { bytes, messageId: id, subject, recipients: all.map((one) => ({ name: one.displayName, address: one.address })), findings };
}

/** `raw`: the unfolded field. It is read twice, leniently and as strictly as what a person types, and both must agree. */
function listFindings(list: AddressList, field: 'to' | 'cc', raw: string | null): readonly Finding[] {
  if (list.suspicious.includes('address.group')) return [blocking('recipient.group', field, { entry: 'undisclosed-recipients:;' })];
  if (list.total !== list.addresses.length)
    return [blocking('recipients.tooMany', field, { count: list.total, limit: list.addresses.length })];
  const found = list.addresses
    .filter(({ address, valid }) => !valid || !isSendableAddress(address))
    .map(({ address }) => blocking('recipient.invalid', field, { entry: address.slice(0, 100) }));
  const strict = splitRecipients(raw ?? '').map((entry) => ({ entry, read: readRecipient(entry) }));
  for (const { entry, read } of strict)
    if (read.state === 'invalid') found.push(blocking(`recipient.${read.fault}`, field, { entry: entry.slice(0, 100) }));
  const same = strict.every(({ read }, n) => read.state === 'valid' && read.mailbox.address === list.addresses[n]?.address);
  if (found.length === 0 && (!same || strict.length !== list.addresses.length))
    found.push(blocking('recipient.invalid', field, { entry: (raw ?? '').slice(0, 100) }));
  return found;
}

/** Only a file without any CR is one that was kept with LF; anything mixed stays, and is refused. */
function withLineEnds(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const whole = bytes.includes('\r') ? bytes : Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  return whole.subarray(-2).toString('latin1') === '\r\n' ? whole : Buffer.concat([whole, Buffer.from('\r\n')]);
}

/** Bare line ends, and lines beyond the 998 of RFC 5322 §2.1.1, which a server may break: then other bytes arrive. */
function isOddlyBroken(bytes: Buffer): boolean {
  return /\r(?!\n)|(?<!\r)\n|[^\r\n]{999}/.test(bytes.toString('latin1'));
}

function headerOf(bytes: Buffer): Buffer {
  const blank = bytes.indexOf('\r\n\r\n');
  return bytes.subarray(0, Math.min(blank < 0 ? bytes.length : blank + 4, HEADER_BYTES));
}
