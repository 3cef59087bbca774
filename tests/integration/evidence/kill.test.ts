// Killed at any moment of an export, no name of a bundle is ever visible that is not a whole bundle, and
// what was left is gone at the next start (EVIDENCE §10). PLICO_KILLS sets how many (88 in the long form).
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openBundleZip } from '#main/evidence/bundle-source';
import { removeUnfinished } from '#main/evidence/place';
import { verifyBundle } from '#main/evidence/verify-bundle';
import { openProfile } from '#main/store/database';
import { fillProfile } from '#tests/support/export-profile';
import { numberedMessage } from '#tests/support/numbered-message';
import { fixedClock, NOW, tempFolder } from '#tests/support/temp-profile';

const KILLS = Number(process.env['PLICO_KILLS'] ?? 8);
const WRITER = path.join(import.meta.dirname, '..', '..', 'support', 'export-writer.ts');
const SPREAD_MS = 1_100;
/** Nobody judges the messages here. */
const UNJUDGED: ReadonlySet<string> = new Set(['bundle.messages', 'bundle.derived', 'bundle.claims', 'bundle.sent']);

/** Kills the exporter `afterMs` after it began; true when it had ended before. */
function exportUntilKilled(folder: string, place: string, at: number, afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, place, String(at)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(out.includes('{')));
  });
}

async function isWhole(file: string): Promise<boolean> {
  const source = await openBundleZip(file);
  if (source.state !== 'open') return false;
  const { checks } = await verifyBundle(source, () => Promise.resolve({ verdict: null, pieces: null }), NOW);
  source.close();
  return checks.every(({ id, status }) => status === 'passed' || status === 'notApplicable' || UNJUDGED.has(id));
}

test(`EVI-08 STO-02 ${KILLS} kills of an export`, { timeout: KILLS * 15_000 + 60_000 }, async () => {
  const folder = path.join(tempFolder(), 'profile');
  const place = path.join(tempFolder(), 'place');
  mkdirSync(place);
  await fillProfile(
    folder,
    Array.from({ length: 150 }, (_, n) => numberedMessage(n)),
  );
  const faults: string[] = [];
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const ended = await exportUntilKilled(folder, place, kill * 1_000, (kill * 137) % SPREAD_MS);
    if (!ended) killed += 1;
    const visible = readdirSync(place).filter((name) => !name.includes('.partial-'));
    for (const name of visible) if (!(await isWhole(path.join(place, name)))) faults.push(`kill ${kill}: ${name} is not whole`);
    const store = openProfile(folder, { key: null, clock: fixedClock() });
    removeUnfinished(store, NOW);
    store.close();
    const left = readdirSync(place).filter((name) => name.includes('.partial-'));
    if (left.length > 0) faults.push(`kill ${kill}: ${left.join(', ')} was left`);
  }
  expect({ faults, someKilled: killed > 0 }).toEqual({ faults: [], someKilled: true });
});
