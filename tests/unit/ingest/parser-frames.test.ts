// Frames come through however a pipe cuts them, and what is no frame is refused.
import { describe, expect, test } from 'vitest';
import { createFrameReader, feedFrames, frameOf, keptMemory } from '#main/ingest/parser-frames';

const BIG = Buffer.alloc(300_000, 'abc');
const MESSAGES: readonly unknown[] = [
  { kind: 'jobs', jobs: [{ id: 1, request: { bytes: Buffer.from('uno'), expected: null, judgedAt: 5 } }] },
  {
    kind: 'jobs',
    jobs: [
      { id: 2, request: { bytes: BIG, expected: Buffer.alloc(0) } },
      { id: 3, request: { bytes: Buffer.from('€') } },
    ],
  },
  { text: 'perché €', nothing: undefined, many: new Map([['a', new Set([1n])]]) },
];

function through(pieces: readonly Uint8Array[]): unknown[] {
  const found: unknown[] = [];
  const reader = createFrameReader((message) => found.push(message));
  for (const piece of pieces) feedFrames(reader, piece);
  return found;
}

describe('frames to and from a parsing process', () => {
  test.each([1, 7, 10, 11, 4_096, 65_536, 10_000_000])('in pieces of %i bytes', (size) => {
    const all = Buffer.concat((size === 1 ? [MESSAGES[0], MESSAGES[2]] : MESSAGES).flatMap(frameOf));
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.subarray(index * size, (index + 1) * size));
    expect(through(pieces)).toEqual(size === 1 ? [MESSAGES[0], MESSAGES[2]] : MESSAGES);
  });

  test('byte arrays go over as they are, without a copy', () => {
    expect(frameOf(MESSAGES[1]).includes(BIG)).toBe(true);
  });

  test.each([
    ['lengths that no message has', Buffer.alloc(10, 0xff)],
    ['nothing in it', Buffer.alloc(10)],
    ['a clone that is none', Buffer.concat([Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0, 0]), Buffer.from('junk')])],
    ['bytes stated that are not there', cutArrays(frameOf(MESSAGES[0]))],
  ])('%s: refused', (_what, bytes) => {
    expect(() => through([bytes])).toThrow();
  });

  test('memory given back is used again, and only then', () => {
    const memory = keptMemory();
    const seen: Buffer[] = [];
    const release: (() => void)[] = [];
    const reader = createFrameReader((message, done) => {
      seen.push((message as { bytes: Buffer }).bytes);
      release.push(done);
    }, memory);
    const send = (text: string): void => feedFrames(reader, Buffer.concat(frameOf({ bytes: Buffer.from(text) })));
    send('first');
    send('other');
    expect(seen.map(String)).toEqual(['first', 'other']);
    release[0]?.();
    send('third');
    expect(seen.map(String)).toEqual(['third', 'other', 'third']);
  });
});

/** The frame says it has no byte arrays, while its clone names one. */
function cutArrays([, clone]: readonly Uint8Array[]): Buffer {
  const prelude = Buffer.alloc(10);
  prelude.writeUInt32BE(clone?.length ?? 0, 0);
  return Buffer.concat([prelude, clone ?? Buffer.alloc(0)]);
}
