// The search language as a table: what is typed, what is meant.
import { describe, expect, test } from 'vitest';
import { OFFERED_VALUES } from '#main/search/query-words';
import { QUERY_LIMITS, readQuery, type Expression, type QueryReading } from '#main/search/query';
import { asInstant } from '#shared/model/ids';

const NOW = asInstant(Date.UTC(2026, 10, 22, 10));
const words = (text: string, extra: Partial<Extract<Expression, { kind: 'words' }>> = {}): Expression => ({
  kind: 'words',
  words: text,
  prefix: false,
  columns: null,
  ...extra,
});
const expressionOf = (text: string): unknown => {
  const reading = readQuery(text, NOW);
  return reading.ok ? reading.query.expression : reading.error;
};
const rome = (text: string): number => Date.parse(text);

describe('words', () => {
  test.each<[typed: string, meant: unknown]>([
    ['fattura', words('fattura')],
    ['fattura elettronica', { kind: 'and', of: [words('fattura'), words('elettronica')] }],
    ['fattura AND elettronica', { kind: 'and', of: [words('fattura'), words('elettronica')] }],
    ['"fattura elettronica"', words('fattura elettronica')],
    ['\u201cfattura elettronica\u201d', words('fattura elettronica')],
    ['"mai chiusa', words('mai chiusa')],
    ['fatt*', words('fatt', { prefix: true })],
    ['"fattura elett*"', words('fattura elett', { prefix: true })],
    ['"fattura elett"*', words('fattura elett', { prefix: true })],
    ['mario.rossi@pec.example', words('mario rossi pec example')],
    ['http://a.example/x', words('http a example x')],
    ['10:30', words('10 30')],
    ['pre-avviso', words('pre avviso')],
    ['-spam', { kind: 'not', of: words('spam') }],
    ['NOT spam', { kind: 'not', of: words('spam') }],
    ['--spam', words('spam')],
    ['a OR b', { kind: 'or', of: [words('a'), words('b')] }],
    ['uno OPPURE due', { kind: 'or', of: [words('uno'), words('due')] }],
    ['uno due OR tre', { kind: 'or', of: [{ kind: 'and', of: [words('uno'), words('due')] }, words('tre')] }],
    ['uno (due OR tre)', { kind: 'and', of: [words('uno'), { kind: 'or', of: [words('due'), words('tre')] }] }],
    ['uno -(due tre)', { kind: 'and', of: [words('uno'), { kind: 'not', of: { kind: 'and', of: [words('due'), words('tre')] } }] }],
    ['((uno', words('uno')],
    ['uno)) due', { kind: 'and', of: [words('uno'), words('due')] }],
    ['OR uno OR', words('uno')],
    ['uno NOT', words('uno')],
    ['near(a b)', { kind: 'and', of: [words('near'), { kind: 'and', of: [words('a'), words('b')] }] }],
    ['NEAR/2', words('NEAR 2')],
    ['ente\u{E000}z', words('ente z')],
  ])('%s', (typed, meant) => {
    expect(flat(expressionOf(typed))).toEqual(flat(meant));
  });

  /** AND inside AND says the same as one AND. */
  function flat(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('of' in value)) return value;
    if (!Array.isArray(value.of)) return { ...value, of: flat(value.of) };
    const kind = 'kind' in value ? value.kind : null;
    return {
      kind,
      of: value.of
        .map(flat)
        .flatMap((one: unknown) =>
          typeof one === 'object' && one !== null && 'kind' in one && one.kind === kind && 'of' in one ? one.of : [one],
        ),
    };
  }
});

