import { expect, test } from 'vitest';
import { cut, snippetOfText } from '#main/search/snippets';
import type { Words } from '#main/search/query';

const word = (text: string, prefix = false): Words => ({ kind: 'words', words: text, prefix, columns: null });

test.each<[what: string, text: string, wanted: readonly Words[], shown: string | null]>([
  ['a word', 'Si trasmette la fattura allegata.', [word('fattura')], 'Si trasmette la [fattura] allegata.'],
  [
    'case and accents do not count',
    'La citt\u00e0 e il CAFF\u00c8',
    [word('citta'), word('caff\u00e8')],
    'La [citt\u00e0] e il [CAFF\u00c8]',
  ],
  ['only whole words', 'fatturato', [word('fattura')], null],
  ['a beginning', 'il fatturato', [word('fattu', true)], 'il [fatturato]'],
  ['a phrase over punctuation', 'ricorso, n. 12', [word('ricorso n 12')], '[ricorso, n. 12]'],
  ['a phrase is not its words apart', 'ricorso e n. 12', [word('ricorso n 12')], null],
  ['line breaks and directions are blanks', 'uno\r\ndue\u202etre', [word('due')], 'uno  [due] tre'],
])('%s', (_what, text, wanted, shown) => {
  const made = cut(text, wanted);
  expect(made === null ? null : bracketed(made)).toBe(shown);
});

test('the piece is where most of the words stand, about 160 characters long', () => {
  const far = `uno ${'x '.repeat(400)} qui due con uno ${'y '.repeat(400)}`;
  const made = cut(far, [word('uno'), word('due')]);
  expect(made === null ? null : [bracketed(made).includes('qui [due] con [uno]'), made.text.length]).toEqual([true, 160]);
});

test('the body is shown before attachments, attachments before the header', () => {
  const text = {
    subject: 'sole',
    sender: 'sole',
    recipients: '',
    body: 'luna',
    attachments: [{ name: 'sole.pdf', text: 'mare' }],
    reason: null,
  };
  const field = (wanted: string): unknown => {
    const { field: where, name } = snippetOfText(text, [word(wanted)]) ?? { field: null, name: null };
    return [where, name];
  };
  expect([field('luna'), field('mare'), field('sole'), field('nulla')]).toEqual([
    ['body', null],
    ['attachment', 'sole.pdf'],
    ['attachment', 'sole.pdf'],
    [null, null],
  ]);
});

function bracketed({ text, marks }: { readonly text: string; readonly marks: readonly (readonly [number, number])[] }): string {
  return marks.toReversed().reduce((shown, [from, to]) => `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`, text);
}
