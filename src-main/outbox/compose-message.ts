// A finished draft to the bytes that are archived, submitted and filed: built once, 7-bit, CRLF, lines up
// to 76, a closing boundary with its line break. Every value is refused here if it could become a header,
// a recipient or a part of its own (THREATS SND-01 to SND-05); no file and no URL is ever opened.
import { createHash } from 'node:crypto';
import { EXTENT, HEADER_LABEL } from '#main/pec/vocabulary';
import type { Clock } from '#main/ports';
import { AppError } from '#shared/model/app-error';
import type { MailAddress } from '#shared/model/ids';
import type { ReceiptExtent } from '#shared/model/pec-message';
import { isSendableAddress, type Mailbox } from '#shared/model/sendable-address';
import { base64Lines, encodedWords, parameter, phrase, quotedPrintable, unstructured } from './encode.ts';
import { mailDate } from './mail-date.ts';

export type MessageFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** A draft whose recipients have been read and whose files are at hand. */
export type FinishedDraft = {
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly text: string;
  /** Already reduced to simple tags (simple-html.ts). */
  readonly html: string | null;
  readonly receipt: ReceiptExtent;
  readonly files: readonly MessageFile[];
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
};

export type SenderIdentity = {
  /** The authenticated mailbox: MAIL FROM and From are the same (PEC-REFERENCE §0.9). */
  readonly address: MailAddress;
  readonly name: string;
  /** Own, unique, with angle brackets: receipts name the message by it (PEC-REFERENCE §0.10). */
  readonly messageId: string;
};

const CRLF = '\r\n';

/** Throws AppError 'input.invalid' with the field at fault; never writes what it was not given. */
export function composeMessage(draft: FinishedDraft, identity: SenderIdentity, clock: Clock): Uint8Array {
  checkFields(draft, identity);
  const head = [
    `From: ${mailboxText({ name: identity.name, address: identity.address }, 'From: '.length)}`,
    addressField('To', draft.to),
    ...(draft.cc.length === 0 ? [] : [addressField('Cc', draft.cc)]),
    `Subject: ${unstructured(draft.subject, 'Subject: '.length)}`,
    `Date: ${mailDate(clock.now())}`,
    `Message-ID: ${identity.messageId}`,
    ...(draft.inReplyTo === null ? [] : [`In-Reply-To: ${draft.inReplyTo}`]),
    ...(draft.references.length === 0 ? [] : [`References: ${draft.references.join(`${CRLF} `)}`]),
    `${HEADER_LABEL.extent}: ${EXTENT[draft.receipt]}`,
    'MIME-Version: 1.0',
  ];
  return Buffer.from(`${head.join(CRLF)}${CRLF}${body(draft, identity.messageId)}`, 'latin1');
}

function body(draft: FinishedDraft, messageId: string): string {
  const plain = textPart('text/plain', draft.text);
  const readable =
    draft.html === null
      ? plain
      : multipart('multipart/alternative', boundaryOf(messageId, 'a'), [plain, textPart('text/html', draft.html)]);
  if (draft.files.length === 0) return readable;
  return multipart('multipart/mixed', boundaryOf(messageId, 'm'), [readable, ...draft.files.map((file) => filePart(file))]);
}

/** "=_" cannot occur in quoted-printable or Base64 (RFC 2045 §6.7, note 5). */
function boundaryOf(messageId: string, level: string): string {
  return `=_${level}_${createHash('sha256').update(messageId).digest('hex').slice(0, 32)}`;
}

function multipart(type: string, boundary: string, parts: readonly string[]): string {
  const delimited = parts.map((part) => `--${boundary}${CRLF}${part}`).join('');
  return `Content-Type: ${type};${CRLF} boundary="${boundary}"${CRLF}${CRLF}${delimited}--${boundary}--${CRLF}`;
}

function textPart(type: string, text: string): string {
  const content = quotedPrintable(text);
  return `Content-Type: ${type}; charset=UTF-8${CRLF}Content-Transfer-Encoding: quoted-printable${CRLF}${CRLF}${content === '' ? CRLF : content}`;
}

