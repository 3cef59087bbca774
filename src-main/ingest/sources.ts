// Files and folders with mail in them, as a stream of messages: `.eml`, mbox, Maildir, `.zip` of
// those, and folders of all of these. Bytes come out as the container holds them; names inside a
// container are labels and never paths (THREATS IMP-01, IMP-02). Names of files need not be UTF-8: they
// stay the bytes that they are and are decoded for labels alone.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { COMPOUND_FILE, type MsgFinding, type MsgReading } from './msg-file.ts';
import { readZipMessages } from './zip-source.ts';

/** THREATS §4: a message of up to 150 MB is stored. */
export const MOST_MESSAGE_BYTES = 150 * 1024 * 1024;

/** A file as the system names it: text where that is exact, else the bytes of the name. */
export type FileName = string | Buffer;

/**
 * 'unsafeName': an entry of a zip whose name leads out of a folder it would be unpacked into. 'rebuilt': a
 * `.msg` without a message in its own bytes. 'outlookFile': a store of Outlook (`.pst`, `.ost`).
 */
export type RefusedReason = 'tooLarge' | 'notMail' | 'unreadable' | 'empty' | 'unsafeName' | 'rebuilt' | 'outlookFile';

/** Reads a `.msg` where it can be killed; null when it was. */
export type ReadMsg = (bytes: Uint8Array) => Promise<MsgReading | null>;

export type SourceItem =
  | { readonly state: 'message'; readonly label: string; readonly bytes: Uint8Array; readonly finding: MsgFinding | null }
  /** A file that holds messages is about to be read: what it was, for the record of the import. */
  | { readonly state: 'container'; readonly label: string; readonly sha256: string; readonly sizeBytes: number }
  /** Something that is not mail, or too large, or cannot be read. */
  | { readonly state: 'refused'; readonly label: string; readonly reason: RefusedReason };

export async function* readSources(paths: readonly string[], readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  for (const given of paths) yield* readPath(path.resolve(given), true, readMsg);
}

/** A file that cannot be read is a result of its own: the rest of the import goes on. */
async function* readPath(file: FileName, named: boolean, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  try {
    yield* readFound(file, named, readMsg);
  } catch {
    yield { state: 'refused', label: labelOf(file), reason: 'unreadable' };
  }
}

async function* readFound(file: FileName, named: boolean, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  const label = labelOf(file);
  const info = await stat(file).catch(() => null);
  if (info === null) {
    yield { state: 'refused', label, reason: 'unreadable' };
    return;
  }
  if (info.isDirectory()) {
    yield* readFolder(file, readMsg);
    return;
  }
  if (!info.isFile()) return;
  switch (await formatOf(file)) {
    case 'zip':
      yield await containerOf(file, info.size);
      yield* readZipMessages(file, readMsg);
      return;
    case 'mbox':
      if (isNamedAsOne(label) && info.size <= MOST_MESSAGE_BYTES) {
        const bytes = await readFile(file);
        if (!holdsSeveral(bytes)) {
          yield { state: 'message', label, bytes, finding: null };
          return;
        }
      }
      yield await containerOf(file, info.size);
      yield* readMbox(label, readLines(file));
      return;
    case 'message':
      yield await readSingle(file, info.size);
      return;
    case 'msg':
      yield await containerOf(file, info.size);
      if (info.size > MOST_MESSAGE_BYTES) yield { state: 'refused', label, reason: 'tooLarge' };
      else yield* readMsgMessages(label, await readFile(file), readMsg);
      return;
    case 'pst':
      yield { state: 'refused', label, reason: 'outlookFile' };
      return;
    case 'other':
      // A folder of mail may hold notes and indexes: only a file named by the user is worth a word.
      if (named) yield { state: 'refused', label, reason: info.size === 0 ? 'empty' : 'notMail' };
  }
}

