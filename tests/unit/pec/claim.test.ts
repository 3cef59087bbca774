// What a message claims to be, and where its PEC parts are looked for.
import { describe, expect, test } from 'vitest';
import type { PecMessage } from '#shared/model/pec-message';
import { parseMessage } from '#main/mime/parse';
import { outerClaim, readClaim } from '#main/pec/claim';
import { summariseEffective } from '#main/pec/effective';
import { locateCertification } from '#main/pec/locate';
import { certificationPart, certificationText, originalPart, pecMessage } from '#tests/support/daticert-text';
import { lines } from '#tests/support/mime-text';

/** The claim in one line. */
function brief(claim: PecMessage): string {
  switch (claim.kind) {
    case 'receipt': {
      const { receipt, original } = claim;
      return `${receipt.type}${receipt.type === 'delivery' ? ` ${receipt.extent}` : ''}${'recipient' in receipt ? ` ${receipt.recipient}` : ''}${original === null ? '' : ` [${original.join('.')}]`}`;
    }
    case 'transportEnvelope':
    case 'anomalyEnvelope':
      return `${claim.kind} [${claim.original.join('.')}]`;
    case 'malformed':
      return `malformed ${claim.claims} ${claim.defects.map((defect) => defect.id).join(',')}`;
    case 'rem':
      return `rem ${claim.event ?? ''}`;
    case 'ordinary':
      return 'ordinary';
  }
}

const claimText = (bytes: Uint8Array): string => brief(readClaim(bytes, parseMessage(bytes)).claim);
const daticert = (values: Parameters<typeof certificationText>[0] = {}): readonly string[] => certificationPart(certificationText(values));
const ORIGINAL = [
  'Subject: Prova',
  'Content-Type: multipart/mixed; boundary=orig',
  '',
  '--orig',
  '',
  'Testo',
  '--orig',
  'Content-Type: application/pdf; name=atto.pdf',
  '',
  '%PDF',
  '--orig--',
];
const HASHED = [
  'Content-Type: multipart/mixed; boundary=orig',
  '',
  '--orig',
  '',
  'Testo',
  '--orig',
  'Content-Type: text/plain; name=atto.pdf.hash',
  '',
  '31424796e661dd3edef643b363180602eac5a655',
  '--orig--',
];
const RECEIPT = ['X-Ricevuta: avvenuta-consegna'];

describe('the signed data decide', () => {
  const consegna = { tipo: 'avvenuta-consegna', consegna: 'bruno@due.example' };
  test.each<[given: string, bytes: Uint8Array, then: string]>([
    ['acceptance', pecMessage(['X-Ricevuta: accettazione'], [daticert()]), 'acceptance'],
    ['refusal', pecMessage([], [daticert({ tipo: 'non-accettazione' })]), 'nonAcceptance'],
    ['taken in charge', pecMessage([], [daticert({ tipo: 'presa-in-carico' })]), 'serverAcceptance'],
    ['error', pecMessage([], [daticert({ tipo: 'errore-consegna', consegna: 'b@due.example' })]), 'deliveryError b@due.example'],
    [
      'time-out notice',
      pecMessage([], [daticert({ tipo: 'preavviso-errore-consegna', consegna: 'b@due.example' })]),
      'deliveryTimeoutWarning b@due.example',
    ],
    ['virus', pecMessage([], [daticert({ tipo: 'rilevazione-virus' })]), 'virusDetected'],
    ['complete delivery', pecMessage(RECEIPT, [daticert(consegna), originalPart(ORIGINAL)]), 'delivery complete bruno@due.example [1.3]'],
    [
      'the original before the data',
      pecMessage(RECEIPT, [originalPart(ORIGINAL), daticert(consegna)]),
      'delivery complete bruno@due.example [1.2]',
    ],
    ['brief delivery', pecMessage(RECEIPT, [daticert(consegna), originalPart(HASHED)]), 'delivery brief bruno@due.example [1.3]'],
    ['concise delivery', pecMessage(RECEIPT, [daticert(consegna)]), 'delivery concise bruno@due.example'],
    [
      'a delivery that names no recipient',
      pecMessage(RECEIPT, [daticert({ tipo: 'avvenuta-consegna' })]),
      'malformed receipt daticert.noRecipient',
    ],
    ['envelope', pecMessage([], [daticert({ tipo: 'posta-certificata' }), originalPart(ORIGINAL)]), 'transportEnvelope [1.3]'],
    ['envelope without original', pecMessage([], [daticert({ tipo: 'posta-certificata' })]), 'malformed envelope postacert.missing'],
    ['outer headers say consegna, data say accettazione (SIG-27)', pecMessage(RECEIPT, [daticert()]), 'acceptance'],
    ['tipo unknown', pecMessage(RECEIPT, [daticert({ tipo: 'altro' })]), 'malformed message daticert.unknownType'],
  ])('%s', (_given, bytes, then) => {
    expect(claimText(bytes)).toBe(then);
  });
});

