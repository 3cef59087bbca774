// A bag being written (RFC 8493 §2): files go into a fresh folder, and what the manifests say of them
// is reckoned from the bytes on the way.
import { createHash } from 'node:crypto';
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
};

export type FileWriter = { write(chunk: string | Uint8Array): void; end(): BagFile };

export type BagFolder = {
  readonly root: string;
  add(file: string, content: string | Uint8Array): BagFile;
  /** For what is too long to be held at once. */
  open(file: string): FileWriter;
  /** So far, in bytewise order of their paths. */
  files(): readonly BagFile[];
};

/** `root` must not exist. `durable`: every file is on the disk when it is added, for a bag that stays a folder. */
export function createBagFolder(root: string, options: { readonly durable: boolean }): BagFolder {
  mkdirSync(root, { recursive: false, mode: 0o755 });
  const files = new Map<string, BagFile>();
  const folders = new Set<string>([root]);

  function open(file: string): FileWriter {
    if (!isBagPath(file) || files.has(file)) throw new Error(`not a path for a bag: ${file}`);
    const target = path.join(root, ...file.split('/'));
    const folder = path.dirname(target);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      folders.add(folder);
    }
    const descriptor = openSync(target, 'wx', 0o644);
    const sha256 = createHash('sha256');
    const sha512 = createHash('sha512');
    let crc = 0;
    let size = 0;
    return {
      write(chunk) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
        writeWhole(descriptor, bytes);
        sha256.update(bytes);
        sha512.update(bytes);
        crc = crc32(bytes, crc);
        size += bytes.byteLength;
      },
      end() {
        if (options.durable) fsyncSync(descriptor);
        closeSync(descriptor);
        const made = { path: file, size, sha256: sha256.digest('hex'), sha512: sha512.digest('hex'), crc32: crc };
        files.set(file, made);
        if (options.durable) syncFolder(folder);
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
  };
}
