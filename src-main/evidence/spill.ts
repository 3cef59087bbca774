// Text that grows beside a bag and goes into it when it is complete: a packed bag takes one file at a time.
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import type { FileWriter } from './bag-folder.ts';
import { writeWhole } from './whole-write.ts';

export type Spill = {
  write(text: string): void;
  /** Moves everything into the writer, which stays open. */
  into(writer: FileWriter): void;
};

const CHUNK_BYTES = 1024 * 1024;

/** `file` must not exist and lies in a folder that its owner removes. Nothing stays open between two calls. */
export function createSpill(file: string): Spill {
  let held: string[] = [];
  let length = 0;
  let flags = 'wx';
  const flush = (): void => {
    const descriptor = openSync(file, flags, 0o600);
    flags = 'a';
    try {
      writeWhole(descriptor, Buffer.from(held.join(''), 'utf8'));
    } finally {
      closeSync(descriptor);
    }
    held = [];
    length = 0;
  };
  return {
    write(text) {
      held.push(text);
      length += text.length;
      if (length >= CHUNK_BYTES) flush();
    },
    into(writer) {
      flush();
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const descriptor = openSync(file, 'r');
      try {
        for (let count = readSync(descriptor, buffer); count > 0; count = readSync(descriptor, buffer))
          writer.write(buffer.subarray(0, count));
      } finally {
        closeSync(descriptor);
      }
      rmSync(file);
    },
  };
}
