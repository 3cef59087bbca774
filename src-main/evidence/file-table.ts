// What is known of the files of a bag, packed: a bundle of 10,000 messages has five times as many files, and
// two digests as text of each are more than all else that is held of it.
import { byBytes } from './bag-path.ts';

export type BagFile = {
  readonly path: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sha512: string;
  readonly crc32: number;
  /** From where on its bytes lie in the file of the bag that holds them. */
  readonly offset: number;
};

export type FileTable = {
  has(path: string): boolean;
  add(file: Omit<BagFile, 'sha256' | 'sha512'> & { readonly sha256: Uint8Array; readonly sha512: Uint8Array }): void;
  /** Those that are wanted, in bytewise order of their paths, each made when it is asked for. */
  files(wanted: (path: string) => boolean): Iterable<BagFile>;
};

const ROW = 32 + 64 + 8 + 8 + 4;
const ROWS_A_BLOCK = 1024;

export function createFileTable(): FileTable {
  const rows = new Map<string, number>();
  const blocks: Buffer[] = [];

  function rowAt(index: number): Buffer {
    const block = blocks[Math.floor(index / ROWS_A_BLOCK)] ?? Buffer.alloc(ROW * ROWS_A_BLOCK);
    if (index % ROWS_A_BLOCK === 0 && blocks.length * ROWS_A_BLOCK === index) blocks.push(block);
    const from = (index % ROWS_A_BLOCK) * ROW;
    return block.subarray(from, from + ROW);
  }

  function read(path: string): BagFile {
    const row = rowAt(rows.get(path) ?? 0);
    return {
      path,
      size: row.readDoubleLE(96),
      sha256: row.toString('hex', 0, 32),
      sha512: row.toString('hex', 32, 96),
      crc32: row.readUInt32LE(112),
      offset: row.readDoubleLE(104),
    };
  }

  return {
    has: (path) => rows.has(path),
    add({ path, size, sha256, sha512, crc32, offset }) {
      const row = rowAt(rows.size);
      row.set(sha256, 0);
      row.set(sha512, 32);
      row.writeDoubleLE(size, 96);
      row.writeDoubleLE(offset, 104);
      row.writeUInt32LE(crc32, 112);
      rows.set(path, rows.size);
    },
    *files(wanted) {
      for (const path of [...rows.keys()].filter(wanted).toSorted(byBytes)) yield read(path);
    },
  };
}
