// A bundle from somebody else, as a set of files: a folder, or a ZIP read entry by entry. Nothing is
// unpacked to disk; links, devices, odd names, doubles and bombs are refused (EVIDENCE §10, EVI-11).
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { isBagPath } from './bag-path.ts';
import { hasPlainLayout } from './zip-layout.ts';

export type BundleFile = { readonly path: string; read(): Promise<Uint8Array> };

export type BundleSource =
  | { readonly state: 'open'; readonly files: readonly BundleFile[]; close(): void }
  /** No bag at all: not for us to judge. */
  | { readonly state: 'notABundle' }
  | { readonly state: 'refused'; readonly code: BundleRefusal };

export type BundleRefusal =
  | 'unreadable'
  | 'path'
  | 'duplicate'
  | 'link'
  | 'tooMany'
  | 'tooLarge'
  | 'encrypted'
  | 'severalFolders'
  | 'layout';

const MOST_FILES = 1_000_000;
/** As one message may be (THREATS §4). */
const MOST_FILE_BYTES = 150 * 1024 * 1024;
const MOST_RATIO = 100;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

export async function openBundleFolder(folder: string): Promise<BundleSource> {
  const files: BundleFile[] = [];
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    if (!entries.some((entry) => entry.name === 'bagit.txt' && entry.parentPath === folder)) return { state: 'notABundle' };
    for (const entry of entries) {
      if (entry.isDirectory()) continue;
      const place = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, place).split(path.sep).join('/');
      if (!entry.isFile()) return { state: 'refused', code: 'link' };
      if (!isBagPath(name)) return { state: 'refused', code: 'path' };
      if (files.length >= MOST_FILES) return { state: 'refused', code: 'tooMany' };
      if ((await lstat(place)).size > MOST_FILE_BYTES) return { state: 'refused', code: 'tooLarge' };
      files.push({ path: name, read: () => readFile(place) });
    }
  } catch {
    return { state: 'refused', code: 'unreadable' };
  }
  return { state: 'open', files, close: () => undefined };
}

export async function openBundleZip(file: string): Promise<BundleSource> {
  let zip: ZipFile;
  try {
    // autoClose off: entries are read after the list is complete.
    zip = await openPromise(file, {
      lazyEntries: true,
      decodeStrings: true,
      validateEntrySizes: true,
      strictFileNames: true,
      autoClose: false,
    });
  } catch {
    return { state: 'refused', code: 'unreadable' };
  }
  const listed = await listEntries(zip, file);
  if (listed.state !== 'open') zip.close();
  return listed;
}

async function listEntries(zip: ZipFile, file: string): Promise<BundleSource> {
  const files: BundleFile[] = [];
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let top: string | null = null;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.push(entry) > MOST_FILES) return { state: 'refused', code: 'tooMany' };
      if (entry.fileName.endsWith('/')) continue;
      const code = refusalOf(entry);
      if (code !== null) return { state: 'refused', code };
      const slash = entry.fileName.indexOf('/');
      const folder = entry.fileName.slice(0, slash + 1);
      const name = entry.fileName.slice(slash + 1);
      top ??= folder;
      if (folder !== top || folder === '') return { state: 'refused', code: 'severalFolders' };
      if (!isBagPath(name) || !isBagPath(folder.slice(0, -1))) return { state: 'refused', code: 'path' };
      if (seen.has(name)) return { state: 'refused', code: 'duplicate' };
      seen.add(name);
      files.push({ path: name, read: () => readEntry(zip, entry) });
    }
  } catch {
    // yauzl ends the list at absolute names, "..", backslashes and sizes that do not fit.
    return { state: 'refused', code: 'path' };
  }
  if (!seen.has('bagit.txt')) return { state: 'notABundle' };
  return hasPlainLayout(file, entries) ? { state: 'open', files, close: () => zip.close() } : { state: 'refused', code: 'layout' };
}

function refusalOf(entry: Entry): BundleRefusal | null {
  if (entry.isEncrypted()) return 'encrypted';
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== REGULAR) return 'link';
  const bomb = entry.uncompressedSize > 1024 * 1024 && entry.uncompressedSize > entry.compressedSize * MOST_RATIO;
  return bomb || entry.uncompressedSize > MOST_FILE_BYTES ? 'tooLarge' : null;
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
