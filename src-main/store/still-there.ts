// Whether the files of an open profile are still the ones at its place. A folder that is removed or moved away
// leaves its open files without a name: SQLite would go on writing into them, and all of it would be gone with the
// program (THREATS STO-05). Windows does not let go of open files.
import { statSync } from 'node:fs';
import { AppError } from '#shared/model/app-error';

/** `demand` throws AppError storage.io, retry later: what was moved away may come back. */
export function holdPlace(files: readonly string[], folder: string): { demand(): void } {
  const held = files.map((file) => ({ file, mark: markOf(file) }));
  return {
    demand() {
      if (process.platform === 'win32') return;
      for (const { file, mark } of held)
        if (mark !== markOf(file)) throw new AppError('storage.io', { retry: 'later', values: { file: folder } });
    },
  };
}

function markOf(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}
