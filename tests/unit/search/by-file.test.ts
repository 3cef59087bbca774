// Where a file travelled, and what could be typed next.
import { expect, test } from 'vitest';
import { placesOfFile } from '#main/search/by-file';
import { createSearch } from '#main/search/search';
import { suggest } from '#main/search/suggest';
import { saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import type { AttachmentView } from '#shared/model/views';
import { accountRecord, hashNumber, messageRecord } from '#tests/support/store-records';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

const studio = accountRecord('studio');
const comune = accountRecord('comune');

test('every message that carries the file, in every box, and the message that is the file', () => {
  const store = tempProfile();
  const file = hashNumber(900);
  const carried = (hash: number, name: string): AttachmentView => ({
    part: '2',
    hash: hashNumber(hash),
    name,
    type: 'application/pdf',
    sizeBytes: 1,
    sha256: file,
    contentId: null,
    role: 'ordinary',
    warnings: [],
  });
  store.write((tx) => {
    saveAccount(tx, studio);
    saveAccount(tx, comune);
    saveMessage(tx, messageRecord(studio.id, 1, { attachments: [carried(1, 'a.pdf')] }));
    saveMessage(tx, messageRecord(comune.id, 2, { attachments: [carried(2, 'b.pdf')] }));
    saveMessage(tx, messageRecord(comune.id, 3));
    saveMessage(tx, messageRecord(studio.id, 900));
  });
  const places = (account: typeof studio | null): unknown =>
    store
      .read((tx) => placesOfFile(tx, file, account?.id ?? null))
      .map(({ account: box, message, name, row }) => [box, message, name, row?.subject]);
  expect([places(null), places(comune)]).toEqual([
    [
      ['studio', file, null, 'subject 900'],
      ['studio', hashNumber(1), 'a.pdf', 'subject 1'],
      ['comune', hashNumber(2), 'b.pdf', 'subject 2'],
    ],
    [['comune', hashNumber(2), 'b.pdf', 'subject 2']],
  ]);
});

test('the rows of a file as a search: each once, narrowed by box, at any place of a long list', () => {
  const store = tempProfile();
  const file = hashNumber(900);
  const carrying = (hash: number): AttachmentView => ({
    part: '2',
    hash: hashNumber(hash),
    name: 'a.pdf',
    type: 'application/pdf',
    sizeBytes: 1,
    sha256: file,
    contentId: null,
    role: 'ordinary',
    warnings: [],
  });
  store.write((tx) => {
    saveAccount(tx, studio);
    saveAccount(tx, comune);
    for (let number = 1; number <= 300; number += 1)
      saveMessage(tx, messageRecord(studio.id, number, { attachments: number === 7 ? [carrying(7), carrying(7)] : [] }));
    saveMessage(tx, messageRecord(comune.id, 301, { attachments: [carrying(301)] }));
    saveMessage(tx, messageRecord(studio.id, 900));
  });
  const search = createSearch({ store, clock: fixedClock() });
  const found = (query: string, account: typeof studio | null = null): readonly string[] =>
    search.rows({ view: 'search', account: account?.id ?? null, query }, 1_000).map(({ subject }) => subject);
  expect([
    found(`file:${file}`),
    found(`impronta:${file.toUpperCase()}`, comune),
    found(`-file:${file}`).length,
    found(`file:${hashNumber(901)}`),
  ]).toEqual([['subject 900', 'subject 301', 'subject 7'], ['subject 301'], 299, []]);
});

test.each<[typed: string, items: readonly string[]]>([
  ['og', ['oggetto:']],
  ['ricorso -da', ['-da:', '-data:']],
  ['stato:non', ['stato:non-consegnata', 'stato:non-certificata', 'stato:non-letta', 'stato:non-valida']],
  ['tipo:acc', ['tipo:accettazione']],
  ['casella:com', ['casella:comune@pec.example']],
  ['da:ma', ['da:mario@pec.example']],
  ['da:m', []],
  ['boh:x', []],
])('after "%s" is offered', (typed, items) => {
  const {
    from,
    to,
    items: offered,
  } = suggest(typed, typed.length, { language: 'it', boxes: [studio, comune], people: () => ['mario@pec.example'] });
  expect([offered.map(({ insert }) => insert), typed.slice(from, to)]).toEqual([items, typed.split(' ').at(-1)]);
});
