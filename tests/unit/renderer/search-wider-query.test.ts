// Beginnings of words, offered when whole words found nothing.
import { expect, test } from 'vitest';
import { readQuery } from '#main/search/query';
import { asInstant } from '#shared/model/ids';
import { widerQuery } from '#ui/features/search/wider-query.ts';

test.each<[query: string, wider: string | null]>([
  ['ditt', 'ditt*'],
  ['  Rossi  dif ', 'Rossi* dif*'],
  ['società', 'società*'],
  ['di', null],
  ['diff*', null],
  ['"atto di citazione"', null],
  ['da:rossi', null],
  ['rossi OR bianchi', null],
  ['rossi NOT bianchi', null],
  ['-rossi', null],
  ['uno due tre quattro cinque', null],
  ['', null],
])('%s → %s', (query, wider) => {
  expect(widerQuery(query)).toBe(wider);
  // What is offered is a search.
  if (wider !== null) expect(readQuery(wider, asInstant(0))).toMatchObject({ ok: true });
});