async function* readFolder(folder: FileName, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  const wanted = entries.filter((entry) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink());
  const names = new Set(wanted.map(({ name }) => name.toString('latin1')));
  const maildir = names.has('cur') && names.has('new');
  for (const entry of wanted.toSorted((a, b) => Buffer.compare(a.name, b.name))) {
    const { name } = entry;
    if (maildir && name.toString('latin1') === 'tmp') continue;
    const file = within(folder, name);
    // A link to a folder could lead round in a circle; one to a file is that file.
    if (entry.isSymbolicLink() && (await stat(file).catch(() => null))?.isFile() !== true) continue;
    yield* readPath(file, false, readMsg);
  }
}

/** Text where decoding and encoding give the same bytes: only such a path can be handed on as text. */
function within(folder: FileName, name: Buffer): FileName {
  const text = name.toString('utf8');
  if (typeof folder === 'string' && Buffer.from(text, 'utf8').equals(name)) return path.join(folder, text);
  return Buffer.concat([Buffer.from(folder), Buffer.from(path.sep), name]);
}

/** For people and for the record. Names that are not UTF-8 were written on systems of the Windows-1252 family. */
export function labelOf(file: FileName): string {
  if (typeof file === 'string') return file;
  const text = file.toString('utf8');
  return Buffer.from(text, 'utf8').equals(file) ? text : new TextDecoder('windows-1252').decode(file);
}

async function containerOf(file: FileName, sizeBytes: number): Promise<SourceItem> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer);
  return { state: 'container', label: labelOf(file), sha256: hash.digest('hex'), sizeBytes };
}

async function readSingle(file: FileName, sizeBytes: number): Promise<SourceItem> {
  if (sizeBytes > MOST_MESSAGE_BYTES) return { state: 'refused', label: labelOf(file), reason: 'tooLarge' };
  return { state: 'message', label: labelOf(file), bytes: await readFile(file), finding: null };
}

async function formatOf(file: FileName): Promise<SourceFormat> {
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(2048);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    return formatOfStart(start.subarray(0, bytesRead), labelOf(file));
  } finally {
    await handle.close();
  }
}

/** The messages in a `.msg` that are there in their own bytes, or one refusal. */
export async function* readMsgMessages(label: string, bytes: Uint8Array, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  const reading = await readMsg(bytes);
  if (reading?.state === 'read') {
    for (const { name, bytes: inner, finding } of reading.messages) {
      const within = `${label}!${name}`;
      yield inner.length === 0
        ? { state: 'refused', label: within, reason: 'empty' }
        : { state: 'message', label: within, bytes: inner, finding };
    }
  } else yield { state: 'refused', label, reason: reading?.reason ?? 'unreadable' };
}

export type SourceFormat = 'zip' | 'mbox' | 'message' | 'msg' | 'pst' | 'other';

/** By content, then by name: a damaged `.eml` is still a message to keep, a damaged `.msg` is worth a word. */
export function formatOfStart(start: Uint8Array, name: string): SourceFormat {
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  // "From :" is a header field with a blank before its colon.
  if (/^From [^\s:]/.test(text)) return 'mbox';
  if (text.startsWith('!BDN')) return 'pst';
  // Other programs keep compound files too (.doc, .xls): the name tells.
  if (/\.msg$/i.test(name) && COMPOUND_FILE.equals(start.subarray(0, COMPOUND_FILE.length))) return 'msg';
  if (text.length === 0) return 'other';
  if (isNamedAsOne(name)) return 'message';
  if (/^[!-9;-~]{1,80}:[ \t]?[^\r\n]*\r?\n[!-~ \t]/.test(text)) return 'message';
  return /\.msg$/i.test(name) ? 'msg' : /\.[po]st$/i.test(name) ? 'pst' : 'other';
}

/** `.eml`, or a file of a Maildir: one message by its name. */
export function isNamedAsOne(name: string): boolean {
  return /\.eml$/i.test(name) || /(^|[/\\])(cur|new)[/\\][^/\\]+$/.test(name);
}

