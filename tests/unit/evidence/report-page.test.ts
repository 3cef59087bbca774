// The report as a page: words of a sender stay words, and nothing runs or is fetched (EVI-13).
import { expect, test } from 'vitest';
import { reportPage } from '#main/evidence/report-page';
import type { Collection } from '#main/evidence/selection';
import { asAccountId, asBlobHash, asDispatchId, asInstant } from '#shared/model/ids';

const HASH = asBlobHash('ab'.repeat(32));
const AT = asInstant(Date.UTC(2026, 10, 20, 9, 30, 5));
const HOSTILE = `</title><script>alert(1)</script><img src=http://x/ onerror=alert(1)>"'\u202e&amp;`;

const collection: Collection = {
  messages: [
    {
      n: 1,
      hash: HASH,
      account: asAccountId('a'),
      role: 'consegna',
      time: AT,
      recipient: HOSTILE,
      conclusion: { indication: 'passed' },
      judgedLater: false,
      source: {},
      link: null,
    },
  ],
  dispatches: [
    {
      dispatch: {
        id: asDispatchId('d'),
        account: asAccountId('a'),
        msgid: HOSTILE,
        identificativi: [],
        sent: null,
        subject: HOSTILE,
        from: HOSTILE,
        date: AT,
        state: {
          summary: { state: 'inProgress', delivered: 0, total: 1, delayed: 0, overdue: 0 },
          recipients: [],
          general: [],
          generalClaimed: [],
          findings: [],
        },
      },
      state: {
        summary: { state: 'inProgress', delivered: 0, total: 1, delayed: 0, overdue: 0 },
        recipients: [{ address: HOSTILE, role: 'to', certified: true, status: 'accepted', receipts: [], claimed: [] }],
        general: [],
        generalClaimed: [],
        findings: [],
      },
    },
  ],
};

test.each([
  ['it', 'firma del gestore verificata alla data della ricevuta', '20/11/2026, 10:30:05'],
  ['en', 'signature of the provider verified as of the date of the receipt', '20/11/2026, 10:30:05'],
] as const)('EVI-13 %s', (language, verdict, time) => {
  const gaps = [{ what: 'consegna', n: null, recipient: HOSTILE, state: 'accepted' }] as const;
  const html = [
    ...reportPage(language, {
      bundleId: 'pec-prova-0123456789ab',
      asOf: AT,
      trustDate: '2026-11-22',
      collection,
      gaps,
      reportOf: () => null,
    }),
  ].join('');
  const tags = [...new Set([...html.matchAll(/<\/?([a-zA-Z0-9!]+)/g)].map(([, name]) => name?.toLowerCase() ?? ''))].toSorted();
  expect({
    tags,
    handlers: /<[^>]*\s(on\w+|src|href)=/i.test(html),
    direction: html.includes('\u202e'),
    verdict: html.includes(verdict),
    time: html.includes(time),
  }).toEqual({
    tags: [
      '!doctype',
      'body',
      'code',
      'col',
      'colgroup',
      'dd',
      'dl',
      'dt',
      'h1',
      'h2',
      'h3',
      'head',
      'html',
      'li',
      'meta',
      'p',
      'style',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'title',
      'tr',
      'ul',
    ],
    handlers: false,
    direction: false,
    verdict: true,
    time: true,
  });
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});
