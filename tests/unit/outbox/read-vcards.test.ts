import { expect, test } from 'vitest';
import { isVcard, readVcards } from '#main/outbox/read-vcards';

const card = (...lines: string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

test.each<[name: string, text: string, entries: readonly { name: string; address: string }[]]>([
  [
    'two addresses',
    card('FN:Comune di Valdoro', 'EMAIL:a@pec.example', 'item1.EMAIL;TYPE=work:b@pec.example'),
    [
      { name: 'Comune di Valdoro', address: 'a@pec.example' },
      { name: 'Comune di Valdoro', address: 'b@pec.example' },
    ],
  ],
  ['structured name', card('N:Rossi;Mario;;;', 'EMAIL:m@pec.example'), [{ name: 'Mario Rossi', address: 'm@pec.example' }]],
  ['organisation alone', card('ORG:Alfa S.r.l.;Legale', 'EMAIL:l@pec.example'), [{ name: 'Alfa S.r.l. Legale', address: 'l@pec.example' }]],
  [
    'folded line',
    card('FN:Studio', 'EMAIL:studio.molto.lungo', ' @pec.example'),
    [{ name: 'Studio', address: 'studio.molto.lungo@pec.example' }],
  ],
  [
    'escapes',
    card(String.raw`FN:Rossi\, Mario\; Verdi`, 'EMAIL:m@pec.example'),
    [{ name: 'Rossi, Mario; Verdi', address: 'm@pec.example' }],
  ],
  [
    'quoted-printable of version 2.1, over two lines',
    card('FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Societ=C3=A0 =', 'Beta', 'EMAIL;INTERNET:b@pec.example'),
    [{ name: 'Società Beta', address: 'b@pec.example' }],
  ],
  ['address as a URI', card('FN:X', 'EMAIL;VALUE=uri:mailto:x@pec.example'), [{ name: 'X', address: 'x@pec.example' }]],
  ['no address', card('FN:X', 'TEL:1'), []],
  ['cut in the middle', 'BEGIN:VCARD\r\nFN:X\r\nEMAIL:x@pec', []],
  ['nothing', '', []],
])('%s', (_name, text, entries) => {
  expect(readVcards(text)).toEqual(entries);
});

test.each([
  ['\ufeffBEGIN:VCARD\r\n', true],
  ['begin:vcard\n', true],
  ['nome;pec\nRossi;r@pec.example', false],
])('%j is a vCard: %s', (text, answer) => {
  expect(isVcard(text)).toBe(answer);
});