describe('without data only a candidate', () => {
  test.each<[given: string, bytes: Uint8Array, then: string]>([
    ['ordinary mail', lines('Subject: ACCETTAZIONE: ciao', '', 'x'), 'ordinary'],
    ['HDR-04 subjects decide nothing', pecMessage(['Subject: CONSEGNA: x'], []), 'ordinary'],
    ['receipt headers, no data', pecMessage(RECEIPT, []), 'malformed receipt daticert.missing'],
    [
      'envelope headers, no data',
      pecMessage(['X-Trasporto: posta-certificata'], [originalPart(ORIGINAL)]),
      'malformed envelope daticert.missing',
    ],
    ['anomaly', pecMessage(['X-Trasporto: errore'], [originalPart(ORIGINAL)]), 'anomalyEnvelope [1.2]'],
    ['anomaly without original', pecMessage(['X-Trasporto: errore'], []), 'malformed envelope postacert.missing'],
    [
      'SIG-20 anomaly with receipt header, data inside the wrapped mail',
      pecMessage(
        ['X-Trasporto: errore', ...RECEIPT],
        [originalPart(['Content-Type: multipart/mixed; boundary=w', '', '--w', ...daticert(), '--w--'])],
      ),
      'anomalyEnvelope [1.2]',
    ],
    [
      'SIG-20 the same with X-Trasporto taken away',
      pecMessage(RECEIPT, [originalPart(['Content-Type: multipart/mixed; boundary=w', '', '--w', ...daticert(), '--w--'])]),
      'anomalyEnvelope [1.2]',
    ],
    [
      'REM',
      lines(
        'REM-MessageType: http://uri.etsi.org/19522/v1#/ERDMessageType/receipt',
        'REM-EventIdentifier: http://uri.etsi.org/19522/Event/ContentConsignment',
        '',
        '',
      ),
      'rem ContentConsignment',
    ],
    ['an envelope header is not a receipt', lines('X-Riferimento-Message-ID: <a@b>', '', ''), 'ordinary'],
  ])('%s', (_given, bytes, then) => {
    expect(claimText(bytes)).toBe(then);
  });

  test('SIG-04 unsigned mail with PEC headers and data is a claim like another', () => {
    const bytes = lines(...RECEIPT, 'Content-Type: multipart/mixed; boundary=u', '', '--u', ...daticert(), '--u--');
    expect(claimText(bytes)).toBe('acceptance');
    expect(locateCertification(bytes, parseMessage(bytes)).state).toBe('absent');
  });

  test('outer headers, any case', () => {
    const bytes = lines('x-RICEVUTA: Avvenuta-Consegna', 'X-riferimento-message-id:  <m1@uno.example> ', '', '');
    expect(outerClaim(bytes, parseMessage(bytes))).toEqual({ kind: 'receipt', type: 'delivery', reference: '<m1@uno.example>' });
  });
});

