// The words of one attachment, whatever it is called: the content decides before the name does. A
// signed file gives the words of what it carries; whether the signature holds is not asked here.
import { extname } from 'node:path';
import { decodeCharset } from '#main/mime/charset';
import { htmlToText } from '#main/mime/plain-text';
import { readSignedData } from '#main/verification/cms';
import { binaryOf } from '#main/verification/cms-file';
import { readPdf } from './pdf-text.ts';
import { TEXT_LIMITS, type TextBudget } from './text-budget.ts';
import { everyTagParts, xmlWords } from './xml-words.ts';
import { readZip } from './zip-text.ts';

export type Attached = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** Reads a message found in a file; given by message-text.ts, which knows how. */
export type InnerMessage = (bytes: Uint8Array, depth: number, budget: TextBudget) => Promise<void>;

const TEXT_NAMES: ReadonlySet<string> = new Set(['.txt', '.csv', '.tsv', '.md', '.log', '.json', '.ics', '.vcf', '.ini', '.sql']);

/** Adds words to `budget`; kinds we cannot read add nothing and are no trouble. */
export async function readAttachment(file: Attached, budget: TextBudget, message: InnerMessage, depth = 0): Promise<void> {
  const { bytes } = file;
  if (bytes.byteLength === 0 || budget.late()) return;
  if (depth > TEXT_LIMITS.depth) return budget.stopped('text.tooDeep');
  if (bytes.byteLength > TEXT_LIMITS.attachmentBytes) return budget.stopped('text.tooLarge');
  switch (kindOf(file)) {
    case 'pdf':
      return readPdf(bytes, budget);
    case 'zip':
      return readZip(bytes, budget, (name, inner) => readAttachment({ name, type: '', bytes: inner }, budget, message, depth + 1));
    case 'signed':
      return readSigned(file, budget, message, depth);
    case 'message':
      return message(bytes, depth + 1, budget);
    case 'html':
      budget.add(htmlToText(decoded(bytes)).slice(0, budget.left()));
      return;
    case 'xml':
      budget.add(withoutLongRuns(xmlWords(decoded(bytes), everyTagParts, TEXT_LIMITS.attachmentBytes)));
      return;
    case 'text':
      budget.add(withoutLongRuns(decoded(bytes)));
      return;
    case 'other':
      return;
  }
}

type Kind = 'pdf' | 'zip' | 'signed' | 'message' | 'html' | 'xml' | 'text' | 'other';

function kindOf({ name, type, bytes }: Attached): Kind {
  const ending = extname(name.trim().toLowerCase());
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1');
  // Readers of PDF accept the mark within the first 1,024 bytes (ISO 32000-1, annex H.3).
  if (start.includes('%PDF-')) return 'pdf';
  if (start.startsWith('PK\u0003\u0004')) return 'zip';
  if (ending === '.p7m' || ending === '.p7s' || /pkcs7-(?:mime|signature)/.test(type)) return 'signed';
  if (ending === '.eml' || type === 'message/rfc822') return 'message';
  if (ending === '.html' || ending === '.htm' || type === 'text/html') return 'html';
  if (ending === '.xml' || /[/+]xml$/.test(type) || /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml/.test(start)) return 'xml';
  if (TEXT_NAMES.has(ending) || type.startsWith('text/')) return 'text';
  return 'other';
}

async function readSigned(file: Attached, budget: TextBudget, message: InnerMessage, depth: number): Promise<void> {
  let content: readonly Uint8Array[] | null;
  try {
    content = readSignedData(binaryOf(file.bytes)).content;
  } catch {
    return budget.stopped('cms.unreadable');
  }
  // Detached: what is signed lies beside it.
  if (content === null) return;
  await readAttachment(
    { name: file.name.trim().replace(/\.p7[ms]$/i, ''), type: '', bytes: Buffer.concat(content) },
    budget,
    message,
    depth + 1,
  );
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return decodeCharset(bytes, null).text;
}

const LONGEST_WORD = 80;

/** Encoded files inside text (the attachments of a FatturaPA) are no words. Linear. */
export function withoutLongRuns(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && isEncodedCharacter(text.charCodeAt(at))) continue;
    if (at - start >= LONGEST_WORD) {
      pieces.push(text.slice(kept, start), ' ');
      kept = at;
    }
    start = at + 1;
  }
  return pieces.length === 0 ? text : [...pieces, text.slice(kept)].join('');
}

/** Of base64 in any of its alphabets (RFC 4648 §4, §5). */
function isEncodedCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2f && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x3d ||
    code === 0x5f
  );
}
