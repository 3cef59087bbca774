// A copy that reached the disk: in steps, so that the process stays alive meanwhile.
import { open } from 'node:fs/promises';

const STEP = 4 * 1024 * 1024;

/** `to` must not exist. Rejects with the error of the file system (ENOSPC, EIO, …). */
export async function copyFile(from: string, to: string, onStep: (bytes: number) => void): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(STEP);
      for (let at = 0; ;) {
        const { bytesRead } = await source.read(buffer, 0, STEP, at);
        if (bytesRead === 0) break;
        // A write may take less than it was given (THREATS STO-04).
        for (let written = 0; written < bytesRead;) {
          written += (await target.write(buffer, written, bytesRead - written, at + written)).bytesWritten;
        }
        at += bytesRead;
        onStep(bytesRead);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
