import { expect, test } from 'vitest';
import { quotedText, type QuotedText } from '#ui/features/reading/quotes.ts';

const old = (lines: number): string => Array.from({ length: lines }, (_, at) => `> riga ${at + 1}`).join('\n');
const words = (lines: number): string => Array.from({ length: lines }, (_, at) => `riga ${at + 1}`).join('\n');

test.each<[string, string, QuotedText]>([
  ['no quote', 'a\nb', { blocks: [{ depth: 0, text: 'a\nb' }], folded: [], foldedLines: 0 }],
  [
    'a short quote stays in sight',
    'ha scritto:\n> a\n>\n> > b\n>> c\nfine',
    {
      blocks: [
        { depth: 0, text: 'ha scritto:' },
        { depth: 1, text: 'a\n' },
        { depth: 2, text: 'b\nc' },
        { depth: 0, text: 'fine' },
      ],
      folded: [],
      foldedLines: 0,
    },
  ],
  [
    'a long one at the end is folded',
    `Va bene.\nHa scritto:\n${old(12)}\n`,
    {
      blocks: [{ depth: 0, text: 'Va bene.\nHa scritto:' }],
      folded: [
        { depth: 1, text: words(12) },
        { depth: 0, text: '' },
      ],
      foldedLines: 13,
    },
  ],
  [
    'a long one that is answered below is not',
    `${old(12)}\nVa bene.`,
    {
      blocks: [
        { depth: 1, text: words(12) },
        { depth: 0, text: 'Va bene.' },
      ],
      folded: [],
      foldedLines: 0,
    },
  ],
  ['nothing but a quote is not', old(20), { blocks: [{ depth: 1, text: words(20) }], folded: [], foldedLines: 0 }],
  ['an arrow in a line is none', 'a > b', { blocks: [{ depth: 0, text: 'a > b' }], folded: [], foldedLines: 0 }],
])('%s', (_name, text, then) => {
  expect(quotedText(text)).toEqual(then);
});
