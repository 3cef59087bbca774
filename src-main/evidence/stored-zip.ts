// A ZIP that is a function of its content (EVIDENCE §2): stored, names in UTF-8, one fixed time and
// mode, no extra fields but ZIP64 where a number needs it, no data descriptors. Sizes and CRC come
// first, so they must be known. APPNOTE.TXT 6.3.10 §4.3.7, §4.3.12, §4.3.14, §4.3.16.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync } from 'node:fs';
import { crc32 as crcOf } from 'node:zlib';
import { writeWhole } from './whole-write.ts';

/** Its bytes are `size` bytes of `file` from `offset` on. */
export type ZipMember = {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly file: string;
  readonly offset: number;
};

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const UTF8_NAMES = 0x0800;
/** 1980-01-01 00:00 in the form of DOS. */
const DOS_DATE = 0x0021;
const UNIX = 3;
const MODE = 0o100644;
const TOP_32 = 0xffffffff;
const CHUNK_BYTES = 1024 * 1024;

/** So much is done before others get their turn. */
const TURN_BYTES = 16 * 1024 * 1024;

/**
 * Writes members in the given order to `target`, which must not exist, and reads the whole of it back.
 * `onTurn` is called between stretches of the work and may throw. Rejects when the disk does not hold what
 * was written, or a member is not what its CRC says. Resolves to the SHA-256 of the file.
 */
export async function writeStoredZip(target: string, members: Iterable<ZipMember>, onTurn: () => void): Promise<string> {
  const descriptor = openSync(target, 'wx+', 0o644);
  const sources = openSources();
  try {
    const out = gatheredWriter(descriptor);
    const turn = turns(onTurn);
    // One for all: a bundle has many ten thousands of small files.
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const central = createHeap();
    let count = 0;
    for (const member of members) {
      central.add(centralRecord(member, out.offset()));
      count += 1;
      out.put(localRecord(member));
      let crc = 0;
      let taken = 0;
      for (const chunk of sources.chunks(member, buffer)) {
        crc = crcOf(chunk, crc);
        taken += chunk.length;
        out.put(chunk);
        if (turn.due(chunk.length)) await turn.take();
      }
      if (taken !== member.size || crc !== member.crc32) throw new Error('a file of the bundle changed while it was packed');
    }
    const start = out.offset();
    for (const block of central.blocks()) out.put(block);
    out.put(endRecords(count, start, out.offset() - start));
    const expected = out.end();
    fsyncSync(descriptor);
    const digest = createHash('sha256');
    for (let at = 0; ;) {
      const count = readSync(descriptor, buffer, 0, buffer.length, at);
      if (count === 0) break;
      digest.update(buffer.subarray(0, count));
      at += count;
      if (turn.due(count)) await turn.take();
    }
    if (digest.digest('hex') !== expected) throw Object.assign(new Error('what was written cannot be read back'), { code: 'EIO' });
    return expected;
  } finally {
    sources.close();
    closeSync(descriptor);
  }
}

/** Records one after the other in few large blocks: one buffer each would cost several times its bytes. */
function createHeap(): { add(record: Buffer): void; blocks(): readonly Buffer[] } {
  const full: Buffer[] = [];
  let block = Buffer.allocUnsafe(HEAP_BYTES);
  let held = 0;
  return {
    add(record) {
      if (held + record.length > block.length) {
        full.push(block.subarray(0, held));
        block = Buffer.allocUnsafe(Math.max(HEAP_BYTES, record.length));
        held = 0;
      }
      held += record.copy(block, held);
    },
    blocks: () => [...full, block.subarray(0, held)],
  };
}

const HEAP_BYTES = 256 * 1024;

function turns(onTurn: () => void): { due(bytes: number): boolean; take(): Promise<void> } {
  let since = 0;
  return {
    due: (bytes) => (since += bytes) >= TURN_BYTES,
    async take() {
      since = 0;
      await new Promise((resolve) => setImmediate(resolve));
      onTurn();
    },
  };
}

/** Small writes are gathered; `end` gives the SHA-256 of all. */
function gatheredWriter(descriptor: number): { put(bytes: Uint8Array): void; offset(): number; end(): string } {
  const digest = createHash('sha256');
  const gathered = Buffer.allocUnsafe(CHUNK_BYTES);
  let held = 0;
  let offset = 0;
  const flush = (): void => {
    const bytes = gathered.subarray(0, held);
    writeWhole(descriptor, bytes);
    digest.update(bytes);
    held = 0;
  };
  return {
    put(bytes) {
      if (held + bytes.byteLength > CHUNK_BYTES) flush();
      gathered.set(bytes, held);
      held += bytes.byteLength;
      offset += bytes.byteLength;
    },
    offset: () => offset,
    end() {
      flush();
      return digest.digest('hex');
    },
  };
}

