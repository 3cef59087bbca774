// A bag being written (RFC 8493 §2): what the manifests say of its files is reckoned from the bytes on
// the way. Either as the folder it is to be, or, where it is to be packed, with all files one after the
// other in one scratch file: creating and opening ten thousands of files costs more than hashing them.
import { createHash, hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { isBagPath } from './bag-path.ts';
import { createFileTable, type BagFile } from './file-table.ts';
import { syncFolder, writeWhole } from './whole-write.ts';

export type { BagFile };

export type FileWriter = { write(chunk: string | Uint8Array): void; end(): FileSums };
export type FileSums = Pick<BagFile, 'sha256' | 'sha512'>;

export type BagFolder = {
  readonly root: string;
  add(file: string, content: string | Uint8Array): FileSums;
  /** For what is too long to be held at once; one at a time in a packed bag. */
  open(file: string): FileWriter;
  /** So far, those that are wanted (all, where nothing is said), in bytewise order of their paths. */
  files(wanted?: (path: string) => boolean): Iterable<BagFile>;
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
      offset: 0,
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
      offset: size,
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

type Sink = { readonly offset: number; write(bytes: Uint8Array): void; end(): void };

function bagOf(root: string, sinkFor: (file: string) => Sink): BagFolder {
  const table = createFileTable();

  function check(file: string): void {
    if (!isBagPath(file) || table.has(file)) throw new Error(`not a path for a bag: ${file}`);
  }

  function open(file: string): FileWriter {
    check(file);
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
        const sha256 = sums.sha256.digest();
        const sha512 = sums.sha512.digest();
        const { size, crc } = sums;
        table.add({ path: file, size, sha256, sha512, crc32: crc, offset: sink.offset });
        return { sha256: sha256.toString('hex'), sha512: sha512.toString('hex') };
      },
    };
  }

  return {
    root,
    add(file, content) {
      check(file);
      const sink = sinkFor(file);
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      sink.write(bytes);
      sink.end();
      // At one go: what a running digest holds outside of the heap goes only when the heap is tidied, and there may be ten thousands.
      const [sha256, sha512] = [hash('sha256', bytes, 'buffer'), hash('sha512', bytes, 'buffer')];
      table.add({ path: file, size: bytes.byteLength, sha256, sha512, crc32: crc32(bytes, 0), offset: sink.offset });
      return { sha256: sha256.toString('hex'), sha512: sha512.toString('hex') };
    },
    open,
    files: (wanted = () => true) => table.files(wanted),
    close: () => undefined,
  };
}
