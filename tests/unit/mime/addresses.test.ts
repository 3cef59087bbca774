// Address lists as identity: what is valid, what is suspicious, what is never guessed.
import { describe, expect, test } from 'vitest';
import { normaliseAddress, parseAddressList, sameAddress } from '#main/mime/addresses';

type Row = readonly [
  given: string,
  addresses: readonly (readonly [address: string, valid: boolean, name: string])[],
  suspicious: readonly string[],
];

/** Codes of the list and of its addresses together, in order of the alphabet. */
function codes(raw: string): readonly string[] {
  const list = parseAddressList(raw);
  return [...new Set([...list.suspicious, ...list.addresses.flatMap((address) => address.suspicious)])].sort();
}

describe('well-formed lists', () => {
  test.each<Row>([
    ['a@b.it', [['a@b.it', true, '']], []],
    ['A@B.IT', [['A@b.it', true, '']], []],
    ['<a@b.it>', [['a@b.it', true, '']], []],
    [
      '"Rossi, Mario" <m@r.it>, b@c.it',
      [
        ['m@r.it', true, 'Rossi, Mario'],
        ['b@c.it', true, ''],
      ],
      [],
    ],
    ['Mario Rossi <m@r.it>', [['m@r.it', true, 'Mario Rossi']], []],
    ['=?utf-8?q?Niccol=C3=B2?= <n@r.it>', [['n@r.it', true, 'Niccolò']], []],
    ['"a\\"b" <m@r.it>', [['m@r.it', true, 'a"b']], []],
    ['"quoted local"@r.it', [['"quoted local"@r.it', true, '']], []],
    ['"plain"@r.it', [['plain@r.it', true, '']], []],
    ['a@[192.0.2.1]', [['a@[192.0.2.1]', true, '']], []],
    ['a@[IPv6:2001:db8::1]', [['a@[ipv6:2001:db8::1]', true, '']], []],
    ['', [], []],
  ])('%j', (given, addresses, suspicious) => {
    expect(parseAddressList(given).addresses.map((address) => [address.address, address.valid, address.displayName])).toEqual(addresses);
    expect(codes(given)).toEqual(suspicious);
  });
});

describe('HDR-01, HDR-02, SIG-24: what is odd is named and shown as written', () => {
  test.each<Row>([
    ['a@b@c.it', [['a@b@c.it', false, '']], ['address.invalid']],
    ['no-at-sign', [['no-at-sign', false, '']], ['address.invalid']],
    ['<>', [['', false, '']], ['address.empty']],
    ['a@b.it (comment (nested))', [['a@b.it', true, '']], ['address.comment']],
    ['(x@y.it) a@b.it', [['a@b.it', true, '']], ['address.comment']],
    [
      'group: a@b.it, c@d.it;',
      [
        ['a@b.it', true, ''],
        ['c@d.it', true, ''],
      ],
      ['address.group'],
    ],
    ['undisclosed-recipients:;', [], ['address.group']],
    ['"x@evil.it" <a@b.it>', [['a@b.it', true, 'x@evil.it']], ['address.nameIsAddress']],
    ['"a@b.it" <a@b.it>', [['a@b.it', true, 'a@b.it']], []],
    ['x@evil.it <a@b.it>', [['a@b.it', true, 'x@evil.it']], ['address.nameIsAddress']],
    ['<a@b.it> <c@d.it>', [['a@b.it', false, '']], ['address.textAfter', 'address.twoAngles']],
    [
      'a@b.it; c@d.it',
      [
        ['a@b.it', true, ''],
        ['c@d.it', true, ''],
      ],
      ['address.semicolon'],
    ],
    [
      'a@b.it,,c@d.it',
      [
        ['a@b.it', true, ''],
        ['c@d.it', true, ''],
      ],
      ['address.emptyEntry'],
    ],
    ['<@relay.it:a@b.it>', [['a@b.it', true, '']], ['address.route']],
    [
      '=?utf-8?q?potus=40whitehouse=2Egov=00?=@evil.it',
      [['=?utf-8?q?potus=40whitehouse=2Egov=00?=@evil.it', false, '']],
      ['address.encodedWord'],
    ],
    ['<a\u0000@b.it>', [['a\u0000@b.it', false, '']], ['address.control', 'address.invalid']],
    ['<a@b\u0085.it>', [['a@b\u0085.it', false, '']], ['address.control', 'address.nonAscii']],
    ['<a\u00a0b@c.it>', [['a\u00a0b@c.it', false, '']], ['address.control', 'address.nonAscii']],
    ['<a@b.it\u0000x.it>', [['a@b.it\u0000x.it', false, '']], ['address.control', 'address.invalid']],
    ['<a@b.it', [['a@b.it', false, '']], ['address.unclosed']],
    ['<a@xn--e1afmkfd.it>', [['a@xn--e1afmkfd.it', true, '']], ['address.punycode']],
    ['<a@еxample.it>', [['a@еxample.it', true, '']], ['address.nonAscii']],
    ['"\u202egnp.exe" <a@b.it>', [['a@b.it', true, '\u202egnp.exe']], ['address.hidden']],
    ['<a\u200b@b.it>', [['a\u200b@b.it', true, '']], ['address.hidden', 'address.nonAscii']],
    ['<a b@c.it>', [['a b@c.it', false, '']], ['address.invalid']],
    ['<a@b.it> trailing', [['a@b.it', false, 'trailing']], ['address.textAfter']],
  ])('%j', (given, addresses, suspicious) => {
    expect(parseAddressList(given).addresses.map((address) => [address.address, address.valid, address.displayName])).toEqual(addresses);
    expect(codes(given)).toEqual(suspicious);
  });
});

test('at most 2,000 addresses are parsed, the rest is counted', () => {
  const list = parseAddressList(Array.from({ length: 20_000 }, (_, index) => `a${index}@b.it`).join(', '));
  expect([list.addresses.length, list.total, list.suspicious]).toEqual([2_000, 20_000, ['address.tooMany']]);
});

test.each<[left: string, right: string, same: boolean]>([
  ['A@b.it', 'a@b.it', true],
  [' a@b.it', 'a@b.it ', true],
  ['a@b.it', 'a@c.it', false],
])('sameAddress(%j, %j)', (left, right, same) => {
  expect(sameAddress(left, right)).toBe(same);
});

test.each<[given: string, then: string | null]>([
  [' Mario@PEC.it ', 'Mario@pec.it'],
  ['a@b.it, c@d.it', null],
  ['nonsense', null],
])('normaliseAddress(%j)', (given, then) => {
  expect(normaliseAddress(given)).toBe(then);
});
