import { describe, expect, test } from 'vitest';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { asInstant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { datesFor, numberText } from '#shared/text/dates';
import { sizeText } from '#shared/text/sizes';
import { causeText, checkText, defectText, errorText, findingText, receiptText } from '#shared/text/wording';

const it = textFor('it');
const en = textFor('en');

describe('exact words of a verdict (SCREENS §Character)', () => {
  test('Italian', () => {
    expect(it.mail.looks).toEqual({
      proven: 'Verificata',
      provenWithNotes: 'Verificata, con note',
      undecided: 'Non verificabile',
      refused: 'Firma non valida',
      ordinary: 'Posta ordinaria',
      anomaly: 'Anomalia: posta ordinaria',
    });
  });
});

describe('a dispatch on its way says what is late, in a line and in a row', () => {
  test.each<[delivered: number, delayed: number, overdue: number, line: string, row: string, english: string]>([
    [0, 0, 0, 'Accettata, in consegna', 'In consegna', 'Accepted, on its way'],
    [0, 1, 0, 'Accettata, in ritardo: esito entro 24 ore', 'In ritardo', 'Accepted, late: outcome within 24 hours'],
    [0, 1, 2, 'Accettata, ma manca l’esito', 'Manca l’esito', 'Accepted, but there is no outcome'],
    [2, 0, 0, '2 di 4 consegnate', '2 di 4 consegnate', '2 of 4 delivered'],
    [2, 1, 0, '2 di 4 consegnate, 1 in ritardo', '2 di 4 consegnate, 1 in ritardo', '2 of 4 delivered, 1 late'],
    [2, 1, 1, '2 di 4 consegnate, 1 senza esito', '2 di 4 consegnate, 1 senza esito', '2 of 4 delivered, 1 without outcome'],
  ])('%i delivered, %i delayed, %i overdue of 4', (delivered, delayed, overdue, line, row, english) => {
    const summary = { state: 'inProgress', delivered, total: 4, delayed, overdue } as const;
    expect([it.mail.summary(summary), it.mail.summary(summary, true), en.mail.summary(summary)]).toEqual([line, row, english]);
  });
});

describe('why a message was not delivered (PEC-REFERENCE §2.1)', () => {
  type Given = Pick<ReceiptRecord, 'type' | 'errore' | 'extendedError'>;
  const error = (errore: string, extendedError: string | null): Given => ({ type: 'deliveryError', errore, extendedError });
  test.each<[name: string, given: Given, cause: string | null]>([
    ['mailbox full by status code', error('altro', '5.2.2 - Gestore - casella piena'), 'casella piena'],
    [
      'unknown address as one provider writes it',
      error('altro', '5.1.1 - ARUBA PEC S.p.A. - indirizzo non valido'),
      'indirizzo non valido',
    ],
    ['unknown address by the rule', error('no-dest', null), 'indirizzo non valido'],
    ['wrong domain', error('no-dominio', null), 'dominio non valido'],
    ['virus', error('virus', '5.5.1, presenza di un virus nel messaggio'), 'virus'],
    ['blocked', error('altro', '5.2.1 casella disabilitata'), 'casella inibita'],
    ['a notice of delay', { type: 'deliveryTimeoutWarning', errore: 'altro', extendedError: null }, 'tempi scaduti'],
    ['something else', error('altro', 'guasto'), 'altro motivo'],
    ['nothing said', error('nessuno', null), null],
    ['a number that is no status code', error('altro', 'versione 15.2.20'), 'altro motivo'],
  ])('%s', (_name, given, cause) => {
    expect(causeText(it, given)).toBe(cause);
  });
});

describe('unknown codes fall back to a sentence', () => {
  test('all kinds', () => {
    expect([
      errorText(it, { code: 'new.code', values: {} }),
      defectText(it, { id: 'mime.new' }),
      findingText(en, { code: 'new.finding', recipient: null, receipts: [] }),
      checkText(it, { id: 'signature.value', spec: 'x', status: 'failed', detail: { code: 'new', values: {} } }),
      checkText(it, { id: 'signature.value', spec: 'x', status: 'passed', detail: { code: '__proto__', values: {} } }),
    ]).toEqual([
      'Qualcosa non ha funzionato: riprova; se torna, riavvia.',
      'Il messaggio non è scritto secondo le regole (mime.new).',
      'Something in the receipts needs a check (new.finding).',
      'La firma non corrisponde alla chiave del certificato.',
      'La firma corrisponde alla chiave del certificato.',
    ]);
  });
  test('values that did not come are said, not invented', () => {
    expect([
      errorText(it, { code: 'net.connect', values: { host: 'imap.x.it' } }),
      errorText(it, { code: 'net.connect', values: {} }),
    ]).toEqual([
      'Il server imap.x.it non risponde: controlla la rete o l’indirizzo del server.',
      'Il server del gestore non risponde: controlla la rete o l’indirizzo del server.',
    ]);
  });
});

test('receipts with their extent', () => {
  expect([
    receiptText(it, 'delivery', 'complete'),
    receiptText(it, 'acceptance', null),
    receiptText(en, 'delivery', 'brief'),
    it.mail.receiptNoun('deliveryError', null),
  ]).toEqual(['Avvenuta consegna completa', 'Accettazione', 'Brief delivery', 'un avviso di mancata consegna']);
});

describe('dates in Rome', () => {
  const now = asInstant(Date.UTC(2026, 10, 20, 9, 42));
  const dates = datesFor('it', 'Europe/Rome');
  test.each([
    ['today', Date.UTC(2026, 10, 20, 7, 5), '08:05'],
    ['just after midnight in Rome is today', Date.UTC(2026, 10, 19, 23, 30), '00:30'],
    ['yesterday', Date.UTC(2026, 10, 19, 22, 30), 'ieri'],
    ['this year', Date.UTC(2026, 2, 3, 12), '3 mar'],
    ['before', Date.UTC(2019, 2, 3, 12), '03/03/2019'],
    ['tomorrow, from a clock that is off', Date.UTC(2026, 10, 21, 12), '21 nov'],
  ])('%s', (_name, at, text) => {
    expect(dates.short(asInstant(at), now)).toBe(text);
  });
  test('certified times to the second', () => {
    expect([
      dates.exact(asInstant(Date.UTC(2026, 10, 20, 9, 30, 9))),
      datesFor('en', 'Europe/Rome').exact(asInstant(Date.UTC(2026, 6, 1, 22, 0, 1))),
    ]).toEqual(['20/11/2026, 10:30:09', '02/07/2026, 00:00:01']);
  });
});

describe('sizes and numbers', () => {
  test.each([
    [0, '0\u00a0byte'],
    [999, '999\u00a0byte'],
    [1_000, '1\u00a0kB'],
    [212_480, '212\u00a0kB'],
    [99_949, '99,9\u00a0kB'],
    [999_600, '1\u00a0MB'],
    [1_840_112, '1,8\u00a0MB'],
    [30_000_000_000, '30\u00a0GB'],
  ])('%i bytes', (bytes, text) => {
    expect(sizeText('it', bytes)).toBe(text);
  });
  test('thousands', () => {
    expect([numberText('it', 8_900), numberText('en', 8_900), numberText('it', 1_000_000)]).toEqual(['8.900', '8,900', '1.000.000']);
  });
});