describe('only direct children of the signed multipart/mixed', () => {
  const state = (bytes: Uint8Array): string => {
    const located = locateCertification(bytes, parseMessage(bytes));
    return located.state === 'read' ? `read ${located.path.join('.')}` : located.state;
  };
  const fake = certificationPart(certificationText({ tipo: 'avvenuta-consegna', consegna: 'x@y.it' }));
  const wrap = (before: readonly string[], after: readonly string[]): Uint8Array => {
    const inner = Buffer.from(pecMessage([], [])).toString('latin1');
    return lines(...inner.replace('\r\n\r\n--outer', `\r\n\r\n${[...before, '--outer'].join('\r\n')}`).split('\r\n'), ...after);
  };
  test.each<[id: string, bytes: Uint8Array, then: string]>([
    ['SIG-19 in the preamble', wrap(fake, []), 'absent'],
    ['SIG-19 in the epilogue', wrap([], fake), 'absent'],
    ['SIG-19 beside the signed part', wrap(['--outer', ...fake], []), 'absent'],
    [
      'SIG-21 inside postacert.eml',
      pecMessage([], [originalPart(['Content-Type: multipart/mixed; boundary=w', '', '--w', ...daticert(), '--w--'])]),
      'absent',
    ],
    [
      'SIG-21 forwarded receipt',
      lines('Content-Type: message/rfc822', '', Buffer.from(pecMessage([], [daticert()])).toString('latin1')),
      'absent',
    ],
    [
      'SIG-18 signed message as a part of a mixed',
      lines(
        'Content-Type: multipart/mixed; boundary=top',
        '',
        '--top',
        Buffer.from(pecMessage([], [daticert()])).toString('latin1'),
        '--top--',
      ),
      'absent',
    ],
    ['SIG-22 two of them', pecMessage([], [daticert(), daticert()]), 'ambiguous'],
    [
      'SIG-22 two, one by filename only',
      pecMessage([], [daticert(), ['Content-Type: text/xml', 'Content-Disposition: inline; filename=DATICERT.XML', '', '<x/>']]),
      'ambiguous',
    ],
    ['SIG-22 upper case', pecMessage([], [certificationPart(certificationText(), 'name="DATICERT.XML"')]), 'read 1.2'],
    ['SIG-22 trailing blank', pecMessage([], [certificationPart(certificationText(), 'name="daticert.xml "')]), 'read 1.2'],
    ['SIG-22 RFC 2231', pecMessage([], [certificationPart(certificationText(), "name*=utf-8''daticert%2Exml")]), 'read 1.2'],
    ['SIG-22 encoded word', pecMessage([], [certificationPart(certificationText(), 'name="=?utf-8?q?daticert=2Exml?="')]), 'read 1.2'],
    ['data.xml is another file', pecMessage([], [certificationPart(certificationText(), 'name="data.xml"')]), 'absent'],
    [
      'base64 with junk',
      pecMessage(
        [],
        [
          [
            'Content-Type: application/xml; name=daticert.xml',
            'Content-Transfer-Encoding: base64',
            '',
            `${Buffer.from(certificationText()).toString('base64')}!`,
          ],
        ],
      ),
      'unreadable',
    ],
  ])('%s', (_id, bytes, then) => {
    expect(state(bytes)).toBe(then);
  });
});

test('the effective message of an envelope is the original', () => {
  const bytes = pecMessage(
    ['Subject: POSTA CERTIFICATA: Prova', 'From: "Per conto di: anna@uno.example" <posta-certificata@uno.example>'],
    [
      daticert({ tipo: 'posta-certificata' }),
      originalPart([
        'From: Anna <anna@uno.example>',
        'To: bruno@due.example',
        'Subject: Prova',
        'Message-ID: <id1@uno.example>',
        'Date: Fri, 20 Nov 2026 09:30:00 +0100',
        '',
        'Caro Bruno,',
        'a presto',
      ]),
    ],
  );
  const mime = parseMessage(bytes);
  const { subject, from, messageId, date, preview, path } = summariseEffective(bytes, mime, readClaim(bytes, mime).claim);
  expect({ subject, from: from.addresses.map((address) => address.address), messageId, date, preview, path }).toEqual({
    subject: 'Prova',
    from: ['anna@uno.example'],
    messageId: '<id1@uno.example>',
    date: Date.UTC(2026, 10, 20, 8, 30),
    preview: 'Caro Bruno, a presto',
    path: [1, 3, 1],
  });
});
