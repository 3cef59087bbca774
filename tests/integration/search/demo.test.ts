// Search over the sandbox's story, from the command line as a user types it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLines, runCli } from '#tests/support/run-cli';

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plico-search-'));
  await runCli(['demo', '--once', '--json', '--data', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function search(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(['search', '--json', '--data', path.join(folder, 'profile'), '--', ...args]);
  if (code !== 0) throw new Error(stderr);
  return jsonLines(stdout);
}

test('a dispatch is one row, found by its message and by its receipts; an envelope by what is inside it', async () => {
  const contract = await search('appalto firmato');
  expect(new Set(contract.map(({ type }) => type))).toEqual(new Set(['dispatch', 'received']));
  const receipts = await search('tipo:consegna appalto');
  expect(receipts.map(({ type, id }) => [type, id])).toEqual(
    contract.filter(({ type }) => type === 'dispatch').map(({ type, id }) => [type, id]),
  );
});

test('states, kinds and boxes narrow', async () => {
  const delivered = await search('stato:consegnata');
  const failed = await search('stato:non-consegnata');
  const both = await search('stato:consegnata stato:non-consegnata');
  expect([delivered.length > 0, failed.length > 0, both]).toEqual([true, true, []]);
  const statuses = failed.flatMap(({ recipients }) =>
    (Array.isArray(recipients) ? recipients : []).map((one: { status: string }) => one.status),
  );
  expect(['failed', 'expired', 'delayed'].some((status) => statuses.includes(status))).toBe(true);
});

test('DOS-03 a query that cannot be is told in one sentence', async () => {
  const { code, stdout, stderr } = await runCli(['search', '--lang', 'it', '--data', path.join(folder, 'profile'), 'ab*']);
  expect([code, stdout, stderr.trim()]).toEqual([3, '', 'plico: Prima dell\u2019asterisco servono almeno tre lettere: ab*']);
});

test('a file nobody sent leads nowhere', async () => {
  const stranger = path.join(folder, 'stranger.bin');
  writeFileSync(stranger, 'nobody sent this');
  const { code, stdout } = await runCli(['search', '--json', '--data', path.join(folder, 'profile'), '--file', stranger]);
  expect([code, stdout]).toEqual([0, '']);
});
