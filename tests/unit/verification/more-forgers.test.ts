// Attacks from inside: a provider's stolen and revoked key that speaks about itself, data that reads in
// two ways, a receipt of hashes that is none; and attempts that must stay without effect.
import { describe, expect, test } from 'vitest';
import { readCertification } from '#main/pec/daticert';
import { foldReceipts } from '#main/pec/receipt-fold';
import { listsInUse } from '#main/verification/lists-in-use';
import { keepUntil } from '#main/verification/revocation-sources';
import {
  ADDRESS,
  certificationPart,
  certificationText,
  DELIVERY,
  gateway,
  HEADERS,
  judge,
  MATERIAL,
  materialOf,
  NOW,
  ORIGINAL,
  originalPart,
  PKI,
  SIGNED_AT,
  signedMail,
  verdict,
} from '#tests/support/signed-mail';
import type { MailRequest } from '#tests/support/signed-mail';
import { at, receipt } from '#tests/support/receipts';
import { extensions, ocspResponse, revocationList } from '#tests/support/test-pki';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const delivery = (text: string, request: MailRequest = {}): Buffer =>
  signedMail({ header: HEADERS.delivery, parts: [certificationPart(text), originalPart(ORIGINAL)], ...request });

describe('SIG-12 the holder of a revoked key answers in the place of the authority', () => {
  const about = { issuer: PKI.pinned, serial: PKI.provider.serial, nextUpdate: NOW + DAY_MS };
  const revoked = { revokedAt: SIGNED_AT - DAY_MS, reason: 1 };
  const real = ocspResponse({ ...about, status: revoked, thisUpdate: NOW - 5 * HOUR_MS });
  const made = (['good', 'unknown', revoked] as const).map((status) =>
    ocspResponse({ ...about, status, thisUpdate: NOW - HOUR_MS, responder: PKI.provider }),
  );

  test('SIG-12 his answers are not kept', () => {
    expect([keepUntil('ocsp', real, MATERIAL) !== null, ...made.map((body) => keepUntil('ocsp', body, MATERIAL))]).toEqual([
      true,
      null,
      null,
      null,
    ]);
  });

  test('SIG-12 nor do newer ones push the true one aside', () => {
    const used = listsInUse([real, ...made].map((body) => ({ kind: 'ocsp' as const, body })));
    const material = materialOf({ ocspResponses: used.map(({ body }) => body) });
    expect(verdict(judge(signedMail(), material))).toBe('failed REVOKED certificate.revocation');
  });

  test('SIG-12 a list signed by his key, empty and newer, changes nothing', () => {
    const named = revocationList(PKI.pinned, [{ serial: PKI.provider.serial, at: SIGNED_AT - DAY_MS }], NOW - 5 * HOUR_MS, NOW + DAY_MS);
    const empty = revocationList({ ...PKI.provider, subject: PKI.pinned.subject }, [], NOW - HOUR_MS, NOW + DAY_MS);
    expect([keepUntil('crl', empty, MATERIAL), verdict(judge(signedMail(), materialOf({ crls: [empty, named] })))]).toEqual([
      null,
      'failed REVOKED certificate.revocation',
    ]);
  });
});

