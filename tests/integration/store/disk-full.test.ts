// A full disk is said as such, leaves nothing partial, and work goes on when there is room again.
// Needs a small file system of its own, which only root can make on Linux.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { archiveTotals } from '#main/archive/message';
import { openProfile } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { messagesFrom } from '#main/store/message';
import { fillRoad, mayMount } from '#tests/support/full-disk';
import { WRITER_KEY } from '#tests/support/numbered-message';
import { fixedClock, tempFolder } from '#tests/support/temp-profile';

const WRITER = path.join(import.meta.dirname, '..', '..', 'support', 'store-writer.ts');
const ROUNDS = Number(process.env['PLICO_DISK_FULL'] ?? 5);

const MAY_MOUNT = probe();

function probe(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'plico-mount-'));
  try {
    return mayMount(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!MAY_MOUNT)('STO-04 disk full (needs root on Linux for a small file system)', () => {
  test(`${ROUNDS} sizes of disk`, () => {
    const outcomes = Array.from({ length: ROUNDS }, (_, round) => {
      const mount = path.join(tempFolder(), 'disk');
      mkdirSync(mount);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${2_600 + round * 733}k`, 'tmpfs', mount]);
      try {
        return runOutOfDisk(mount);
      } finally {
        execFileSync('umount', [mount]);
        rmSync(mount, { recursive: true });
      }
    });
    expect(outcomes).toEqual(outcomes.map(() => ({ said: 'storage.full', acknowledgedKept: true, findings: [], resumed: true })));
  });
});

// Both write through what an account needs: the thread of a sync, and the core with examination and index.
// The long form, which fills the disk at random moments of every road, is `npm run kill disk`.
describe.skipIf(!MAY_MOUNT)('STO-04 disk full on the roads of a profile (needs root on Linux for a small file system)', () => {
  test('sync and import: said, nothing partial, gone on with', { timeout: 120_000 }, async () => {
    const folder = tempFolder();
    const roads = ['sync', 'import'] as const;
    // Too little by far: how much a road needs at its most depends on when pages go from the log into the file.
    const results = await Promise.all(roads.map((road) => fillRoad(road, { folder, shares: [0.3] })));
    expect(results.map(({ full, faults }) => ({ full, faults }))).toEqual(roads.map(() => ({ full: 1, faults: [] })));
  });
});

function runOutOfDisk(mount: string): { said: string; acknowledgedKept: boolean; findings: string[]; resumed: boolean } {
  // A ballast file gives room back later without touching the profile.
  writeFileSync(path.join(mount, 'ballast'), Buffer.alloc(1_200_000));
  const folder = path.join(mount, 'profile');
  const said = run(folder, 0, 100_000);
  const acknowledged = Number(said.at(-2) ?? 0);
  rmSync(path.join(mount, 'ballast'));
  const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  const rows = store.read((tx) => messagesFrom(tx, 0, 100_000).length);
  const findings = [
    ...checkStore(store).findings,
    ...store.read((tx) => [...checkMessages(tx, 0, 100_000).findings, ...checkParts(tx, 0, 100_000).findings, ...checkLinks(tx)]),
  ]
    .map(({ id }) => id)
    // Bytes whose row did not fit any more are ingested at the next start: by design, and not lost.
    .filter((id) => id !== 'archive.notIndexed');
  const blobs = store.read((tx) => archiveTotals(tx).messages);
  store.close();
  const resumed = run(folder, acknowledged, acknowledged + 20).at(-1) === String(acknowledged + 20);
  return { said: said.at(-1) ?? '', acknowledgedKept: rows >= acknowledged && blobs >= acknowledged, findings, resumed };
}

function run(folder: string, from: number, to: number): string[] {
  const { stdout } = spawnSync(process.execPath, [WRITER, folder, String(from), String(to)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout.trimEnd().split('\n');
}
