// `npm run kill disk [rounds] [-- --rounds N --seed N --road NAME]`: the long form of tests/integration/store/disk-full.test.ts:
// every road with random shares of the room it needs, 20 rounds a road without a number. Needs root on Linux.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fillRoad, mayMount, type FullDiskResult } from '#tests/support/full-disk';
import { ROADS } from '#tests/support/road-names';
import { seededRandom } from '#tests/support/random';
import { printTable } from '#tests/support/print-table';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, road: { type: 'string' } },
});
const roads = ROADS.filter((road) => values.road === undefined || road === values.road);
const rounds = Number(values.rounds ?? positionals[0] ?? 20);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (roads.length === 0 || !Number.isInteger(rounds) || rounds < 1) throw new Error(`roads: ${ROADS.join(', ')}; --rounds a number`);

const random = seededRandom(seed);
const folder = mkdtempSync(path.join(tmpdir(), 'plico-disk-'));
const results: FullDiskResult[] = [];
try {
  if (!mayMount(folder)) throw new Error('this needs root on Linux, for a file system of its own');
  process.stdout.write(`${rounds} rounds a road, seed ${seed}\n`);
  for (const road of roads) {
    const shares = Array.from({ length: rounds }, () => random.next());
    const onRound = (done: number): void => {
      if (done % 5 === 0) process.stderr.write(`${road} ${done} of ${rounds}\n`);
    };
    results.push(await fillRoad(road, { folder, shares, onRound }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

printTable(
  ['road', 'disk full', 'room enough', 'room needed kB', 'faults'],
  results.map(({ road, full, enough, neededKilobytes, faults }) => [road, full, enough, neededKilobytes, faults.length].map(String)),
);
const faults = results.flatMap(({ road, faults: found }) => found.map((fault) => `${road}: ${fault}`));
for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
