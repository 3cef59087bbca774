// Messages inside a `.zip`: read one entry at a time by yauzl, bounded in count, size and ratio
// (THREATS §4, ATT-05). Entry names are labels; nothing is ever written under them.
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { SourceItem } from './sources.ts';
import { formatOfStart, linesOf, MOST_MESSAGE_BYTES, readMbox } from './sources.ts';

const MOST_ENTRIES = 2_000_000;
const MOST_RATIO = 100;

export async function* readZipMessages(file: string): AsyncGenerator<SourceItem> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { lazyEntries: true, decodeStrings: true, validateEntrySizes: true, strictFileNames: false });
  } catch {
    yield { state: 'refused', label: file, reason: 'unreadable' };
    return;
  }
  try {
    let count = 0;
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > MOST_ENTRIES) return;
      if (entry.fileName.endsWith('/')) continue;
      yield* readEntry(zip, entry, `${file}!${entry.fileName}`);
    }
  } catch {
    yield { state: 'refused', label: file, reason: 'unreadable' };
  } finally {
    zip.close();
  }
}

async function* readEntry(zip: ZipFile, entry: Entry, label: string): AsyncGenerator<SourceItem> {
  const bytes = await entryBytes(zip, entry);
  if (!(bytes instanceof Uint8Array)) {
    yield { state: 'refused', label, reason: bytes };
    return;
  }
  switch (formatOfStart(bytes.subarray(0, 2048), entry.fileName)) {
    case 'message':
      yield { state: 'message', label, bytes };
      return;
    case 'mbox':
      yield* readMbox(label, linesOf(bytes));
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
