// A bag being written (RFC 8493 §2): what the manifests say of its files is reckoned from the bytes on
// the way. Either as the folder it is to be, or, where it is to be packed, with all files one after the
// other in one scratch file: creating and opening ten thousands of files costs more than hashing them.
import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { byBytes, isBagPath } from './bag-path.ts';
import { syncFolder, writeWhole } from './whole-write.ts';

export type BagFile = {
  readonly path: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sha512: string;
  readonly crc32: number;
  /** Where its bytes lie: from `offset` on in `file`. */
  readonly place: { readonly file: string; readonly offset: number };
};

export type FileWriter = { write(chunk: string | Uint8Array): void; end(): BagFile };

export type BagFolder = {
  readonly root: string;
  add(file: string, content: string | Uint8Array): BagFile;
  /** For what is too long to be held at once; one at a time in a packed bag. */
  open(file: string): FileWriter;
  /** So far, in bytewise order of their paths. */
  files(): readonly BagFile[];
  /** After the last file: everything is with the system, nothing is open. */
  close(): void;
};

/** `root` must not exist. `durable`: every file is on the disk when it is added, for a bag that stays a folder. */
export function createBagFolder(root: string, options: { readonly durable: boolean }): BagFolder {
  mkdirSync(root, { recursive: false, mode: 0o755 });
  const folders = new Set<string>([root]);
  return bagOf(root, (file) => {
    const target = path.join(root, ...file.split('/'));
    const folder = path.dirname(target);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      folders.add(folder);
    }
    const descriptor = openSync(target, 'wx', 0o644);
    return {
      place: { file: target, offset: 0 },
      write: (bytes) => writeWhole(descriptor, bytes),
      end() {
        if (options.durable) fsyncSync(descriptor);
        closeSync(descriptor);
        if (options.durable) syncFolder(folder);
      },
    };
  });
}

/** Small writes are gathered up to this many bytes. */
const GATHERED_BYTES = 1024 * 1024;

/** All files in the file `root`, which must not exist: for `writeStoredZip`, once it is closed. */
export function createPackedBag(root: string): BagFolder {
  const descriptor = openSync(root, 'wx', 0o600);
  const gathered = Buffer.allocUnsafe(GATHERED_BYTES);
  let held = 0;
  let size = 0;
  let busy = false;
  const flush = (): void => {
    writeWhole(descriptor, gathered.subarray(0, held));
    held = 0;
  };
  const bag = bagOf(root, () => {
    if (busy) throw new Error('a packed bag takes one file at a time');
    busy = true;
    return {
      place: { file: root, offset: size },
      write(bytes) {
        size += bytes.byteLength;
        if (held + bytes.byteLength > GATHERED_BYTES) flush();
        if (bytes.byteLength > GATHERED_BYTES) writeWhole(descriptor, bytes);
        else {
          gathered.set(bytes, held);
          held += bytes.byteLength;
        }
      },
      end: () => void (busy = false),
    };
  });
  return {
    ...bag,
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}

type Sink = { readonly place: BagFile['place']; write(bytes: Uint8Array): void; end(): void };

function bagOf(root: string, sinkFor: (file: string) => Sink): BagFolder {
  const files = new Map<string, BagFile>();

  function open(file: string): FileWriter {
    if (!isBagPath(file) || files.has(file)) throw new Error(`not a path for a bag: ${file}`);
    const sink = sinkFor(file);
    const sums = { sha256: createHash('sha256'), sha512: createHash('sha512'), crc: 0, size: 0 };
    return {
      write(chunk) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
        sink.write(bytes);
        sums.sha256.update(bytes);
        sums.sha512.update(bytes);
        sums.crc = crc32(bytes, sums.crc);
        sums.size += bytes.byteLength;
      },
      end() {
        sink.end();
        const made = {
          path: file,
          size: sums.size,
          sha256: hex(sums.sha256),
          sha512: hex(sums.sha512),
          crc32: sums.crc,
          place: sink.place,
        };
        files.set(file, made);
        return made;
      },
    };
  }

  return {
    root,
    add(file, content) {
      const writer = open(file);
      writer.write(content);
      return writer.end();
    },
    open,
    files: () => [...files.values()].toSorted((left, right) => byBytes(left.path, right.path)),
    close: () => undefined,
  };
}

function hex(hash: Hash): string {
  return hash.digest('hex');
}
