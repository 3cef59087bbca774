// Outlook `.msg` files (MS-OXMSG). What Outlook stores is not the message that travelled: header and body are
// taken apart into properties. What lies in there with its own bytes is taken: an attached `.eml`; and of a
// clear-signed message, as PEC mail is, the signed entity, which Outlook keeps whole, with its Content-Type alone
// (MS-OXOSMIME 2.1.3.1). Before that goes the header as Outlook keeps it, in one piece, and that is said. Nothing
// else is rebuilt. Runs where it can be killed (DECISIONS §Parsing in jail).
import type { MimeEntity } from '#main/mime/mime-message';
import { parseMessage } from '#main/mime/parse';

export type MsgRequest = { readonly bytes: Uint8Array };

/** 'outlookHeader': what is signed is byte for byte; the header may differ from the one that travelled. */
export type MsgFinding = 'outlookHeader';
export type MsgMessage = { readonly name: string; readonly bytes: Uint8Array; readonly finding: MsgFinding | null };

/** 'rebuilt': read, but no message in its own bytes is inside. */
export type MsgReading =
  | { readonly state: 'read'; readonly messages: readonly MsgMessage[] }
  | { readonly state: 'refused'; readonly reason: 'unreadable' | 'rebuilt' };

const MOST_ATTACHMENTS = 1_000;

/** First bytes of a compound file, as MS-CFB has them. */
export const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** Total for what ends by itself: loops and hunger of damaged tables end with the process. */
export async function readMsg({ bytes }: MsgRequest): Promise<MsgReading> {
  if (!COMPOUND_FILE.equals(bytes.subarray(0, COMPOUND_FILE.length))) return { state: 'refused', reason: 'unreadable' };
  // Fetched when needed: it would cost every parsing process its start.
  const { default: library } = await import('@kenjiuno/msgreader');
  // CommonJS: Node hands out the whole of its exports here, a bundler the class itself.
  const MsgReader = 'default' in library ? library.default : library;
  try {
    const reader = new MsgReader(new Uint8Array(bytes).buffer);
    const { attachments = [], headers = '', error } = reader.getFileData();
    if (error !== undefined || attachments.length > MOST_ATTACHMENTS) return { state: 'refused', reason: 'unreadable' };
    const messages = attachments.flatMap((attachment): MsgMessage[] => {
      const name = attachment.fileName ?? attachment.name ?? attachment.fileNameShort ?? '';
      if (attachment.innerMsgContent === true || attachment.dataId === undefined) return [];
      if (/\.eml$/i.test(name)) return [{ name, bytes: reader.getAttachment(attachment).content, finding: null }];
      const signed = /^multipart\/signed\b/i.test(attachment.attachMimeTag ?? '') || /\.p7m$/i.test(name);
      // A clear-signed message has this one attachment and no other.
      if (!signed || attachments.length > 1) return [];
      const bytes = withHeader(headers, reader.getAttachment(attachment).content);
      return bytes === null ? [] : [{ name: name === '' ? 'smime.p7m' : name, bytes, finding: 'outlookHeader' }];
    });
    // Where a chain of sectors ends too early the reader goes on with the first bytes of the file.
    if (messages.some((message) => Buffer.from(message.bytes).includes(COMPOUND_FILE))) return { state: 'refused', reason: 'unreadable' };
    return messages.length === 0 ? { state: 'refused', reason: 'rebuilt' } : { state: 'read', messages };
  } catch {
    return { state: 'refused', reason: 'unreadable' };
  }
}

/**
 * The header as text, then the body of the entity; null where they are not of one message, where the entity was cut or
 * is none (RFC 1847 §2.1), or where the text holds more than US-ASCII: nobody knows its bytes then.
 */
function withHeader(text: string, entity: Uint8Array): Buffer | null {
  // Written before the header by some versions of Outlook.
  const header = text
    .replace(/^Microsoft Mail Internet Headers Version 2\.0\r?\n/, '')
    .replaceAll('\0', '')
    .trimEnd();
  if (header === '' || !/^[\t\r\n -~]+$/.test(header)) return null;
  const { root: signed } = parseMessage(entity);
  if (!isWhole(signed)) return null;
  const bytes = Buffer.concat([Buffer.from(`${header}\r\n\r\n`, 'latin1'), entity.subarray(signed.body.start)]);
  const { root } = parseMessage(bytes);
  const types = root.fields.filter(({ name }) => name === 'content-type').length;
  const sameMessage = root.contentType.parameters.get('boundary') === signed.contentType.parameters.get('boundary');
  return types === 1 && sameMessage && isWhole(root) && root.body.start === header.length + 4 ? bytes : null;
}

function isWhole(entity: MimeEntity): boolean {
  const closed = entity.defects.every(({ id }) => id !== 'mime.missingClose');
  return entity.contentType.value === 'multipart/signed' && entity.children.length === 2 && closed;
}
