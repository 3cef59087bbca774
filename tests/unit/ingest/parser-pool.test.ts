import { afterEach, describe, expect, test } from 'vitest';
import { createParserPool, deadlineMs, type ParserPool } from '#main/ingest/parser-pool';
import type { TrustMaterial } from '#main/ports';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { stuckParserHost } from '#tests/support/stuck-parser';

const MATERIAL: TrustMaterial = { setDate: '2026-11-22', epoch: 'test', anchors: [], roots: [], pool: [], crls: [], ocspResponses: [] };

let pool: ParserPool | null = null;
afterEach(() => {
  pool?.close();
  pool = null;
});

function start(size: number, limitMs = 30_000): { readonly ask: (text: string) => Promise<unknown>; readonly spawned: () => number } {
  const host = stuckParserHost();
  const made = createParserPool(host, { size, material: () => MATERIAL, deadlineMs: () => limitMs, memoryLimitBytes: 400 * 1024 * 1024 });
  pool = made;
  return {
    spawned: host.spawned,
    ask: (text) => made.examine({ bytes: Buffer.from(text), hash: asBlobHash('0'.repeat(64)), judgedAt: asInstant(0), expected: null }),
  };
}

const HASH = '0'.repeat(64);
const echo = (text: string): unknown => ({
  state: 'done',
  value: { echo: text, hash: HASH, reportText: `{"subject":"${HASH}"}`, report: { subject: HASH } },
});

describe('parsing in jail (THREATS §4)', () => {
  test('answers come back to whoever asked', async () => {
    const { ask } = start(2);
    expect(await Promise.all(['a', 'b', 'c'].map(ask))).toEqual([echo('a'), echo('b'), echo('c')]);
  });

  test.each([
    ['never answers', 'HANG', 'parser.timeout', 5_000],
    ['takes all memory', 'EAT', 'parser.memory', 30_000],
    ['ends the process', 'CRASH', 'parser.memory', 30_000],
  ])('MIME-03 a message that %s is marked, and only that one', async (_what, hostile, defect, limitMs) => {
    const { ask } = start(1, limitMs);
    const answers = await Promise.all(['before', hostile, 'after', 'last'].map(ask));
    expect(answers).toEqual([echo('before'), { state: 'killed', defect: { id: defect } }, echo('after'), echo('last')]);
  });

  test('DOS-04 many hostile messages among good ones: every good one is answered', async () => {
    const { ask } = start(2);
    const texts = Array.from({ length: 40 }, (_, index) => (index % 8 === 3 ? 'CRASH' : `good ${index}`));
    const answers = await Promise.all(texts.map(ask));
    expect(answers).toEqual(texts.map((text) => (text === 'CRASH' ? { state: 'killed', defect: { id: 'parser.memory' } } : echo(text))));
  });

  test('a parser that was taken over cannot answer about another message, nor without a report', async () => {
    const { ask } = start(1);
    const refused = { state: 'killed', defect: { id: 'parser.internal', detail: 'answer about something else' } };
    expect(await Promise.all(['before', 'OTHER', 'JUNK', 'after'].map(ask))).toEqual([echo('before'), refused, refused, echo('after')]);
  });

  test('a closed pool answers what waited and starts nothing', async () => {
    const { ask, spawned } = start(1);
    const waiting = ['HANG', 'behind it', 'and behind that'].map(ask);
    await new Promise((resolve) => setTimeout(resolve, 300));
    pool?.close();
    expect(await Promise.all(waiting)).toMatchObject([{ state: 'killed' }, { state: 'killed' }, { state: 'killed' }]);
    expect(await ask('asked afterwards')).toMatchObject({ state: 'killed' });
    expect(spawned()).toBe(1);
  });
});

test.each([
  [12_000, 11_000],
  [30_000_000, 16_000],
  [1_000_000_000, 60_000],
])('the time for %i bytes is %i ms', (sizeBytes, expected) => {
  expect(deadlineMs(sizeBytes)).toBe(expected);
});
