import { describe, expect, test } from 'vitest';
import { readAccountsCsv } from '#main/accounts/csv';
import { boxExpiry, forecastQuota, passwordAge } from '#main/accounts/health';
import { PRESETS, presetForAccount, presetForDomain, presetForMailExchangers } from '#main/accounts/presets';
import { asInstant } from '#shared/model/ids';

const DAY = 86_400_000;
const at = (day: number) => asInstant(day * DAY);

describe('presets', () => {
  test('every value has its source and date, TLS and a host', () => {
    const odd = PRESETS.filter(
      ({ source, checked, imap, smtp }) =>
        source === '' ||
        !/^\d{4}-\d\d-\d\d$/.test(checked) ||
        [imap, smtp].some((one) => one !== null && (one.security !== 'tls' || one.host === '')),
    );
    expect(odd).toEqual([]);
  });
  test.each<[domain: string, then: string | null]>([
    ['pec.it', 'aruba'],
    ['studio.legalmail.it', 'legalmail'],
    ['POSTECERT.IT', 'postecert'],
    ['notlegalmail.it', null],
    ['comune.example', null],
  ])('domain %s is %s', (domain, then) => {
    expect(presetForDomain(domain)?.id ?? null).toBe(then);
  });
  test.each<[hosts: string[], then: string | null]>([
    [['mx.pec.aruba.it.', 'backup.example'], 'aruba'],
    [['mx1.example', 'mx.cert.legalmail.it'], 'legalmail'],
    [['mx.evil-pec.aruba.it.example'], null],
  ])('MX %j is %s', (hosts, then) => {
    expect(presetForMailExchangers(hosts)?.id ?? null).toBe(then);
  });
  test('the host of the account tells more than the domain', () => {
    expect(presetForAccount('a@studio.example', 'imaps.pec.aruba.it')?.id).toBe('aruba');
  });
});

describe('accounts from a table', () => {
  test.each<[title: string, text: string, then: object[]]>([
    [
      'Italian columns, semicolons, BOM, preset',
      '\uFEFFindirizzo;nome;password\r\nanna@pec.it;"Anna; studio";"a""b"\r\n',
      [
        {
          line: 2,
          ok: true,
          account: {
            address: 'anna@pec.it',
            label: 'Anna; studio',
            login: 'anna@pec.it',
            password: 'a"b',
            imap: { host: 'imaps.pec.aruba.it', port: 993, security: 'tls' },
            smtp: { host: 'smtps.pec.aruba.it', port: 465, security: 'tls' },
          },
        },
      ],
    ],
    [
      'own hosts, STARTTLS by port, commas',
      'address,login,imap,smtp\na@x.example,u1/a@x.example,mail.x.example:143,mail.x.example:587\n',
      [
        {
          line: 2,
          ok: true,
          account: {
            address: 'a@x.example',
            label: null,
            login: 'u1/a@x.example',
            password: null,
            imap: { host: 'mail.x.example', port: 143, security: 'starttls' },
            smtp: { host: 'mail.x.example', port: 587, security: 'starttls' },
          },
        },
      ],
    ],
    [
      'what is wrong is named',
      'email;gestore\na@x.example;\n@x;\na@legalmail.it;\nb@pec.it;nessuno\nc@pec.it;aruba\nC@pec.it;aruba\n\n',
      [
        { line: 2, ok: false, problem: 'missing', field: 'imap' },
        { line: 3, ok: false, problem: 'invalid', field: 'address' },
        { line: 4, ok: false, problem: 'missing', field: 'login' },
        { line: 5, ok: false, problem: 'unknownProvider', field: 'provider' },
        expect.objectContaining({ line: 6, ok: true }),
        { line: 7, ok: false, problem: 'duplicate', field: 'address' },
      ],
    ],
    ['no address column', 'name;host\nx;y', [{ line: 1, ok: false, problem: 'columns', field: 'address' }]],
    ['empty', '', [{ line: 1, ok: false, problem: 'columns', field: 'address' }]],
    ['a quote that never closes', 'address\n"a@pec.it\nb@pec.it', [{ line: 2, ok: false, problem: 'invalid', field: 'address' }]],
  ])('%s', (_title, text, then) => {
    expect(readAccountsCsv(text)).toEqual(then);
  });
});

describe('health', () => {
  const sample = (day: number, usedBytes: number) => ({ at: at(day), usedBytes, limitBytes: 1000 });
  test.each<[title: string, samples: ReturnType<typeof sample>[], then: object | null]>([
    ['nothing known', [], null],
    ['one sample', [sample(0, 500)], { share: 0.5, level: 'ok', fullAt: null }],
    ['steady growth', [sample(10, 200), sample(0, 100), sample(20, 300)], { share: 0.3, level: 'ok', fullAt: at(90) }],
    ['from 80 %', [sample(0, 800), sample(1, 800)], { share: 0.8, level: 'warning', fullAt: null }],
    ['from 95 %', [sample(0, 960)], { share: 0.96, level: 'critical', fullAt: null }],
    ['full', [sample(3, 1000)], { share: 1, level: 'full', fullAt: at(3) }],
    [
      'room was made: only the time since counts',
      [sample(0, 100), sample(10, 900), sample(11, 100), sample(21, 200)],
      { share: 0.2, level: 'ok', fullAt: at(101) },
    ],
  ])('quota: %s', (_title, samples, then) => {
    expect(forecastQuota(samples)).toEqual(then);
  });
  test.each<[days: number | null, lifetime: 90 | 180, then: object]>([
    [null, 90, { state: 'unknown' }],
    [10, 90, { state: 'fresh', days: 10, dueInDays: 80 }],
    [83, 90, { state: 'due', days: 83 }],
    [90, 90, { state: 'overdue', days: 90 }],
    [100, 180, { state: 'fresh', days: 100, dueInDays: 80 }],
  ])('password of %s days, lifetime %i', (days, lifetime, then) => {
    expect(passwordAge(days === null ? null : at(1000 - days), lifetime, at(1000))).toEqual(then);
  });
  test.each<[days: number | null, then: object]>([
    [null, { state: 'unknown' }],
    [31, { state: 'far', days: 31 }],
    [30, { state: 'near', days: 30 }],
    [0, { state: 'past', days: 0 }],
  ])('box expires in %s days', (days, then) => {
    expect(boxExpiry(days === null ? null : at(100 + days), at(100))).toEqual(then);
  });
});