describe('operators, Italian and English', () => {
  test.each<[italian: string, english: string, meant: Expression]>([
    ['da:rossi', 'from:rossi', words('rossi', { columns: ['sender'] })],
    ['da: rossi', 'FROM:rossi', words('rossi', { columns: ['sender'] })],
    ['da:"mario rossi"', 'from:"mario rossi"', words('mario rossi', { columns: ['sender'] })],
    ['a:comune*', 'to:comune*', words('comune', { columns: ['recipients'], prefix: true })],
    ['oggetto:ricorso', 'subject:ricorso', words('ricorso', { columns: ['subject'] })],
    ['allegato:pdf', 'attachment:pdf', words('pdf', { columns: ['files', 'content'] })],
    ['allegato:*', 'attachment:*', { kind: 'fact', fact: { fact: 'attachments' } }],
    ['casella:studio', 'box:studio', { kind: 'box', name: 'studio' }],
    ['tipo:pec', 'type:certified', { kind: 'fact', fact: { fact: 'kind', kind: 'certified' } }],
    ['tipo:accettazione', 'type:acceptance', { kind: 'fact', fact: { fact: 'receipt', receipt: 'acceptance' } }],
    ['tipo:inviata', 'type:sent', { kind: 'fact', fact: { fact: 'direction', direction: 'sent' } }],
    ['-da:rossi', '-from:rossi', { kind: 'not', of: words('rossi', { columns: ['sender'] }) }],
  ])('%s = %s', (italian, english, meant) => {
    expect([expressionOf(italian), expressionOf(english)]).toEqual([meant, meant]);
  });

  test.each<[typed: string, filters: unknown]>([
    ['stato:problemi', [{ filter: 'status', status: 'problem' }]],
    ['status:in-charge', [{ filter: 'status', status: 'inCharge' }]],
    ['stato:"in carico"', [{ filter: 'status', status: 'inCharge' }]],
    ['-stato:consegnata', [{ filter: 'not', of: { filter: 'status', status: 'delivered' } }]],
    ['dopo:2026-11-20', [{ filter: 'dates', from: rome('2026-11-20T00:00:00+01:00'), before: null }]],
    ['after:20/11/2026', [{ filter: 'dates', from: rome('2026-11-20T00:00:00+01:00'), before: null }]],
    ['prima:2026-07', [{ filter: 'dates', from: null, before: rome('2026-07-01T00:00:00+02:00') }]],
    ['data:10/2025', [{ filter: 'dates', from: rome('2025-10-01T00:00:00+02:00'), before: rome('2025-11-01T00:00:00+01:00') }]],
    ['date:2026-03-29', [{ filter: 'dates', from: rome('2026-03-29T00:00:00+01:00'), before: rome('2026-03-30T00:00:00+02:00') }]],
    ['dopo:ieri', [{ filter: 'dates', from: rome('2026-11-21T00:00:00+01:00'), before: null }]],
    [
      'dopo:7g prima:oggi',
      [
        { filter: 'dates', from: rome('2026-11-15T00:00:00+01:00'), before: null },
        { filter: 'dates', from: null, before: rome('2026-11-22T00:00:00+01:00') },
      ],
    ],
  ])('%s narrows rows', (typed, filters) => {
    const reading = readQuery(typed, NOW);
    expect(reading).toEqual({ ok: true, query: { expression: null, filters, wanted: [] } } satisfies unknown as QueryReading);
  });
});

describe('DOS-03 typed errors', () => {
  test.each<[typed: string, error: unknown]>([
    ['', { code: 'empty', what: '' }],
    ['   ', { code: 'empty', what: '' }],
    ['"" () -- ***', { code: 'empty', what: '' }],
    ['ab*', { code: 'prefixTooShort', what: 'ab*' }],
    ['tipo:boh', { code: 'unknownValue', what: 'tipo:boh', known: OFFERED_VALUES.type.it.join(', ') }],
    ['status:boh', { code: 'unknownValue', what: 'status:boh', known: OFFERED_VALUES.status.en.join(', ') }],
    ['stato:', { code: 'empty', what: '' }],
    ['file:abc', { code: 'unknownValue', what: 'file:abc' }],
    ['dopo:mai', { code: 'badDate', what: 'dopo:mai' }],
    ['dopo:2026-02-30', { code: 'badDate', what: 'dopo:2026-02-30' }],
    ['uno OR stato:problemi', { code: 'filterInside', what: '' }],
    ['(uno dopo:2026) OR due', { code: 'filterInside', what: '' }],
    ['x'.repeat(QUERY_LIMITS.characters + 1), { code: 'tooLong', what: '' }],
    ['parola '.repeat(65), { code: 'tooManyTerms', what: '' }],
    ['abc* '.repeat(9), { code: 'tooManyTerms', what: 'abc*' }],
    [`${'('.repeat(30)}uno`, { code: 'tooDeep', what: '' }],
  ])('%.40s', (typed, error) => {
    expect(readQuery(typed, NOW)).toEqual({ ok: false, error });
  });
});
