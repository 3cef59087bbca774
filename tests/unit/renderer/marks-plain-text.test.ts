import { describe, expect, test } from 'vitest';
import { boxLetters } from '#ui/marks/box-dot.tsx';
import { asciiDomain, visibleBody, visibleText } from '#ui/marks/plain-text.ts';

describe('HDR-01 HDR-02 sender text is shown as its bytes say', () => {
  test.each([
    ['a\u0000b', 'a[U+0000]b'],
    ['fattura\u202Efdp.exe', 'fattura[U+202E]fdp.exe'],
    ['pay\u200Bpal', 'pay[U+200B]pal'],
    ['riga\r\nBcc: x', 'riga Bcc: x'],
    ['  molti \t spazi  ', 'molti spazi'],
    ['a\u2028b', 'a[U+2028]b'],
    ['tag\u{E0041}', 'tag[U+E0041]'],
    ['città è 🙂', 'città è 🙂'],
    ['✅ Firma verificata ✔️', '[U+2705] Firma verificata [U+2714][U+FE0F]'],
    ['🛡 🔒', '[U+1F6E1] [U+1F512]'],
  ])('%j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
  test('a body keeps its lines and tabs', () => {
    expect(visibleBody('a\r\n\tb\u202Ec\uFEFF')).toBe('a\n\tb[U+202E]c');
  });
});

describe('HDR-02 a domain in ASCII beside a Unicode one', () => {
  test.each([
    ['x@pec.example', null],
    ['x@gеstore.example', 'xn--gstore-3of.example'],
    ['x@xn--gstore-3of.example', 'xn--gstore-3of.example'],
    ['nessuna chiocciola', null],
  ])('%s', (address, ascii) => {
    expect(asciiDomain(address)).toBe(ascii);
  });
});

test.each([
  ['Studio Rossi', 'SR'],
  ['Alfa', 'AL'],
  ['è-mail', 'ÈM'],
  ['', ''],
  ['A', 'A'],
])('letters of the box %j', (label, letters) => {
  expect(boxLetters(label)).toBe(letters);
});