/** CRC-32 of a file, read in pieces. */
export function crcOfFile(file: string): number {
  const descriptor = openSync(file, 'r');
  let crc = 0;
  try {
    readAll(descriptor, (chunk) => (crc = crcOf(chunk, crc)), Buffer.allocUnsafe(CHUNK_BYTES));
  } finally {
    closeSync(descriptor);
  }
  return crc;
}

function localRecord({ name, size, crc32 }: ZipMember): Buffer {
  const label = Buffer.from(name, 'utf8');
  const wide = size >= TOP_32;
  const extra = wide ? wideFields([size, size]) : Buffer.alloc(0);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(LOCAL, 0);
  fixed.writeUInt16LE(wide ? 45 : 10, 4);
  fixed.writeUInt16LE(UTF8_NAMES, 6);
  fixed.writeUInt16LE(DOS_DATE, 12);
  fixed.writeUInt32LE(crc32, 14);
  fixed.writeUInt32LE(wide ? TOP_32 : size, 18);
  fixed.writeUInt32LE(wide ? TOP_32 : size, 22);
  fixed.writeUInt16LE(label.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, label, extra]);
}

function centralRecord({ name, size, crc32 }: ZipMember, offset: number): Buffer {
  const label = Buffer.from(name, 'utf8');
  const wideSize = size >= TOP_32;
  const wideOffset = offset >= TOP_32;
  const extra = wideSize || wideOffset ? wideFields([...(wideSize ? [size, size] : []), ...(wideOffset ? [offset] : [])]) : Buffer.alloc(0);
  const version = extra.length > 0 ? 45 : 10;
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(CENTRAL, 0);
  fixed.writeUInt16LE((UNIX << 8) | version, 4);
  fixed.writeUInt16LE(version, 6);
  fixed.writeUInt16LE(UTF8_NAMES, 8);
  fixed.writeUInt16LE(DOS_DATE, 14);
  fixed.writeUInt32LE(crc32, 16);
  fixed.writeUInt32LE(wideSize ? TOP_32 : size, 20);
  fixed.writeUInt32LE(wideSize ? TOP_32 : size, 24);
  fixed.writeUInt16LE(label.length, 28);
  fixed.writeUInt16LE(extra.length, 30);
  fixed.writeUInt32LE(MODE * 0x10000, 38);
  fixed.writeUInt32LE(wideOffset ? TOP_32 : offset, 42);
  return Buffer.concat([fixed, label, extra]);
}

/** The ZIP64 extra field 0x0001 (APPNOTE §4.5.3). */
function wideFields(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return field;
}

function endRecords(count: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(length, TOP_32), 12);
  end.writeUInt32LE(Math.min(start, TOP_32), 16);
  if (count < 0xffff && start < TOP_32 && length < TOP_32) return end;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(END_64, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE((UNIX << 8) | 45, 12);
  wide.writeUInt16LE(45, 14);
  wide.writeBigUInt64LE(BigInt(count), 24);
  wide.writeBigUInt64LE(BigInt(count), 32);
  wide.writeBigUInt64LE(BigInt(length), 40);
  wide.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(LOCATOR_64, 0);
  locator.writeBigUInt64LE(BigInt(start + length), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end]);
}

type Sources = { chunks(member: ZipMember, buffer: Buffer): Iterable<Buffer>; close(): void };

/** The file of the member before stays open: mostly it is that of the next one too. */
function openSources(): Sources {
  let open: { readonly file: string; readonly descriptor: number } | null = null;
  const close = (): void => {
    if (open !== null) closeSync(open.descriptor);
    open = null;
  };
  return {
    close,
    *chunks({ file, offset, size }, buffer) {
      if (open?.file !== file) {
        close();
        open = { file, descriptor: openSync(file, 'r') };
      }
      for (let taken = 0; taken < size;) {
        const count = readSync(open.descriptor, buffer, 0, Math.min(buffer.length, size - taken), offset + taken);
        if (count === 0) return;
        taken += count;
        yield buffer.subarray(0, count);
      }
    },
  };
}

function readAll(descriptor: number, take: (chunk: Uint8Array) => void, buffer: Buffer): number {
  for (let at = 0; ;) {
    const count = readSync(descriptor, buffer, 0, buffer.length, at);
    if (count === 0) return at;
    take(buffer.subarray(0, count));
    at += count;
  }
}
