// The roads of kill-roads.ts on a small file system that fills up under them (STO-04). However much room there
// was: the failure is said by its name, the profile opens whole, and with room again the same work ends as if
// nothing had been. Needs a file system of its own, which only root can make on Linux.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { differences, prepareRoad, runRoad, type Road } from './kill-roads.ts';
import { profileFaults, profileState } from './profile-state.ts';

export type FullDiskResult = {
  readonly road: Road;
  /** Times the room was not enough. */
  readonly full: number;
  /** Times it was enough after all. */
  readonly enough: number;
  /** Room the undisturbed run takes at its most. */
  readonly neededKilobytes: number;
  readonly faults: readonly string[];
};

export function mayMount(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = path.join(folder, 'probe');
  mkdirSync(probe);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
  if (mounted) execFileSync('umount', [probe]);
  return mounted;
}

/** `shares`: of what the undisturbed run needs, how much room there is in each round. `folder` must be empty. */
export async function fillRoad(
  road: Road,
  { folder, shares, onRound }: { readonly folder: string; readonly shares: readonly number[]; readonly onRound?: (done: number) => void },
): Promise<FullDiskResult> {
  const disk = path.join(folder, `disk-${road}`);
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
  try {
    return await fillAll(road, disk, shares, onRound ?? (() => undefined));
  } finally {
    execFileSync('umount', [disk]);
  }
}

async function fillAll(road: Road, disk: string, shares: readonly number[], onRound: (done: number) => void): Promise<FullDiskResult> {
  const prepared = await prepareRoad(road, path.join(disk, road));
  const faults: string[] = [];
  let full = 0;
  try {
    let folder = await prepared.fresh();
    const before = freeBytes(disk);
    let least = before;
    const watch = setInterval(() => (least = Math.min(least, freeBytes(disk))), 2);
    const { done } = await runRoad(road, folder, prepared.detail(), null);
    clearInterval(watch);
    if (!done) throw new Error(`the road "${road}" does not come to its end by itself`);
    const wanted = profileState(folder, await prepared.keyOf(folder));
    const ballast = path.join(disk, 'ballast');
    for (const [round, share] of shares.entries()) {
      folder = await prepared.fresh();
      const room = Math.floor((before - least) * share);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes(disk) - room)));
      const { said } = await runRoad(road, folder, prepared.detail(), null);
      rmSync(ballast);
      const named = (fault: string): string => `${Math.round(room / 1024)} kB: ${fault}`;
      const last = said.at(-1) ?? '';
      if (last === 'storage.full') full += 1;
      else if (last !== 'done') faults.push(named(`it said ${last}`));
      const key = await prepared.keyOf(folder);
      const { doubled, rowWithoutBlob, other } = profileFaults(folder, key);
      const extra = (await prepared.extra?.(folder)) ?? [];
      faults.push(...[...doubled, ...rowWithoutBlob, ...other, ...extra].map(named));
      if (last !== 'done') {
        const again = await runRoad(road, folder, prepared.detail(), null);
        if (!again.done) faults.push(named(`with room again it said ${again.said.at(-1) ?? ''}`));
      }
      faults.push(...differences(wanted, profileState(folder, key)).map(named));
      onRound(round + 1);
    }
    return { road, full, enough: shares.length - full, neededKilobytes: Math.round((before - least) / 1024), faults };
  } finally {
    await prepared.close?.();
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
