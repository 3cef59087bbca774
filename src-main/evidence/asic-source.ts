// A container from somebody else (ETSI EN 319 162-1 §4.3): its one data object put aside in a folder of its
// own, hashed on the way, and the time-stamp token over it. Anything beside the three expected entries is
// a container of another kind.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { MIMETYPE } from './asic.ts';

export type AsicSource = {
  /** The data object, in a folder that `close` removes. */
  readonly object: string;
  readonly sha256: Uint8Array;
  readonly token: Uint8Array;
  close(): Promise<void>;
};

const MOST_TOKEN_BYTES = 1024 * 1024;
const STORED = 0;

/** Null: not an ASiC-S container with a time assertion over one ZIP. */
export async function openAsicS(file: string): Promise<AsicSource | null> {
  const zip = await openPromise(file, { lazyEntries: true, strictFileNames: true, autoClose: false }).catch(() => null);
  if (zip === null) return null;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plico-asic-'));
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) if (entries.push(entry) > 3) break;
    const [mimetype, object, stamp] = entries;
    const shaped =
      entries.length === 3 && mimetype?.fileName === 'mimetype' && stamp?.fileName === 'META-INF/timestamp.tst' && object !== undefined;
    // Stored: what is written aside cannot be larger than the file it comes from.
    if (!shaped || entries.some((entry) => entry.compressionMethod !== STORED || entry.isEncrypted())) return await nothing(folder);
    if (mimetype.uncompressedSize !== MIMETYPE.length || stamp.uncompressedSize > MOST_TOKEN_BYTES) return await nothing(folder);
    if ((await contentOf(zip, mimetype)).toString('latin1') !== MIMETYPE) return await nothing(folder);
    const aside = path.join(folder, 'object.zip');
    const digest = createHash('sha256');
    const stream = await zip.openReadStreamPromise(object);
    stream.on('data', (piece: Buffer) => digest.update(piece));
    await pipeline(stream, createWriteStream(aside, { flags: 'wx', mode: 0o600 }));
    const token = await contentOf(zip, stamp);
    return { object: aside, sha256: digest.digest(), token, close: () => rm(folder, { recursive: true, force: true }) };
  } catch {
    // A name, a size or a CRC that does not fit: whoever judges the ZIP itself says so.
    return await nothing(folder);
  } finally {
    zip.close();
  }
}

async function nothing(folder: string): Promise<null> {
  await rm(folder, { recursive: true, force: true });
  return null;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
