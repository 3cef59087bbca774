// `npm run fuzz parsers -- --seconds N [--seed S]`: changed messages, CMS structures, certificates, lists, REM
// evidence, daticert.xml, addresses and dates through everything that reads them. Told as a fault: an exception that
// escapes, a verdict better than that of the unchanged input, an input that takes over a second. The input of each is
// written to tests/fixtures/fuzz, where the gate tries it again for ever.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FUZZ_FIXTURES, FUZZ_TARGETS, type FuzzTarget } from '#tests/support/fuzz-targets';
import { mutate, seededRandom } from '#tests/support/random';

const SLOW_MS = 1_000;
const MOST_FAULTS = 100;
const SHOW_EVERY_MS = 1_000;

function main(): number {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
  const seconds = Number(values.seconds);
  const seed = values.seed === undefined ? Math.floor(performance.timeOrigin) % 2_147_483_646 : Number(values.seed);
  const random = seededRandom(seed);
  const counts = new Map<string, number>();
  const start = performance.now();
  let faults = 0;
  let shownAt = start;
  process.stderr.write(`seed ${seed}, ${seconds} s\n`);
  for (let round = 0; performance.now() - start < seconds * 1_000 && faults < MOST_FAULTS; round += 1) {
    const target = FUZZ_TARGETS[round % FUZZ_TARGETS.length];
    if (target === undefined) break;
    const input = mutate(target.seed, random);
    const what = faultOf(target, input);
    counts.set(target.name, (counts.get(target.name) ?? 0) + 1);
    if (process.stderr.isTTY && performance.now() - shownAt > SHOW_EVERY_MS) {
      shownAt = performance.now();
      process.stderr.write(`\r${Math.round((shownAt - start) / 1_000)} s, ${round.toLocaleString('en')} inputs, ${faults} faults`);
    }
    if (what === null) continue;
    faults += 1;
    process.stdout.write(`${target.name}: ${what}: ${keep(target, input)}\n`);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  for (const [name, count] of counts) process.stdout.write(`${name.padEnd(12)} ${count.toLocaleString('en').padStart(10)}\n`);
  process.stdout.write(`${faults} faults\n`);
  return faults === 0 ? 0 : 1;
}

function faultOf(target: FuzzTarget, input: Uint8Array): string | null {
  const started = performance.now();
  try {
    const fault = target.fault(input);
    const took = performance.now() - started;
    return fault ?? (took > SLOW_MS ? `${took.toFixed(0)} ms` : null);
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  }
}

/** Its file. */
function keep({ name }: FuzzTarget, input: Uint8Array): string {
  mkdirSync(FUZZ_FIXTURES, { recursive: true });
  const file = path.join(FUZZ_FIXTURES, `${name}-${createHash('sha256').update(input).digest('hex').slice(0, 16)}.bin`);
  writeFileSync(file, input);
  return path.relative(process.cwd(), file);
}

process.exitCode = main();
