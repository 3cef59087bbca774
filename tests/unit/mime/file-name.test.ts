// ATT-01, MIME-06: names from outside become labels.
import { expect, test } from 'vitest';
import { cleanFileName } from '#main/mime/file-name';

test.each<[given: string, then: string | null]>([
  ['relazione.pdf', 'relazione.pdf'],
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['C:\\x.exe', 'C__x.exe'],
  ['\\\\srv\\share', '__srv_share'],
  ['CON', '_CON'],
  ['con.txt', '_con.txt'],
  ['COM1', '_COM1'],
  ['console.txt', 'console.txt'],
  ['a.pdf .exe', 'a.pdf .exe'],
  ['a.exe. . .', 'a.exe'],
  ['fdp\u202eexe.', 'fdp_exe'],
  ['a\u0000b', 'a_b'],
  ['...', null],
  ['   ', null],
  ['', null],
  ['-rf', '_rf'],
  ['file:stream', 'file_stream'],
  ['a\u200bb', 'a_b'],
  ['perche\u0301.pdf', 'perché.pdf'],
])('ATT-01 %j', (given, then) => {
  expect(cleanFileName(given)).toBe(then);
});

test('a long name keeps its extension and at most 255 bytes', () => {
  const name = cleanFileName(`${'è'.repeat(5_000)}.pdf`) ?? '';
  expect([Buffer.byteLength(name) <= 255, Buffer.byteLength(name) > 250, name.endsWith('è.pdf')]).toEqual([true, true, true]);
});
