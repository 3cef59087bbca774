// Whether a ZIP reads the same for everybody: some readers believe the directory at its end, some the
// headers before each file, some the first directory they find. Here every byte has one reading
// (APPNOTE.TXT §4.3.6): files one after the other from the first byte, named alike in both places, then the
// directory, then its end, and nothing between, before or after.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Entry } from 'yauzl';

const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const HAS_DESCRIPTOR = 0x0008;
const TOP_32 = 0xffffffff;
/** With or without signature, with 32 or 64 bits (APPNOTE.TXT §4.3.9). */
const DESCRIPTORS: ReadonlySet<number> = new Set([12, 16, 20, 24]);

/** `entries`: of the central directory, all of them. */
export function hasPlainLayout(file: string, entries: readonly Entry[]): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = endOfFiles(descriptor, entries);
    const length = entries.reduce((sum, entry) => sum + 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength, 0);
    return start !== null && endsPlainly(descriptor, { start, length, count: entries.length });
  } finally {
    closeSync(descriptor);
  }
}

/** Where the files end, one after the other; null when something lies between, or is told in two ways. */
function endOfFiles(descriptor: number, entries: readonly Entry[]): number | null {
  const ordered = entries.toSorted((left, right) => left.relativeOffsetOfLocalHeader - right.relativeOffsetOfLocalHeader);
  const header = Buffer.alloc(30 + 0xffff);
  let at = 0;
  for (const [index, entry] of ordered.entries()) {
    if (entry.relativeOffsetOfLocalHeader !== at) return null;
    const count = readSync(descriptor, header, 0, 30 + entry.fileNameLength, at);
    if (count < 30 + entry.fileNameLength || header.readUInt32LE(0) !== LOCAL || !agrees(header, entry)) return null;
    at += 30 + entry.fileNameLength + header.readUInt16LE(28) + entry.compressedSize;
    if ((entry.generalPurposeBitFlag & HAS_DESCRIPTOR) === 0) continue;
    const next = ordered[index + 1]?.relativeOffsetOfLocalHeader ?? directoryAfter(descriptor, at);
    if (next === null || !DESCRIPTORS.has(next - at)) return null;
    at = next;
  }
  return at;
}

function agrees(header: Buffer, entry: Entry): boolean {
  const { fileNameRaw, fileNameLength, generalPurposeBitFlag, compressionMethod, compressedSize, uncompressedSize, crc32 } = entry;
  if (header.readUInt16LE(26) !== fileNameLength || !header.subarray(30, 30 + fileNameLength).equals(fileNameRaw)) return false;
  // What a reader may take from an extra field instead must be no other name.
  if (fileNameRaw.toString('utf8') !== entry.fileName) return false;
  if (header.readUInt16LE(6) !== generalPurposeBitFlag || header.readUInt16LE(8) !== compressionMethod) return false;
  if ((generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0) return true;
  const sizes = [header.readUInt32LE(18), header.readUInt32LE(22)] as const;
  const same = (stated: number, size: number): boolean => stated === size || stated === TOP_32;
  return header.readUInt32LE(14) === crc32 && same(sizes[0], compressedSize) && same(sizes[1], uncompressedSize);
}

/** After the descriptor of the last file. */
function directoryAfter(descriptor: number, at: number): number | null {
  const bytes = Buffer.alloc(28);
  const count = readSync(descriptor, bytes, 0, bytes.length, at);
  const found = [...DESCRIPTORS].find((length) => length + 4 <= count && bytes.readUInt32LE(length) === 0x02014b50);
  return found === undefined ? null : at + found;
}

function endsPlainly(descriptor: number, directory: { readonly start: number; readonly length: number; readonly count: number }): boolean {
  const { start, length, count } = directory;
  const rest = fstatSync(descriptor).size - start - length;
  if (rest !== 22 && rest !== 98) return false;
  const bytes = Buffer.alloc(rest);
  readSync(descriptor, bytes, 0, rest, start + length);
  const end = bytes.subarray(rest - 22);
  const narrow = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)] as const;
  if (end.readUInt32LE(0) !== END || end.readUInt16LE(20) !== 0) return false;
  if (rest === 22) return narrow[0] === count && narrow[1] === length && narrow[2] === start;
  const wide = [bytes.readBigUInt64LE(32), bytes.readBigUInt64LE(40), bytes.readBigUInt64LE(48)].map(Number);
  const told = wide[0] === count && wide[1] === length && wide[2] === start;
  const tops = [0xffff, TOP_32, TOP_32];
  const fits = narrow.every((value, index) => value === wide[index] || value === tops[index]);
  return (
    told &&
    fits &&
    bytes.readUInt32LE(0) === END_64 &&
    bytes.readUInt32LE(56) === LOCATOR_64 &&
    bytes.readBigUInt64LE(64) === BigInt(start + length)
  );
}
