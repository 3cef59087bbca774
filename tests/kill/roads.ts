// `npm run kill roads [kills] [-- --kills N --seed N --road NAME]`: the long form of
// tests/integration/store/kill-roads.test.ts, 300 kills over all roads without a number.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { killRoad, ROADS, type RoadResult } from '#tests/support/kill-roads';
import { printTable } from '#tests/support/print-table';
import { seededRandom } from '#tests/support/random';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string' }, seed: { type: 'string' }, road: { type: 'string' } },
});
const roads = ROADS.filter((road) => values.road === undefined || road === values.road);
const total = Number(values.kills ?? positionals[0] ?? 300);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (roads.length === 0 || !Number.isInteger(total) || total < 1) throw new Error(`roads: ${ROADS.join(', ')}; --kills a number`);

const each = Math.ceil(total / roads.length);
const random = seededRandom(seed);
const folder = mkdtempSync(path.join(tmpdir(), 'plico-kill-'));
const results: (RoadResult & { readonly seconds: number })[] = [];
process.stdout.write(`${each * roads.length} kills, seed ${seed}\n`);
try {
  for (const road of roads) {
    const began = performance.now();
    const onKill = (name: string, done: number): void => {
      if (done % 10 === 0) process.stderr.write(`${name} ${done} of ${each}\n`);
    };
    const result = await killRoad(road, { folder, kills: each, random: () => random.next(), onKill });
    results.push({ ...result, seconds: (performance.now() - began) / 1000 });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const columns = ['road', 'kills', 'too late', 'undisturbed ms', 'lost', 'doubled', 'row without blob', 'other', 'seconds'];
const rows = results.map(({ road, kills, late, lengthMs, lost, doubled, rowWithoutBlob, other, seconds }) =>
  [road, kills, late, lengthMs, lost.length, doubled.length, rowWithoutBlob.length, other.length, Math.round(seconds)].map(String),
);
const sum = (at: number): string => String(rows.reduce((all, row) => all + Number(row[at]), 0));
printTable(columns, [...rows, ['all', sum(1), sum(2), '', sum(4), sum(5), sum(6), sum(7), sum(8)]]);
const faults = results.flatMap(({ road, lost, doubled, rowWithoutBlob, other }) =>
  [...lost, ...doubled, ...rowWithoutBlob, ...other].map((fault) => `${road}: ${fault}`),
);
for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
