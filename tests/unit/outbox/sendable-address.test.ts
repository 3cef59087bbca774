// SND-01, SND-02: one recipient as a person writes it, strictly; nothing is repaired.
import { describe, expect, test } from 'vitest';
import { readRecipient, splitRecipients, type AddressFault } from '#shared/model/sendable-address';

describe('SND-02 what is taken', () => {
  test.each<[entry: string, name: string, address: string]>([
    ['a@pec.example', '', 'a@pec.example'],
    ['  a@PEC.Example  ', '', 'a@pec.example'],
    ['Mario.Rossi@pec.example', '', 'Mario.Rossi@pec.example'],
    ['Studio Rossi <a@pec.example>', 'Studio Rossi', 'a@pec.example'],
    ['Città di Forlì <a@pec.example>', 'Città di Forlì', 'a@pec.example'],
    ['"Rossi, Mario" <a@pec.example>', 'Rossi, Mario', 'a@pec.example'],
    [String.raw`"detto \"il Rosso\"" <a@pec.example>`, 'detto "il Rosso"', 'a@pec.example'],
    ['<a@pec.example>', '', 'a@pec.example'],
    ["o'brien+x@a-b.pec.example", '', "o'brien+x@a-b.pec.example"],
  ])('%s', (entry, name, address) => {
    expect(readRecipient(entry)).toEqual({ state: 'valid', mailbox: { name, address } });
  });
});

describe('SND-01 SND-02 what is refused, and why', () => {
  test.each<[entry: string, fault: AddressFault]>([
    ['', 'empty'],
    ['a@pec.example\r\nBcc: evil@x.example', 'control'],
    ['a\u0000@pec.example', 'control'],
    ['Nome\u202e <a@pec.example>', 'control'],
    ['a@pec.example, b@pec.example', 'several'],
    ['a@pec.example b@pec.example', 'several'],
    ['A <a@pec.example>, B <b@pec.example>', 'several'],
    ['undisclosed-recipients:;', 'group'],
    ['amici: a@pec.example;', 'group'],
    ['a(commento)@pec.example', 'comment'],
    ['a@pec.example (Anna)', 'comment'],
    ['@uno.example,@due.example:a@pec.example', 'route'],
    ['"a@x b"@pec.example', 'quotedLocalPart'],
    ['"a b"@pec.example', 'quotedLocalPart'],
    ['a@[127.0.0.1]', 'addressLiteral'],
    ['a@[IPv6:::1]', 'addressLiteral'],
    ['а@pec.example', 'nonAscii'],
    ['a@pеc.example', 'nonAscii'],
    [`${'a'.repeat(65)}@pec.example`, 'tooLong'],
    [`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.example`, 'tooLong'],
    ['anna', 'noDomain'],
    ['anna@localhost', 'noDomain'],
    ['a..b@pec.example', 'invalid'],
    ['.a@pec.example', 'invalid'],
    ['a@-pec.example', 'invalid'],
    ['a@pec.example.', 'invalid'],
    ['Anna <a@pec.example> Bruna', 'invalid'],
    ['Anna <a@pec.example', 'invalid'],
  ])('%j: %s', (entry, fault) => {
    expect(readRecipient(entry)).toEqual({ state: 'invalid', fault });
  });
});

test('a pasted list is cut outside quotes only', () => {
  expect(splitRecipients('"Rossi, Mario" <a@x.example>; b@x.example,\n c@x.example ;;')).toEqual([
    '"Rossi, Mario" <a@x.example>',
    'b@x.example',
    'c@x.example',
  ]);
});
