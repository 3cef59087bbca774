// Messages inside a `.zip`: read one entry at a time by yauzl, bounded in count, size and ratio
// (THREATS §4, ATT-05). Entry names are labels; nothing is ever written under them. A name that would
// lead out of a folder is refused by itself, and the other entries are read.
import { closeSync, openSync } from 'node:fs';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import { decodeCharset } from '#main/mime/charset';
import type { FileName, ReadMsg, SourceItem } from './sources.ts';
import { formatOfStart, holdsSeveral, isNamedAsOne, labelOf, linesOf, MOST_MESSAGE_BYTES, readMbox, readMsgMessages } from './sources.ts';

const MOST_ENTRIES = 2_000_000;
const MOST_RATIO = 100;

export async function* readZipMessages(file: FileName, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  const container = labelOf(file);
  const zip = await openZip(file);
  if (zip === null) {
    yield { state: 'refused', label: container, reason: 'unreadable' };
    return;
  }
  try {
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > MOST_ENTRIES) {
        // What follows is passed over, and that is said.
        yield { state: 'refused', label: container, reason: 'tooLarge' };
        return;
      }
      const name = entryName(entry);
      if (name.endsWith('/')) continue;
      const label = `${container}!${name}`;
      if (isUnsafe(name)) yield { state: 'refused', label, reason: 'unsafeName' };
      else yield* readEntry(zip, entry, name, label, readMsg);
    }
  } catch {
    yield { state: 'refused', label: container, reason: 'unreadable' };
  } finally {
    zip.close();
  }
}

/** Without `decodeStrings` one bad name does not end the whole file. */
async function openZip(file: FileName): Promise<ZipFile | null> {
  const descriptor = openSync(file, 'r');
  try {
    return await fromFdPromise(descriptor, { lazyEntries: true, decodeStrings: false, validateEntrySizes: true, autoClose: true });
  } catch {
    closeSync(descriptor);
    return null;
  }
}

const UTF8_FLAG = 0x800;
const UNICODE_PATH = 0x7075;

/**
 * UTF-8 where the entry says so (APPNOTE.TXT §4.4.4 bit 11, or the field of §4.6.9) or where it can be
 * nothing else; code page 437 otherwise (appendix D).
 */
function entryName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  if ((entry.generalPurposeBitFlag & UTF8_FLAG) !== 0) return raw.toString('utf8');
  const field = entry.extraFields.find(({ id }) => id === UNICODE_PATH)?.data;
  if (field !== undefined && field.length > 5 && field[0] === 1) return field.toString('utf8', 5);
  const text = raw.toString('utf8');
  return Buffer.from(text, 'utf8').equals(raw) ? text : decodeCharset(raw, 'cp437').text;
}

function isUnsafe(name: string): boolean {
  return name === '' || name.includes('\0') || /^([a-z]:|[/\\])/i.test(name) || name.split(/[/\\]/).includes('..');
}

async function* readEntry(zip: ZipFile, entry: Entry, name: string, label: string, readMsg: ReadMsg): AsyncGenerator<SourceItem> {
  const bytes = await entryBytes(zip, entry);
  if (!(bytes instanceof Uint8Array)) {
    yield { state: 'refused', label, reason: bytes };
    return;
  }
  switch (formatOfStart(bytes.subarray(0, 2048), name)) {
    case 'message':
      yield { state: 'message', label, bytes, finding: null };
      return;
    case 'mbox':
      if (isNamedAsOne(name) && !holdsSeveral(bytes)) yield { state: 'message', label, bytes, finding: null };
      else yield* readMbox(label, linesOf(bytes));
      return;
    case 'msg':
      yield* readMsgMessages(label, bytes, readMsg);
      return;
    case 'pst':
      yield { state: 'refused', label, reason: 'outlookFile' };
      return;
    case 'zip':
      // One level only (THREATS §4): what is in there must not be passed over in silence.
      yield { state: 'refused', label, reason: 'notMail' };
      return;
    case 'other':
      return;
  }
}

async function entryBytes(zip: ZipFile, entry: Entry): Promise<Buffer | 'unreadable' | 'tooLarge'> {
  if (entry.isEncrypted()) return 'unreadable';
  const bomb = entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * MOST_RATIO;
  if (entry.uncompressedSize > MOST_MESSAGE_BYTES || bomb) return 'tooLarge';
  const pieces: Buffer[] = [];
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) pieces.push(piece as Buffer);
  } catch {
    return 'unreadable';
  }
  return Buffer.concat(pieces);
}
