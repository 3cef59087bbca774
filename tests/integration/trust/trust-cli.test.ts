// `plico trust`: what judgements lean on, and an authority added and removed behind its warning.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, runCli } from '#tests/support/run-cli';
import { PKI } from '#tests/support/signed-mail';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-trust-'));
const folder = path.join(home, 'profile');
const file = (name: string, der: Uint8Array): string => {
  const place = path.join(home, name);
  writeFileSync(place, der);
  return place;
};
let authority: string;

beforeAll(() => {
  authority = file('ca.der', PKI.pinned.der);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const trust = (...argv: readonly string[]) => runCli(['trust', ...argv, '--data', folder, '--offline']);

test('the shipped set is listed with fingerprint, source and date; an added authority stands out and goes again', async () => {
  const shipped = jsonLines((await trust('list', '--json')).stdout);
  const added = await trust('add', authority);
  const fingerprint = /SHA-256 ([0-9a-f]{64})/.exec(added.stdout)?.[1] ?? '';
  const all = jsonLines((await trust('list', '--json')).stdout);
  const shown = (await trust('list', '--lang', 'it')).stdout;
  const removed = await trust('remove', fingerprint);
  const left = jsonLines((await trust('list', '--json')).stdout);
  const origins = (rows: typeof shipped): unknown[] => [...new Set(rows.map((row) => row['origin']))];
  expect({
    shipped: [shipped.length > 5, origins(shipped), shipped.every((row) => row['source'] !== '' && row['since'] !== null)],
    warned: /ATTENZIONE|WARNING/.test(added.stderr),
    all: [all.length - shipped.length, origins(all)],
    shown: [shown.includes(fingerprint), shown.includes('aggiunta da una persona')],
    removed: [removed.code, left.length],
  }).toEqual({
    shipped: [true, ['bundled'], true],
    warned: true,
    all: [1, ['bundled', 'added']],
    shown: [true, true],
    removed: [0, shipped.length],
  });
});

test.each([
  ['a provider’s own certificate', () => file('provider.der', PKI.provider.der)],
  ['a file that is no certificate', () => file('text.pem', Buffer.from('ciao'))],
])('%s is no authority', async (_name, make) => {
  const answer = await trust('add', make());
  expect([answer.code, answer.stderr.trim().split('\n').length]).toEqual([3, 2]);
});
