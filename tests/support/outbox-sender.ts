// Run as a process of its own by the test that kills it: takes up what an earlier one left, then puts
// message after message into the outbox and sends them, saying after each `add` which number is durable.
import { readFileSync } from 'node:fs';
import type { Endpoint } from '#main/ports';
import { openProfile } from '#main/store/database';
import { outboxLab, outgoing } from './outbox-lab.ts';
import { WRITER_KEY } from './numbered-message.ts';
import { fixedClock } from './temp-profile-clock.ts';

const [, , folder = '', endpointFile = '', from = '0'] = process.argv;
const endpoint = JSON.parse(readFileSync(endpointFile, 'utf8')) as Endpoint;
const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
const { outbox } = outboxLab(store, endpoint);
outbox.run();
for (let n = Number(from); ; n += 1) {
  outbox.add(outgoing(n));
  process.stdout.write(`${n + 1}\n`);
  await new Promise((resolve) => setTimeout(resolve, 60));
}
