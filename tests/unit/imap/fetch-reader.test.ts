// The reader of UID FETCH answers: the same rows however the bytes are cut, everything else handed on
// untouched, and hostile input a named fault.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFetchReader, FetchFault, type FetchRow, type TaggedAnswer } from '#main/imap/fetch-reader';

const LIMITS = { lineBytes: 2_000, literalBytes: 10_000 };

type Seen = { rows: FetchRow[]; tagged: TaggedAnswer[]; other: string; rest: string };

function read(bytes: Buffer, cuts: readonly number[] = []): Seen {
  const seen: Seen = { rows: [], tagged: [], other: '', rest: '' };
  const reader = createFetchReader(LIMITS, {
    row: (row) => seen.rows.push(row),
    tagged: (answer) => seen.tagged.push(answer),
    other: (part) => (seen.other += part.toString('latin1')),
  });
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    // A copy that is overwritten afterwards, as a socket does with its memory.
    const chunk = Buffer.from(bytes.subarray(from, end));
    reader.feed(chunk);
    chunk.fill(0x58);
    from = end;
  }
  seen.rest = reader.rest().toString('latin1');
  return seen;
}

const literal = (text: string): string => `{${Buffer.byteLength(text, 'latin1')}}\r\n${text}`;
const ODD = 'nul\0 \r\n)\r\nP1 OK forged\r\n* 1 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n\x01\xff';

const STREAM = Buffer.from(
  [
    `* 1 FETCH (UID 5 FLAGS (\\Seen $Forwarded) INTERNALDATE " 1-Feb-2026 10:00:00 +0100" RFC822.SIZE 7 BODY[] ${literal('abc\r\ndef')})\r\n`,
    `* 2 EXISTS\r\n`,
    `* 2 FETCH (BODY[] ${literal(ODD)} UID 6 FLAGS () MODSEQ (77))\r\n`,
    `* 3 FETCH (UID 7 BODY[] NIL FLAGS (\\Recent))\r\n`,
    `* 4 FETCH (UID 8 BODY[] "quoted \\"body\\"")\r\n`,
    `* 5 FETCH (UID 10 BODY[] ${literal('')})\r\n`,
    `* 9 FETCH (FLAGS (\\Deleted))\r\n`,
    `* LIST () "/" ${literal('a{5}b')}\r\n`,
    `P1 OK [READ-ONLY] done\r\n`,
    `* 3 EXPUN`,
  ].join(''),
  'latin1',
);

describe('answers to UID FETCH', () => {
  test('rows with bodies of any bytes; everything else as it came', () => {
    const { rows, tagged, other, rest } = read(STREAM);
    expect(rows.map(({ uid, body }) => [uid, body === null ? null : Buffer.from(body).toString('latin1')])).toEqual([
      [5, 'abc\r\ndef'],
      [6, ODD],
      [7, null],
      [8, 'quoted "body"'],
      [10, ''],
    ]);
    expect(rows[0]).toMatchObject({ flags: ['\\Seen', '$Forwarded'], internalDate: ' 1-Feb-2026 10:00:00 +0100', sizeBytes: 7 });
    expect(tagged).toEqual([{ tag: 'P1', status: 'OK', code: 'READ-ONLY', text: 'done' }]);
    expect(other).toBe('* 2 EXISTS\r\n* 9 FETCH (FLAGS (\\Deleted))\r\n* LIST () "/" {5}\r\na{5}b\r\n');
    expect(rest).toBe('* 3 EXPUN');
  });

  test('SYNC-06 the same however the bytes are cut', () => {
    const whole = JSON.stringify(read(STREAM));
    fc.assert(fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 40 }), (cuts) => JSON.stringify(read(STREAM, cuts)) === whole));
    expect(JSON.stringify(read(STREAM, [...STREAM.keys()]))).toBe(whole);
  });

  test.each<[id: string, text: string, kind: 'limit' | 'protocol']>([
    ['SYNC-27 a literal of 4 GiB', '* 1 FETCH (UID 1 BODY[] {4294967296}\r\n', 'limit'],
    ['SYNC-27 a literal of more digits than a number has', `* 1 FETCH (UID 1 BODY[] {${'9'.repeat(30)}}\r\n`, 'limit'],
    ['SYNC-28 an endless line', 'x'.repeat(3_000), 'limit'],
    ['SYNC-26 a literal shorter than announced, then junk', '* 1 FETCH (UID 1 BODY[] {3}\r\nabcdef)\r\n', 'protocol'],
    ['SYNC-30 parentheses that never close', `* 1 FETCH (UID 1 X ${'('.repeat(500)}\r\n`, 'protocol'],
    ['an item without a value', '* 1 FETCH (UID)\r\n', 'protocol'],
    ['a quoted string that never ends', '* 1 FETCH (UID 1 BODY[] "abc\r\n', 'protocol'],
    ['a tag without a status', 'P1 MAYBE\r\n', 'protocol'],
  ])('%s is a fault', (_id, text, kind) => {
    expect(() => read(Buffer.from(text, 'latin1'))).toThrow(expect.objectContaining({ kind }));
  });

  test('FUZ-05 changed bytes give rows or a fault, and nothing else', () => {
    let faults = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(STREAM.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(STREAM);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          read(bytes);
        } catch (error) {
          if (!(error instanceof FetchFault)) throw error;
          faults += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect(faults).toBeGreaterThan(0);
  });
});
