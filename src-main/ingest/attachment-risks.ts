// What could do harm when an attachment is opened, told without opening it: kind by name and by first bytes
// (THREATS ATT-03), macros, contents loaded from elsewhere and DDE in office files (ATT-04), programs inside
// archives. Read only, in the parsing process, within a time of its own: a file not looked at is not called
// harmless, it just has no warning. Nothing here is a verdict, and nothing is a virus scan.
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { decodeContent, listAttachments, type Attachment } from '#main/mime/content';
import {
  ACTIVE_EXTENSIONS,
  extensionOf,
  pretendsDocument,
  PROGRAM_EXTENSIONS,
  promisedStarts,
  startsLikeProgram,
} from '#main/mime/file-kinds';
import type { MimeMessage } from '#main/mime/mime-message';
import { entityAt } from '#main/mime/parse';
import type { PartPath } from '#shared/model/pec-message';

export type RiskCode =
  | 'attachment.program'
  | 'attachment.pretends'
  | 'attachment.active'
  | 'attachment.contentOther'
  | 'attachment.macros'
  | 'attachment.remoteLoad'
  | 'attachment.dde'
  | 'attachment.programInside'
  | 'attachment.locked';

/** `part`: section path, "1.2". */
export type AttachmentRisk = { readonly part: string; readonly codes: readonly RiskCode[] };

/** Opening a message waits for this: above them only name and first bytes are looked at. */
const LARGEST_BYTES = 24 * 1024 * 1024;
const MOST_ATTACHMENTS = 100;
const TIME_MS = 400;
const MOST_ENTRIES = 5_000;
const LARGEST_ENTRY_BYTES = 4 * 1024 * 1024;
/** As encoded. */
const HEAD_BYTES = 4_096;

export async function attachmentRisks(bytes: Uint8Array, mime: MimeMessage, path: PartPath): Promise<readonly AttachmentRisk[]> {
  const until = performance.now() + TIME_MS;
  const risks: AttachmentRisk[] = [];
  for (const attachment of listAttachments(bytes, mime, path).slice(0, MOST_ATTACHMENTS)) {
    if (attachment.contentType === 'message/rfc822') continue;
    const codes = await risksOf(bytes, mime, attachment, until);
    if (codes.length > 0) risks.push({ part: attachment.path.join('.'), codes });
  }
  return risks;
}

async function risksOf(bytes: Uint8Array, mime: MimeMessage, attachment: Attachment, until: number): Promise<readonly RiskCode[]> {
  // "atto.exe.p7m" is opened as what was signed.
  const name = (attachment.fileName ?? '').replace(/(?:\.p7m)+$/i, '');
  const entity = entityAt(mime, attachment.path);
  if (entity === null) return byName(name);
  const { start, end } = entity.body;
  const head = decodeContent(bytes, { ...entity, body: { start, end: Math.min(end, start + HEAD_BYTES) } }).bytes;
  const signed = name !== attachment.fileName;
  const codes = new Set([...byName(name), ...(signed ? [] : byHead(name, latin1(head)))]);
  const looksInside = isZip(head) || isCompound(head) || latin1(head).startsWith('{\\rtf');
  if (looksInside && end - start <= LARGEST_BYTES && performance.now() < until)
    for (const code of await byContent(decodeContent(bytes, entity).bytes, until)) codes.add(code);
  return [...codes];
}

function byName(name: string): readonly RiskCode[] {
  const extension = extensionOf(name);
  if (PROGRAM_EXTENSIONS.has(extension))
    return pretendsDocument(name) ? ['attachment.pretends', 'attachment.program'] : ['attachment.program'];
  return ACTIVE_EXTENSIONS.has(extension) ? ['attachment.active'] : [];
}

function byHead(name: string, head: string): readonly RiskCode[] {
  if (head === '') return [];
  if (startsLikeProgram(head))
    return ['attachment.program', ...(PROGRAM_EXTENSIONS.has(extensionOf(name)) ? [] : (['attachment.contentOther'] as const))];
  const promised = promisedStarts(name);
  // Readers of PDF accept the mark within the first 1,024 bytes (ISO 32000-1, annex H.3).
  const kept =
    promised === null || promised.some((start) => (start === '%PDF-' ? head.slice(0, 1_024).includes(start) : head.startsWith(start)));
  return kept ? [] : ['attachment.contentOther'];
}

async function byContent(content: Uint8Array, until: number): Promise<readonly RiskCode[]> {
  if (isCompound(content)) return compoundRisks(content);
  if (!isZip(content)) return rtfRisks(latin1(content));
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(Buffer.from(content.buffer, content.byteOffset, content.byteLength), {
      lazyEntries: true,
      strictFileNames: false,
    });
  } catch {
    return ['attachment.contentOther'];
  }
  const codes = new Set<RiskCode>();
  try {
    await zipRisks(zip, codes, until);
  } catch {
    // Damaged from here on: what was found before stands.
  } finally {
    zip.close();
  }
  return [...codes];
}

