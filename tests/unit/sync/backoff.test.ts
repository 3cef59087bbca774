import { expect, test } from 'vitest';
import { backoffMs } from '#main/sync/backoff';
import { AppError } from '#shared/model/app-error';
import type { AppErrorCode, Retry } from '#shared/model/app-error';

test.each<[code: AppErrorCode, retry: Retry, failures: number, random: number, then: number | null]>([
  ['net.closed', 'later', 1, 0, 1_000],
  ['net.closed', 'later', 1, 0.5, 1_500],
  ['net.closed', 'later', 4, 0, 8_000],
  ['net.closed', 'later', 50, 0, 150_000],
  ['imap.protocol', 'now', 1, 0, 0],
  ['imap.protocol', 'now', 2, 0, 1_000],
  ['imap.auth', 'afterUser', 1, 0, null],
  ['aborted', 'never', 1, 0, null],
  ['internal', 'never', 1, 0, 300_000],
])('SYNC-20 %s, retry %s, failure %i at %d waits %s', (code, retry, failures, random, then) => {
  expect(backoffMs(new AppError(code, { retry }), failures, random)).toBe(then);
});
