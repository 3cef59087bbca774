// Text that grows beside a bag and goes into it when it is complete: a packed bag takes one file at a time.
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import type { FileWriter } from './bag-folder.ts';
import { writeWhole } from './whole-write.ts';

export type Spill = {
  write(text: string): void;
  /** Moves everything into the writer, which stays open. */
  into(writer: FileWriter): void;
};

const HELD_BYTES = 256 * 1024;
/** In UTF-8 no unit of a string takes more. */
const BYTES_A_UNIT = 3;

/** `file` must not exist and lies in a folder that its owner removes. Nothing stays open between two calls. */
export function createSpill(file: string): Spill {
  // As bytes at once: thousands of small strings held until they fill a block outlive what they are worth.
  const held = Buffer.allocUnsafe(HELD_BYTES);
  let length = 0;
  let flags = 'wx';
  const put = (bytes: Uint8Array): void => {
    const descriptor = openSync(file, flags, 0o600);
    flags = 'a';
    try {
      writeWhole(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
  };
  const flush = (): void => {
    put(held.subarray(0, length));
    length = 0;
  };
  return {
    write(text) {
      if (length + text.length * BYTES_A_UNIT > HELD_BYTES) flush();
      if (text.length * BYTES_A_UNIT > HELD_BYTES) put(Buffer.from(text, 'utf8'));
      else length += held.write(text, length, 'utf8');
    },
    into(writer) {
      flush();
      const descriptor = openSync(file, 'r');
      try {
        for (let count = readSync(descriptor, held); count > 0; count = readSync(descriptor, held)) writer.write(held.subarray(0, count));
      } finally {
        closeSync(descriptor);
      }
      rmSync(file);
    },
  };
}