function filePart(file: MessageFile): string {
  // A message/rfc822 may not be encoded (RFC 2046 §5.2.1), and unencoded it may be changed on the way: as
  // a file it arrives byte for byte, and its name still tells what it is.
  const type = file.type.startsWith('message/') || file.type.startsWith('multipart/') ? 'application/octet-stream' : file.type;
  return [
    `Content-Type: ${type}${nameParameter(file.name)}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment${parameter('filename', file.name)}`,
    '',
    file.bytes.byteLength === 0 ? CRLF : base64Lines(file.bytes),
  ].join(CRLF);
}

/** Providers' software looks for `name`; older ones read only encoded words there (seen: JavaMail's defaults). */
function nameParameter(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name) && name.length <= 60 && !/["\\]|=\?/.test(name)) return `;${CRLF} name="${name}"`;
  return `;${CRLF} name="${encodedWords(name, ' name="'.length + 1)}"`;
}

function addressField(field: string, mailboxes: readonly Mailbox[]): string {
  return `${field}: ${mailboxes.map((mailbox, index) => mailboxText(mailbox, index === 0 ? field.length + 2 : 1)).join(`,${CRLF} `)}`;
}

function mailboxText({ name, address }: Mailbox, used: number): string {
  if (name === '') return address;
  const shown = phrase(name, used);
  const lastLine = shown.slice(shown.lastIndexOf('\n') + 1);
  return `${shown}${lastLine.length + address.length > 60 ? `${CRLF} ` : ' '}<${address}>`;
}

// ---------------------------------------------------------------- what is refused

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const TEXT_CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const MESSAGE_ID = /^<[^\s<>@]{1,200}@[^\s<>@]{1,200}>$/;
const CONTENT_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$/;
const NAME_CHARACTERS = 200;
/** Far below what any header may hold; a subject goes into daticert.xml as well. */
const SUBJECT_CHARACTERS = 900;

function checkFields(draft: FinishedDraft, identity: SenderIdentity): void {
  refuseUnless('from', isSendableAddress(identity.address) && isLabel(identity.name));
  refuseUnless('messageId', isMessageId(identity.messageId));
  refuseUnless('to', draft.to.length > 0 && draft.to.every(isMailbox));
  refuseUnless('cc', draft.cc.every(isMailbox));
  const all = [...draft.to, ...draft.cc].map(({ address }) => address.toLowerCase());
  refuseUnless('recipients', new Set(all).size === all.length);
  refuseUnless('subject', !CONTROL.test(draft.subject) && draft.subject.length <= SUBJECT_CHARACTERS);
  refuseUnless('inReplyTo', draft.inReplyTo === null || isMessageId(draft.inReplyTo));
  refuseUnless('references', draft.references.length <= 100 && draft.references.every(isMessageId));
  refuseUnless('text', !TEXT_CONTROL.test(draft.text));
  refuseUnless('html', draft.html === null || !TEXT_CONTROL.test(draft.html));
  for (const file of draft.files) {
    refuseUnless('attachmentName', isFileName(file.name));
    refuseUnless('attachmentType', CONTENT_TYPE.test(file.type));
  }
}

function isMailbox({ name, address }: Mailbox): boolean {
  return isSendableAddress(address) && isLabel(name);
}

function isLabel(name: string): boolean {
  return !CONTROL.test(name) && name.length <= NAME_CHARACTERS;
}

export function isMessageId(id: string): boolean {
  return MESSAGE_ID.test(id) && /^[\x21-\x7e]+$/.test(id);
}

/** A label, never a path (THREATS ATT-01). */
export function isFileName(name: string): boolean {
  return name.trim() !== '' && name.length <= NAME_CHARACTERS && !CONTROL.test(name) && !/[/\\]/.test(name);
}

function refuseUnless(field: string, good: boolean): void {
  if (!good) throw new AppError('input.invalid', { retry: 'afterUser', values: { field } });
}
