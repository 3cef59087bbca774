// Killed at any moment, the profile opens again with everything that was acknowledged, nothing twice
// and no row without its bytes. PLICO_KILLS sets the number of kills (300 in the long form).
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { archiveTotals, hashOfBytes, putMessage } from '#main/archive/message';
import { openProfile } from '#main/store/database';
import { checkStore } from '#main/store/doctor';
import { isMessageKnown } from '#main/store/message';
import { asAccountId } from '#shared/model/ids';
import { numberedMessage, WRITER_KEY } from '#tests/support/numbered-message';
import { fixedClock, tempFolder } from '#tests/support/temp-profile';

const KILLS = Number(process.env['PLICO_KILLS'] ?? 12);
const WRITER = path.join(import.meta.dirname, '..', '..', 'support', 'store-writer.ts');

/** Kills the writer `afterMs` after its first commit; returns the last number it acknowledged. */
function writeUntilKilled(folder: string, from: number, afterMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(Number(out.slice(0, out.lastIndexOf('\n')).split('\n').at(-1) ?? Number.NaN)));
  });
}

test(`STO-01 ${KILLS} kills of the writer`, { timeout: KILLS * 10_000 }, async () => {
  const folder = path.join(tempFolder(), 'profile');
  const account = asAccountId('a');
  let reached = 0;
  const faults: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const acknowledged = await writeUntilKilled(folder, reached, (kill * 37) % 180);
    if (!(acknowledged > reached)) faults.push(`kill ${kill}: nothing was written`);
    reached = acknowledged;
    const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
    for (let n = 0; n < reached; n += 1) {
      if (!store.read((tx) => isMessageKnown(tx, account, hashOfBytes(numberedMessage(n)))))
        faults.push(`kill ${kill}: message ${n} is lost`);
    }
    const messages = store.read((tx) => archiveTotals(tx).messages);
    // The transaction in flight may have got through without being acknowledged.
    if (messages !== reached && messages !== reached + 5) faults.push(`kill ${kill}: ${messages} messages for ${reached}`);
    for (const { id, what } of store.read(checkLinks)) if (id !== 'archive.notIndexed') faults.push(`kill ${kill}: ${id} ${what}`);
    for (const { id, what } of checkStore(store).findings) faults.push(`kill ${kill}: ${id} ${what}`);
    store.close();
  }
  const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  const checked = store.read((tx) => [...checkMessages(tx, 0, 1_000_000).findings, ...checkParts(tx, 0, 1_000_000).findings]);
  const origin = { account, source: 'imap', detail: '', at: fixedClock().now() } as const;
  const again = store.write((tx) => putMessage(tx, numberedMessage(0), { origin }).known);
  store.close();
  expect({ faults, checked, again }).toEqual({ faults: [], checked: [], again: true });
});
