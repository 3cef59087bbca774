// The clock of tests that need no test runner around them.
import { asInstant, type Instant } from '#shared/model/ids';

export const NOW = asInstant(Date.UTC(2026, 10, 22, 10, 0, 0));

export function fixedClock(at: Instant = NOW): { now(): Instant } {
  return { now: () => at };
}
