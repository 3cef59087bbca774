import { describe, expect, test } from 'vitest';
import { snippetPieces } from '#ui/marks/snippet-pieces.ts';
import { fileDigest, fileOfQuery } from '#ui/features/search/file-digest.ts';
import { remembered, suggestionRows, taken } from '#ui/features/search/suggestion-rows.ts';
import type { Suggestions } from '#shared/model/search';

const next = (typed: string, from: number, ...inserts: readonly string[]): Suggestions => ({
  from,
  to: typed.length,
  items: inserts.map((insert) => ({ kind: 'operator', insert })),
});

describe('what stands under the search field', () => {
  test.each<[name: string, typed: string, recent: readonly string[], next: Suggestions | null, rows: readonly string[]]>([
    ['nothing typed: recent, forget, filters', '', ['diffida'], next('', 0, 'da:', 'a:'), ['recent diffida', 'forget', 'da:', 'a:']],
    ['nothing typed, nothing recent: filters', '', [], next('', 0, 'da:'), ['da:']],
    ['a word begun', 'diffida og', ['x'], next('diffida og', 8, 'oggetto:'), ['oggetto:']],
    ['after a blank nothing is begun', 'diffida ', ['x'], next('diffida ', 8, 'da:', 'a:'), []],
    ['what is typed already is not offered', 'da:', [], next('da:', 0, 'da:', 'data:'), ['data:']],
    ['no answer yet', 'di', ['x'], null, []],
  ])('%s', (_name, typed, recent, offered, rows) => {
    const shown = suggestionRows(typed, recent, offered).map((row) =>
      row.kind === 'next' ? row.suggestion.insert : row.kind === 'recent' ? `recent ${row.query}` : row.kind,
    );
    expect(shown).toEqual(rows);
  });

  test('an operator waits for its value, a value is finished; what follows stays', () => {
    const typed = 'og  urgente';
    expect([
      taken('og', next('og', 0, 'oggetto:'), 'oggetto:'),
      taken('stato:con', next('stato:con', 0), 'stato:consegnata'),
      taken(typed, { from: 0, to: 2, items: [] }, 'stato:letta'),
    ]).toEqual([
      { text: 'oggetto:', caret: 8 },
      { text: 'stato:consegnata ', caret: 17 },
      { text: 'stato:letta  urgente', caret: 12 },
    ]);
  });

  test('the newest first, each once, bounded', () => {
    expect([remembered(['a', 'b', 'c'], 'b', 3), remembered(['a', 'b', 'c'], 'd', 3)]).toEqual([
      ['b', 'a', 'c'],
      ['d', 'a', 'b'],
    ]);
  });
});

test.each<[marks: readonly (readonly [number, number])[], pieces: readonly string[]]>([
  [[], ['la diffida']],
  [[[3, 10]], ['la ', '*diffida']],
  [
    [
      [0, 2],
      [3, 6],
    ],
    ['*la', ' ', '*dif', 'fida'],
  ],
  [
    [
      [0, 2],
      [1, 4],
      [3, 99],
    ],
    ['*la', ' diffida'],
  ],
])('a snippet shows every character once, whatever its marks: %j', (marks, pieces) => {
  expect(snippetPieces({ text: 'la diffida', marks }).map(({ text, marked }) => (marked ? `*${text}` : text))).toEqual(pieces);
});

test('a file is looked for by the SHA-256 of its bytes (FIPS 180-4, "abc")', async () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect([await fileDigest(new Blob(['abc'])), fileOfQuery(` file:${digest} `), fileOfQuery(`file:${digest} urgente`)]).toEqual([
    digest,
    digest,
    null,
  ]);
});
