// Changed inputs in the number of the gate (THREATS, FUZ) with one seed, and every input that `npm run fuzz` ever
// found to do something wrong. Its long form tries new seeds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUZZ_FIXTURES, FUZZ_TARGETS } from '#tests/support/fuzz-targets';
import { mutate, seededRandom } from '#tests/support/random';

const SEED = 20_261_122;
/** Ten times the limit of THREATS §4. */
const HANG_MS = 15_000;

function targetNamed(name: string): (typeof FUZZ_TARGETS)[number] {
  const target = FUZZ_TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new Error(`no target "${name}"`);
  return target;
}

test.each(FUZZ_TARGETS)('$name: the unchanged input is without fault', ({ seed, fault }) => {
  expect(fault(seed)).toBeNull();
});

describe.each<[title: string, count: number, targets: readonly string[]]>([
  ['FUZ-01 MIME tree and headers', 20_000, ['mime']],
  ['FUZ-02 CMS and certificates', 10_000, ['cms', 'certificate', 'document', 'list', 'response']],
  ['FUZ-03 daticert.xml and REM evidence', 10_000, ['daticert', 'evidence']],
  ['FUZ-04 addresses and dates', 50_000, ['address', 'date']],
])('%s', (_title, count, names) => {
  test.each(names)(`%s: ${count.toLocaleString('en')} changed inputs in all, seed ${SEED}`, (name) => {
    const { seed, fault } = targetNamed(name);
    const random = seededRandom(SEED);
    const wrong: string[] = [];
    let slowest = 0;
    for (let number = 0; number < count / names.length; number += 1) {
      const input = mutate(seed, random);
      const started = performance.now();
      const what = fault(input);
      slowest = Math.max(slowest, performance.now() - started);
      if (what !== null) wrong.push(`number ${number}: ${what}`);
    }
    expect(wrong).toEqual([]);
    expect(slowest).toBeLessThan(HANG_MS);
  });
});

const fixtures = existsSync(FUZZ_FIXTURES) ? readdirSync(FUZZ_FIXTURES).filter((file) => file.endsWith('.bin')) : [];

test.each(fixtures)('an input that once did something wrong: %s', (file) => {
  expect(targetNamed(file.slice(0, file.indexOf('-'))).fault(readFileSync(path.join(FUZZ_FIXTURES, file)))).toBeNull();
});
