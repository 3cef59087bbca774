import { expect, test } from 'vitest';
import { createImapReader } from '#main/sandbox/imap-reader';
import { ImapSyntaxError, membersOfSet, parseCommand, setOf } from '#main/sandbox/imap-syntax';

const atom = (text: string): unknown => ({ kind: 'atom', text });
const string = (text: string): unknown => ({ kind: 'string', bytes: Buffer.from(text, 'latin1') });
const list = (...items: unknown[]): unknown => ({ kind: 'list', items });

test.each<[string, readonly (string | Buffer)[], unknown]>([
  ['no arguments', ['A1 NOOP'], { tag: 'A1', name: 'NOOP', values: [] }],
  [
    'UID commands',
    ['a2 uid fetch 1:* (UID FLAGS)'],
    { tag: 'a2', name: 'UID FETCH', values: [atom('1:*'), list(atom('UID'), atom('FLAGS'))] },
  ],
  [
    'a section with a list and a range',
    ['a FETCH 1 (BODY.PEEK[HEADER.FIELDS (A B)]<0.10> UID)'],
    { tag: 'a', name: 'FETCH', values: [atom('1'), list(atom('BODY.PEEK[HEADER.FIELDS (A B)]<0.10>'), atom('UID'))] },
  ],
  [
    'quoted strings with escapes',
    [String.raw`a LOGIN "o\"k" "b\\c"`],
    { tag: 'a', name: 'LOGIN', values: [string('o"k'), string('b\\c')] },
  ],
  [
    'literals',
    ['a APPEND ', Buffer.from('Sent'), ' (\\Seen) ', Buffer.from([0, 255]), ''],
    { tag: 'a', name: 'APPEND', values: [string('Sent'), list(atom('\\Seen')), { kind: 'string', bytes: Buffer.from([0, 255]) }] },
  ],
  [
    'nested lists',
    ['a SELECT INBOX (QRESYNC (1 2 1:5))'],
    { tag: 'a', name: 'SELECT', values: [atom('INBOX'), list(atom('QRESYNC'), list(atom('1'), atom('2'), atom('1:5')))] },
  ],
])('%s', (_what, pieces, expected) => {
  expect(parseCommand(pieces)).toEqual(expected);
});

test.each([['a FETCH 1 (UID'], ['a FETCH 1 UID)'], ['a LOGIN "x'], ['senza comando'.slice(0, 5)], [`a X ${'('.repeat(100_000)}`]])(
  'refused: %s',
  (line) => {
    expect(() => parseCommand([line])).toThrow(ImapSyntaxError);
  },
);

test.each<[string, readonly number[], readonly number[]]>([
  ['1:3,7', [1, 2, 4, 7, 9], [1, 2, 7]],
  ['*', [1, 2, 9], [9]],
  ['8:*', [1, 2, 9], [9]],
  ['20:*', [1, 2, 9], [9]],
  ['*:1', [1, 2], [1, 2]],
  ['1:4294967295', [3, 5], [3, 5]],
  ['1:*', [], []],
])('%s of %j', (set, known, expected) => {
  expect(membersOfSet(set, known)).toEqual(expected);
});

test.each([
  [[3, 1, 2, 7, 9, 10], '1:3,7,9:10'],
  [[5], '5'],
  [[], ''],
])('%j as a set', (numbers, expected) => {
  expect(setOf(numbers)).toBe(expected);
});

test('the reader cuts commands at any chunk size, asks for literals once and takes LITERAL+ without asking', () => {
  const stream = Buffer.from('A1 APPEND x {5}\r\na\r\nbc (\\Seen)\r\nA2 LOGIN {2+}\r\nu1 {0+}\r\n\r\nA3 NOOP\r\n', 'latin1');
  for (const size of [1, 2, 7, 1000]) {
    const reader = createImapReader(100);
    const seen: unknown[] = [];
    for (let at = 0; at < stream.length; at += size) {
      reader.push(stream.subarray(at, at + size));
      for (let event = reader.next(); event !== null; event = reader.next())
        seen.push(event.kind === 'command' ? event.pieces.map(String) : event.kind);
    }
    expect(seen).toEqual(['continuationWanted', ['A1 APPEND x ', 'a\r\nbc', ' (\\Seen)'], ['A2 LOGIN ', 'u1', ' ', '', ''], ['A3 NOOP']]);
  }
});

test('a literal over the limit and an endless line are refused', () => {
  const large = createImapReader(100);
  large.push(Buffer.from('A APPEND x {101}\r\n'));
  const endless = createImapReader(100);
  endless.push(Buffer.alloc(100_000, 'x'));
  expect([large.next(), endless.next()]).toEqual([{ kind: 'tooLong' }, { kind: 'tooLong' }]);
});