/** Parts of office files that load or start something (ECMA-376 part 1 §11.3, §17.16, part 2 §9). */
const TELLING =
  /(?:^|\/)_rels\/[^/]+\.rels$|^word\/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$|^xl\/externalLinks\/[^/]+\.xml$/;

async function zipRisks(zip: ZipFile, codes: Set<RiskCode>, until: number): Promise<void> {
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > MOST_ENTRIES || performance.now() > until) return;
    const { fileName } = entry;
    if (entry.isEncrypted()) codes.add('attachment.locked');
    if (/(?:^|\/)vbaProject\.bin$|^xl\/(?:macrosheets|intlMacrosheets)\//i.test(fileName)) codes.add('attachment.macros');
    else if (PROGRAM_EXTENSIONS.has(extensionOf(fileName)) && !fileName.endsWith('/')) codes.add('attachment.programInside');
    if (TELLING.test(fileName) && !entry.isEncrypted()) for (const code of partRisks(fileName, await unpack(zip, entry))) codes.add(code);
  }
}

async function unpack(zip: ZipFile, entry: Entry): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream) {
    if (!(piece instanceof Buffer)) continue;
    pieces.push(piece);
    size += piece.length;
    if (size > LARGEST_ENTRY_BYTES) break;
  }
  stream.destroy();
  return Buffer.concat(pieces).toString('utf8');
}

function partRisks(name: string, xml: string): readonly RiskCode[] {
  if (!name.endsWith('.rels')) return isDde(name, xml) ? ['attachment.dde'] : [];
  // A link waits for a press, another workbook for an answer; a template, an object or a picture from outside does not.
  const loads = [...xml.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].some(
    ([tag]) => /TargetMode\s*=\s*["']External["']/.test(tag) && !/Type\s*=\s*["'][^"']*\/(?:hyperlink|externalLinkPath)["']/.test(tag),
  );
  return loads ? ['attachment.remoteLoad'] : [];
}

function isDde(name: string, xml: string): boolean {
  if (name.startsWith('xl/')) return /<(?:\w+:)?ddeLink[\s>]/.test(xml);
  // The words of a field may be cut into many runs.
  const written = [...xml.matchAll(/<w:instrText[^>]*>([^<]*)/g)].map(([, text]) => text ?? '').join('');
  const whole = [...xml.matchAll(/\sw:instr\s*=\s*"([^"]*)"/g)].map(([, text]) => text ?? '');
  return [written, ...whole].some((text) => /(?:^|\s)DDE(?:AUTO)?\s/i.test(text));
}

/** A compound file (MS-CFB): streams by their names, macro sheets by their record. */
function compoundRisks(content: Uint8Array): readonly RiskCode[] {
  const view = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const has = (name: string): boolean => view.includes(Buffer.from(name, 'utf16le'));
  const codes: RiskCode[] = [];
  if (has('_VBA_PROJECT') || hasMacroSheet(view)) codes.push('attachment.macros');
  if (has('EncryptedPackage')) codes.push('attachment.locked');
  // A field of a .doc: 0x13, then its words, one or two bytes each.
  if (/\u0013\s{0,8}DDE(?:AUTO)?\s/i.test(view.toString('latin1').replaceAll('\u0000', ''))) codes.push('attachment.dde');
  return codes;
}

/** BoundSheet8 of type 1 (in MS-XLS), of a length that fits its name. */
function hasMacroSheet(view: Buffer): boolean {
  const id = Buffer.from([0x85, 0x00]);
  for (let at = view.indexOf(id); at >= 0 && at + 12 <= view.length; at = view.indexOf(id, at + 1)) {
    const length = view.readUInt16LE(at + 2);
    const [state = 9, type = 9, characters = 0, flags = 9] = view.subarray(at + 8, at + 12);
    if (type === 1 && (state & 3) <= 2 && flags <= 1 && characters > 0 && length === 8 + characters * (flags + 1)) return true;
  }
  return false;
}

function rtfRisks(text: string): readonly RiskCode[] {
  const codes: RiskCode[] = [];
  if (/\\\*\\template\s{0,8}(?:https?:|file:|\\\\)/i.test(text)) codes.push('attachment.remoteLoad');
  if (/\\fldinst[\s{}]{0,8}(?:\\[a-z0-9]{1,20}\s?){0,8}\s{0,8}DDE(?:AUTO)?\s/i.test(text)) codes.push('attachment.dde');
  if (/\\objupdate|\\objemb/i.test(text)) codes.push('attachment.active');
  return codes;
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

function isCompound(head: Uint8Array): boolean {
  return latin1(head.subarray(0, 8)) === '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1';
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
