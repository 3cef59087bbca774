// Reports and details come back as they were, also those written before there was a dictionary and
// those of a transaction that failed; and they take little room.
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { addReport, newestReport, reportHistory, reportsToRetry } from '#main/store/report';
import { openProfile } from '#main/store/database';
import { withoutGuards } from '#main/store/guard';
import { repackTexts, retireTexts } from '#main/store/packed-text';
import { bytesOf, hashToBytes, integerOf, sql } from '#main/store/sql';
import { asBlobHash, asInstant } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';
import { hashNumber } from '#tests/support/store-records';
import { fixedClock, tempProfile } from '#tests/support/temp-profile';

function report(n: number, change: Partial<VerificationReport> = {}): VerificationReport {
  const certificate = {
    subject: 'CN=Posta Certificata, O=Gestore di Prova S.p.A., C=IT',
    issuer: 'CN=CA di Prova, C=IT',
    serial: 'A1B2C3'.repeat(4),
  };
  const facts = {
    form: 'pec',
    certificates: [certificate, certificate],
    list: Array.from({ length: 20 }, (_, index) => ({ code: `code.${index}`, n })),
  };
  return {
    subject: hashNumber(n),
    policy: 'pec/1',
    judgedAt: asInstant(1000 + n),
    signatureTime: asInstant(n),
    conclusion: { indication: 'passed', notes: [] },
    checks: [],
    facts: asFacts(facts),
    ...change,
  };
}

function asFacts(value: unknown): VerificationReport['facts'] {
  return value as VerificationReport['facts'];
}

test('whatever was packed is unpacked, across dictionaries and failed transactions', () => {
  const store = tempProfile();
  store.write((tx) => {
    for (let n = 0; n < 5; n += 1) addReport(tx, report(n));
  });
  expect(() =>
    store.write((tx) => {
      for (let n = 5; n < 40; n += 1) addReport(tx, report(n));
      throw new Error('cut');
    }),
  ).toThrow('cut');
  for (let from = 100; from < 2_400; from += 100) {
    store.write((tx) => {
      for (let n = from; n < from + 100; n += 1) addReport(tx, report(n));
    });
  }
  const numbers = [0, 1, 4, 100, 101, 109, 500, 2_399];
  expect(store.read((tx) => numbers.map((n) => newestReport(tx, hashNumber(n), 'pec/1')))).toEqual(numbers.map((n) => report(n)));
  const used = store.read((tx) =>
    tx.get(
      sql`SELECT (SELECT count(*) FROM text_dictionary) AS dictionaries, (SELECT max(length(body)) FROM report WHERE dictionary IS NOT NULL) AS largest`,
      (row) => ({
        dictionaries: integerOf(row, 'dictionaries'),
        small: integerOf(row, 'largest') < JSON.stringify(report(1)).length / 8,
      }),
    ),
  );
  expect(used).toEqual({ dictionaries: 1, small: true });
});

test('the newest report under the policy is shown, older ones are history, and none can be changed', () => {
  const store = tempProfile();
  const later = { indication: 'indeterminate', sub: 'TRY_LATER', because: 'certificate.revocation', retryAfter: asInstant(5_000) } as const;
  store.write((tx) => {
    addReport(tx, report(1, { conclusion: later }));
    addReport(tx, report(1, { policy: 'smime/1', judgedAt: asInstant(2_000) }));
    addReport(tx, report(2, { conclusion: later }));
    addReport(tx, report(1, { judgedAt: asInstant(3_000) }));
  });
  expect(
    store.read((tx) => [
      newestReport(tx, hashNumber(1), 'pec/1')?.judgedAt,
      reportHistory(tx, hashNumber(1)).map(({ policy, judgedAt }) => [policy, judgedAt]),
      reportsToRetry(tx, 'pec/1', asInstant(4_999), 9),
      reportsToRetry(tx, 'pec/1', asInstant(5_000), 9),
    ]),
  ).toEqual([
    3_000,
    [
      ['pec/1', 3_000],
      ['smime/1', 2_000],
      ['pec/1', 1_001],
    ],
    [],
    [hashNumber(2)],
  ]);
  for (const text of ['UPDATE report SET judged_at = 0', 'DELETE FROM report']) {
    expect(() => store.write((tx) => tx.run({ text, parameters: [] }))).toThrow('reports are append-only');
  }
});

test('an erased text goes out of the dictionary made of it; the texts that leaned on it stay, also when its number is given again', () => {
  const store = tempProfile();
  const numbered = (from: number, to: number): void =>
    store.write((tx) => {
      for (let n = from; n < to; n += 1) addReport(tx, report(n));
    });
  numbered(0, 20);
  const dictionaries = (): string[] =>
    store.read((tx) => tx.all(sql`SELECT body FROM text_dictionary`, (row) => zstdDecompressSync(bytesOf(row, 'body')).toString()));
  const [first = ''] = dictionaries();
  const of = asBlobHash(/^of \S+ ([0-9a-f]{64})\n/.exec(first)?.[1] ?? '');
  store.write((tx) => {
    retireTexts(tx, 'report', [{ text: 'said otherwise by now', mark: 'nowhere', of }]);
    withoutGuards(tx, ['idx.report'], () => tx.run(sql`DELETE FROM report WHERE subject = ${hashToBytes(of)}`));
  });
  while (store.write(repackTexts));
  numbered(20, 40);
  expect(dictionaries().filter((text) => text.includes(` ${of}\n`))).toEqual([]);
  const numbers = Array.from({ length: 40 }, (_, n) => n).filter((n) => hashNumber(n) !== of);
  expect(store.read((tx) => numbers.map((n) => newestReport(tx, hashNumber(n), 'pec/1')))).toEqual(numbers.map((n) => report(n)));
  const { folder } = store;
  store.close();
  const again = openProfile(folder, { key: null, clock: fixedClock() });
  expect(again.read((tx) => numbers.map((n) => newestReport(tx, hashNumber(n), 'pec/1')))).toEqual(numbers.map((n) => report(n)));
  again.close();
});
