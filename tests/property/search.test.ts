// DOS-03: whatever is typed gives a plan that FTS5 takes, or a typed error.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planSearch } from '#main/search/plan';
import { readQuery } from '#main/search/query';
import { accounts, saveAccount } from '#main/store/account';
import { searchPage } from '#main/store/full-text';
import { saveMessage } from '#main/store/message';
import { saveTexts, textWork } from '#main/store/text-index';
import { asInstant } from '#shared/model/ids';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempProfile } from '#tests/support/temp-profile';

const PIECES = [
  'da:',
  'a:',
  'oggetto:',
  'casella:',
  'stato:',
  'tipo:',
  'allegato:',
  'dopo:',
  'prima:',
  'data:',
  '"',
  '(',
  ')',
  '-',
  '*',
  ' OR ',
  ' AND ',
  ' NOT ',
  'NEAR(',
  'NEAR/3',
  '^',
  '{subject} :',
  ':',
  '+',
  "'",
  ';--',
  '\u0000',
  '\ud800',
  '\u{E000}z',
  'uno',
  'du\u00e8',
  'pec',
  '2026',
  'problemi',
  '\u4e2d',
  '\u{1F600}',
  '%',
  ' ',
];
const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 60 }).map((parts) => parts.join('')),
);

test('any text is a query or a typed error, and never syntax', () => {
  const store = tempProfile();
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (const n of [1, 2, 3]) saveMessage(tx, messageRecord(account.id, n));
    const text = { subject: 'uno', sender: 'due', recipients: 'pec', body: 'uno due tre', files: 'uno.pdf', content: '2026' };
    saveTexts(
      tx,
      textWork(tx, 10).map(({ message }) => ({ message, text, outcome: { state: 'whole' } })),
    );
  });
  fc.assert(
    fc.property(typed, (text) => {
      const reading = readQuery(text, NOW);
      const planned = reading.ok ? planSearch(reading.query, account.id, store.read(accounts)) : reading;
      const answer = planned.ok ? store.read((tx) => searchPage(tx, planned.search, null, 10)).hits.length : planned.error.what.length;
      expect(answer).toBeLessThanOrEqual(planned.ok ? 3 : 100);
    }),
    { numRuns: 4_000, seed: 20_261_122 },
  );
});

test('10 KB of anything is answered', () => {
  const store = tempProfile();
  store.write((tx) => saveAccount(tx, accountRecord('a')));
  const answers = ['(', '"', '-', 'a ', 'abc* ', 'a:', '" "', 'x OR ', '(a ', ') '].map((piece) => {
    const reading = readQuery(piece.repeat(10_000 / piece.length), asInstant(0));
    return reading.ok ? 'query' : reading.error.code;
  });
  expect(answers).toEqual([
    'tooDeep',
    'tooManyTerms',
    'empty',
    'tooManyTerms',
    'tooManyTerms',
    'tooManyTerms',
    'tooManyTerms',
    'tooManyTerms',
    'tooDeep',
    'empty',
  ]);
});