describe('a genuine receipt is not refused for what was attached', () => {
  const HASH = 'a'.repeat(40);
  const message = (parts: readonly (readonly string[])[], ...header: readonly string[]): string[] => [
    'From: anna@uno.example',
    'To: bruno@due.example',
    'Subject: Prova',
    ...header,
    'Content-Type: multipart/mixed; boundary=k',
    '',
    ...parts.flatMap((part) => ['--k', ...part]),
    '--k--',
  ];
  const file = (name: string, content: string): string[] => [`Content-Type: text/plain; name="${name}"`, '', content];
  const judgeAgainst = (sent: readonly string[][], held: readonly string[][], ricevuta: string): string => {
    const original = originalPart(message(held, 'Message-ID: <id1@uno.example>', 'X-Riferimento-Message-ID: <m1@uno.example>'));
    const bytes = delivery('', { parts: [certificationPart(certificationText({ ...DELIVERY, ricevuta })), original] });
    return verdict(judge(bytes, MATERIAL, { expected: Buffer.from(`${message(sent, 'Message-ID: <m1@uno.example>').join('\r\n')}\r\n`) }));
  };
  // SHA-1 of "abc" (FIPS 180-4, example).
  const ABC = 'a9993e364706816aba3e25717850c26c9cd0d89d';
  test.each<[string, readonly string[][], readonly string[][], string, string]>([
    ['SIG-30 a list of hashes was attached', [file('a.pdf.hash', HASH)], [file('a.pdf.hash', HASH)], 'completa', 'passed'],
    [
      'SIG-30 the same, another list',
      [file('a.pdf.hash', HASH)],
      [file('a.pdf.hash', 'b'.repeat(40))],
      'completa',
      'failed CONTENT_MISMATCH content.brief',
    ],
    [
      'SIG-30 one part left whole in a brief receipt',
      [file('a.txt', 'abc'), file('b.txt', 'intero')],
      [file('a.txt.hash', ABC), file('b.txt', 'intero')],
      'breve',
      'passed',
    ],
    [
      'SIG-30 the same, the whole part is another',
      [file('a.txt', 'abc'), file('b.txt', 'intero')],
      [file('a.txt.hash', ABC), file('b.txt', 'altro')],
      'breve',
      'failed CONTENT_MISMATCH content.brief',
    ],
  ])('%s', (_name, sent, held, ricevuta, outcome) => {
    expect(judgeAgainst(sent, held, ricevuta)).toBe(outcome);
  });
});

describe('SIG-28 only who is said to be ordinary needs no delivery receipt', () => {
  test.each<[string, readonly (readonly [string, string])[], readonly boolean[]]>([
    ['another spelling of certified', [['bruno@due.example', 'Certificato']], [true]],
    ['a kind nobody knows', [['bruno@due.example', 'altro']], [true]],
    [
      'named as both',
      [
        ['bruno@due.example', 'esterno'],
        ['Bruno@due.example', 'certificato'],
      ],
      [true],
    ],
    ['ordinary', [['bruno@due.example', 'esterno']], [false]],
  ])('%s', (_name, destinatari, certified) => {
    const reading = readCertification(Buffer.from(certificationText({ destinatari })));
    expect(reading.ok ? reading.data.recipients.map((recipient) => recipient.certified) : []).toEqual(certified);
  });
});

describe('XML-07 one reading of the recipient or none', () => {
  const text = certificationText(DELIVERY);
  test.each<[string, string, string | null]>([
    ['a second consegna', text.replace('<consegna>', '<consegna>carla@tre.example</consegna><consegna>'), null],
    ['an element inside', text.replace('bruno@due.example</consegna', 'bruno@due.example<b/></consegna'), null],
    ['two documents', text + text, null],
    ['an undeclared entity', text.replace('bruno@due.example</consegna', '&chi;</consegna'), null],
    ['NUL by number', text.replace('</consegna', '&#0;</consegna'), null],
    ['UTF-7', text.replace('UTF-8', 'UTF-7'), null],
    ['a prefix', text.replaceAll('postacert', 'x:postacert'), null],
    ['a default namespace', text.replace('<postacert', '<postacert xmlns="urn:x"'), null],
    ['a type twice', text.replace('<postacert ', '<postacert tipo="accettazione" '), null],
    [
      'consegna beside its place',
      text.replace('</intestazione>', '<consegna>carla@tre.example</consegna></intestazione>'),
      'bruno@due.example',
    ],
    ['Consegna in capitals', text.replace('<consegna>', '<Consegna>carla@tre.example</Consegna><consegna>'), 'bruno@due.example'],
    [
      'a comment that hides another',
      text.replace('<consegna>', '<!-- <consegna>carla@tre.example</consegna> --><consegna>'),
      'bruno@due.example',
    ],
  ])('XML-07 %s', (_name, document, recipient) => {
    const reading = readCertification(Buffer.from(document));
    expect(reading.ok ? reading.data.recipient : null).toBe(recipient);
  });
});

