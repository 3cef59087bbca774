// Where a file travelled, and what could be typed next.
import { expect, test } from 'vitest';
import { placesOfFile } from '#main/search/by-file';
import { createSearch } from '#main/search/search';
import { suggest } from '#main/search/suggest';
import { saveAccount } from '#main/store/account';
import { hashOfBytes, putMessage } from '#main/archive/message';
import { messageOf, saveMessage } from '#main/store/message';
import { asInstant } from '#shared/model/ids';
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

test('a message that a provider wrapped is found by its bytes, not by its size alone', () => {
  const store = tempProfile();
  const wrapped = Buffer.from('Subject: dentro\r\n\r\nuno');
  const receiptWith = (inner: Buffer): Buffer => Buffer.concat([Buffer.from('Subject: fuori\r\n\r\n'), inner, Buffer.from('\r\n--fine')]);
  const bodies = [receiptWith(wrapped), receiptWith(Buffer.from(wrapped.toString().replace('uno', 'due')))];
  store.write((tx) => {
    saveAccount(tx, studio);
    for (const [index, bytes] of bodies.entries()) {
      const { hash } = putMessage(tx, bytes, { origin: { account: studio.id, source: 'import', detail: '', at: asInstant(0) } });
      const attachment: AttachmentView = {
        part: '1.3',
        hash,
        name: 'postacert.eml',
        type: 'message/rfc822',
        sizeBytes: wrapped.length,
        sha256: null,
        start: 18,
        contentId: null,
        role: 'technical',
        warnings: [],
      };
      saveMessage(tx, messageRecord(studio.id, index + 1, { hash, attachments: [attachment] }));
    }
  });
  const found = (bytes: Buffer, size: number): unknown =>
    store.read((tx) => placesOfFile(tx, hashOfBytes(bytes), null, size)).map(({ name, row }) => [name, row?.subject]);
  expect([found(wrapped, wrapped.length), found(wrapped, wrapped.length + 1), found(Buffer.alloc(wrapped.length), wrapped.length)]).toEqual(
    [[['postacert.eml', 'subject 1']], [], []],
  );
  const [kept] = store.read((tx) => [messageOf(tx, studio.id, hashOfBytes(bodies[0] ?? wrapped))?.attachments]);
  expect(kept).toMatchObject([{ name: 'postacert.eml', sha256: null, start: 18 }]);
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
