// Killed at any moment of sending: no message twice, none lost, every uncertain one shown as such.
// PLICO_KILLS sets the number of kills (150 with `npm run kill outbox`).
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openProfile } from '#main/store/database';
import { readMessage } from '#main/archive/message';
import { submissionOf } from '#main/store/submission';
import { dispatchIdOf } from '#main/ingest/dispatches';
import { ANNA, outboxLab, outgoing } from '#tests/support/outbox-lab';
import { WRITER_KEY } from '#tests/support/numbered-message';
import { startRecordingSmtp } from '#tests/support/recording-smtp';
import { fixedClock, tempFolder } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';

const KILLS = Number(process.env['PLICO_KILLS'] ?? 6);
const SENDER_FILE = path.join(import.meta.dirname, '..', '..', 'support', 'outbox-sender.ts');

/** Kills the sender `afterMs` after its first message; returns the last number it acknowledged. */
function sendUntilKilled(folder: string, endpointFile: string, from: number, afterMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SENDER_FILE, folder, endpointFile, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
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

test(`SND-07 ${KILLS} kills while sending`, { timeout: KILLS * 10_000 + 60_000 }, async () => {
  const home = tempFolder();
  const folder = path.join(home, 'profile');
  const endpointFile = path.join(home, 'endpoint.json');
  const server = await startRecordingSmtp(await tlsIdentities());
  let turn = 0;
  // Sometimes at once, sometimes slow enough to be killed while the server has the message.
  server.hold = () => pause((turn++ * 37) % 120);
  writeFileSync(endpointFile, JSON.stringify(server.endpoint));
  const faults: string[] = [];
  let reached = 0;
  const acknowledgedNumbers = new Set<number>();
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      // The one in flight may have become durable without being acknowledged: it is not added again.
      const acknowledged = await sendUntilKilled(folder, endpointFile, reached + 1, 200 + ((kill * 97) % 600));
      if (!(acknowledged > reached)) faults.push(`kill ${kill}: nothing was sent`);
      for (let n = kill === 0 ? 1 : reached + 1; n < acknowledged; n += 1) acknowledgedNumbers.add(n);
      reached = acknowledged;
    }
    const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
    const { outbox } = outboxLab(store, server.endpoint);
    outbox.run();
    const states = (): (readonly [number, string | null])[] =>
      Array.from({ length: reached + 2 }, (_, n) => [n, outbox.stateOf(dispatchIdOf(ANNA, outgoing(n).messageId))?.state ?? null] as const);
    while (states().some(([, state]) => state === 'queued' || state === 'submitting')) await pause(50);
    const counts = new Map<string, number>();
    for (const { bytes } of server.received) counts.set(bytes.toString('latin1'), (counts.get(bytes.toString('latin1')) ?? 0) + 1);
    const seen = { submitted: 0, unknown: 0 };
    for (const [n, state] of states()) {
      const message = outgoing(n);
      const count = counts.get(Buffer.from(message.bytes).toString('latin1')) ?? 0;
      if (state === null && acknowledgedNumbers.has(n)) faults.push(`message ${n} is lost`);
      if (count > 1) faults.push(`message ${n} was sent ${count} times`);
      if (state === null && count > 0) faults.push(`message ${n} was sent and is not known`);
      if (state === 'submitted' && count !== 1) faults.push(`message ${n} is called submitted and was sent ${count} times`);
      if (state === 'submitted' || state === 'unknown') {
        seen[state] += 1;
        const hash = store.read((tx) => submissionOf(tx, dispatchIdOf(ANNA, message.messageId)))?.hash;
        if (hash === undefined || !Buffer.from(store.read((tx) => readMessage(tx, hash))).equals(Buffer.from(message.bytes)))
          faults.push(`message ${n} is not in the archive as it was sent`);
      } else if (state !== null) faults.push(`message ${n} is ${state}`);
    }
    await outbox.close();
    store.close();
    expect(faults).toEqual([]);
    expect(seen.submitted).toBeGreaterThan(KILLS);
    expect(acknowledgedNumbers.size).toBeGreaterThan(KILLS);
    process.stderr.write(
      `outbox kills: ${KILLS}, submitted ${seen.submitted}, unknown ${seen.unknown}, received ${server.received.length}\n`,
    );
  } finally {
    await server.stop();
  }
});
