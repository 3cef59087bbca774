// Messages inside a `.zip`: read one entry at a time by yauzl, bounded in count, size and ratio
// (THREATS §4, ATT-05). Entry names are labels; nothing is ever written under them.
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { SourceItem } from './sources.ts';
import { formatOfStart, MOST_MESSAGE_BYTES } from './sources.ts';

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
      const item = await readEntry(zip, entry, `${file}!${entry.fileName}`);
      if (item !== null) yield item;
    }
  } catch {
    yield { state: 'refused', label: file, reason: 'unreadable' };
  } finally {
    zip.close();
  }
}

async function readEntry(zip: ZipFile, entry: Entry, label: string): Promise<SourceItem | null> {
  if (entry.isEncrypted()) return { state: 'refused', label, reason: 'unreadable' };
  const bomb = entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * MOST_RATIO;
  if (entry.uncompressedSize > MOST_MESSAGE_BYTES || bomb) return { state: 'refused', label, reason: 'tooLarge' };
  const pieces: Buffer[] = [];
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) pieces.push(piece as Buffer);
  } catch {
    return { state: 'refused', label, reason: 'unreadable' };
  }
  const bytes = Buffer.concat(pieces);
  return formatOfStart(bytes.subarray(0, 2048), entry.fileName) === 'message' ? { state: 'message', label, bytes } : null;
}