describe('SIG-24 spelling of the sender', () => {
  const text = certificationText(DELIVERY);
  test.each<[string, MailRequest]>([
    ['a letter of another alphabet', { from: ['From: posta-certific\u0430ta@uno.example'] }],
    ['a dot at the end of the domain', { from: [`From: ${ADDRESS}.`] }],
    ['a blank before the domain', { from: ['From: posta-certificata@ uno.example@attacco.example'] }],
    [
      'a certificate for a whole host',
      {
        signer: gateway(PKI.pinned, 'provider', {
          extensions: [extensions.signUsage(), extensions.mail(), extensions.address('uno.example')],
        }),
      },
    ],
    [
      'a certificate with NUL in its address',
      {
        signer: gateway(PKI.pinned, 'provider', {
          extensions: [extensions.signUsage(), extensions.mail(), extensions.address(`${ADDRESS}\0.attacco.example`)],
        }),
      },
    ],
    ['no signing time and a certificate that had ended', { signer: PKI.expired, signing: { signingTime: null } }],
  ])('SIG-24 %s', (_name, request) => {
    expect(judge(delivery(text, request)).conclusion.indication).toBe('failed');
  });
});

describe('SIG-17 a signing time set back does not bring an ended key to life', () => {
  const back = { signing: { signingTime: SIGNED_AT - 30 * DAY_MS } };
  const named = (reason?: number): Buffer =>
    revocationList(
      PKI.pinned,
      [{ serial: PKI.provider.serial, at: SIGNED_AT - DAY_MS, ...(reason === undefined ? {} : { reason }) }],
      NOW - HOUR_MS,
      NOW + DAY_MS,
    );
  const text = certificationText(DELIVERY);
  test.each<[string, MailRequest, readonly Uint8Array[], string]>([
    ['SIG-17 expired', { ...back, signer: PKI.expired }, [], 'failed EXPIRED certificate.validity'],
    ['SIG-12 revoked, no reason given', back, [named()], 'failed REVOKED certificate.revocation'],
    ['SIG-12 revoked, superseded', back, [named(4)], 'failed REVOKED certificate.revocation'],
    ['SIG-34 neither', back, [], 'passed'],
  ])('%s', (_name, request, crls, outcome) => {
    expect(verdict(judge(delivery(text, request), materialOf({ crls })))).toBe(outcome);
  });
});

describe('the fold counts what is proven', () => {
  const facts = (...receipts: ReturnType<typeof receipt>[]) =>
    foldReceipts({
      submission: { recipients: [{ address: 'bruno@due.example', role: 'to' }], submittedAt: at(0) },
      receipts,
      now: at(30),
    }).summary;
  const about = { recipient: 'bruno@due.example', recipients: [{ address: 'bruno@due.example', certified: true }] };
  test.each<[string, string, ReturnType<typeof receipt>[]]>([
    [
      'SIG-04 a claimed delivery beside a proven acceptance',
      'inProgress',
      [receipt('a', { type: 'acceptance', ...about, recipient: null }), receipt('d', { type: 'delivery', ...about, verdict: 'failed' })],
    ],
    [
      'SIG-28 a proven delivery to somebody nobody addressed',
      'inProgress',
      [receipt('d', { type: 'delivery', ...about, recipient: 'carla@tre.example' })],
    ],
    [
      'SIG-28 a look-alike of the address',
      'inProgress',
      [receipt('d', { type: 'delivery', ...about, recipient: 'brun\u043e@due.example' })],
    ],
    [
      'SIG-28 a claimed error beside a proven delivery',
      'allDelivered',
      [receipt('d', { type: 'delivery', ...about }), receipt('e', { type: 'deliveryError', ...about, verdict: 'failed' })],
    ],
  ])('%s', (_name, state, receipts) => {
    expect(facts(...receipts).state).toBe(state);
  });
});
