// How long to wait after a failure: doubling, capped, with jitter so that fifty boxes of one provider
// do not come back in the same second.
import { assertNever } from '#shared/model/ids';
import type { AppError } from '#shared/model/app-error';

const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * Milliseconds to wait after the nth failure in a row (from 1); null when waiting cannot help: a wrong
 * password tried again and again locks the mailbox. `random` is in [0, 1).
 */
export function backoffMs(error: AppError, failures: number, random: number): number | null {
  switch (error.retry) {
    case 'afterUser':
    case 'never':
      // What the program did not understand may be gone tomorrow; what only a person can mend is not.
      return error.retry === 'never' && error.code !== 'aborted' ? LONGEST_MS : null;
    case 'now':
      return failures === 1 ? 0 : delay(failures - 1, random);
    case 'later':
      return delay(failures, random);
    default:
      return assertNever(error.retry);
  }
}

function delay(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return Math.round(full / 2 + (full / 2) * random);
}