/**
 * Of a file named as one message that begins as an mbox does: some programs write that line before a single message,
 * which then stays as it is to the last byte. Several only where, after a blank line, another such line with a time
 * stands before a header field.
 */
export function holdsSeveral(bytes: Buffer): boolean {
  let first = true;
  let previousBlank = false;
  let afterSeparator = false;
  for (const line of linesOf(bytes)) {
    if (afterSeparator && /^[!-9;-~]{1,80}[ \t]*:/.test(line.subarray(0, 100).toString('latin1'))) return true;
    // A sentence that begins with "From " does not make an mbox.
    if (first && !isSeparator(line)) return false;
    first = false;
    afterSeparator = previousBlank && isSeparator(line);
    previousBlank = line.length <= 2 && (line[0] === 0x0a || line[0] === 0x0d);
  }
  return false;
}

/**
 * mbox as mboxrd: a message begins at a line "From … hh:mm" after a blank line, one ">" is taken off
 * lines that begin with ">From " (RFC 4155 leaves the quoting open; without it a signature cannot hold).
 * Where the first line carries no time, none is asked of the others.
 */
export async function* readMbox(label: string, lines: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<SourceItem> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  let tooLarge = false;
  let previousBlank = true;
  // A very long line comes in pieces: only the first is where a line begins.
  let inLine = false;
  let separates = isSeparator;
  for await (const line of lines) {
    const begins = !inLine;
    inLine = line.at(-1) !== 0x0a;
    if (number === 0 && !isSeparator(line)) separates = beginsWithFrom;
    if (begins && previousBlank && separates(line)) {
      if (number > 0) yield finish();
      parts = [];
      size = 0;
      tooLarge = false;
      number += 1;
      previousBlank = false;
      continue;
    }
    previousBlank = begins && line.length <= 2 && (line[0] === 0x0a || line[0] === 0x0d);
    const kept = begins ? unquote(line) : line;
    size += kept.length;
    if (size > MOST_MESSAGE_BYTES) tooLarge = true;
    else parts.push(kept);
  }
  if (number > 0) yield finish();
  else yield { state: 'refused', label, reason: 'notMail' };

  function finish(): SourceItem {
    const name = `${label}#${number}`;
    if (tooLarge) return { state: 'refused', label: name, reason: 'tooLarge' };
    const whole = Buffer.concat(parts);
    // The blank line before the next "From " belongs to the container.
    const end = whole.length - (whole.subarray(-2).toString('latin1') === '\r\n' ? 2 : whole.at(-1) === 0x0a ? 1 : 0);
    const bytes = whole.subarray(0, Math.max(end, 0));
    return bytes.length === 0
      ? { state: 'refused', label: name, reason: 'empty' }
      : { state: 'message', label: name, bytes, finding: null };
  }
}

function beginsWithFrom(line: Buffer): boolean {
  return /^From [^\s:]/.test(line.subarray(0, 200).toString('latin1'));
}

/** "From sender Thu Jan  1 00:00:00 2026": a time tells it from a sentence that begins with "From ". */
function isSeparator(line: Buffer): boolean {
  return line.subarray(0, 5).toString('latin1') === 'From ' && /\d{1,2}:\d{2}/.test(line.subarray(5, 300).toString('latin1'));
}

function unquote(line: Buffer): Buffer {
  if (line[0] !== 0x3e) return line;
  let depth = 0;
  while (line[depth] === 0x3e) depth += 1;
  return line.subarray(depth, depth + 5).toString('latin1') === 'From ' ? line.subarray(1) : line;
}

/** Lines of bytes already in memory, each with its end. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(start, next);
    start = next;
  }
}

async function* readLines(file: FileName): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const chunk: Buffer = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end < 0) break;
      yield chunk.subarray(start, end + 1);
      start = end + 1;
    }
    rest = chunk.subarray(start);
    // A line without end is handed on in pieces: it would only be joined again.
    if (rest.length > 8 * 1024 * 1024) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}
