// FatturaPA 1.2 into what is shown, and everything that is not one (Specifiche tecniche del formato,
// Agenzia delle Entrate; THREATS §4).
import { describe, expect, test } from 'vitest';
import { readInvoice } from '#main/invoice/read-invoice';
import type { Invoice } from '#shared/model/invoice';
import { signedData } from '#tests/support/cms-builder';
import { invoiceText } from '#tests/support/invoice-text';

const enveloped = (content: Uint8Array): Buffer => Buffer.from(signedData(content, { signers: [], certificates: [], embed: content }));
const PLAIN = Buffer.from(invoiceText());

const EXPECTED: Invoice = {
  format: 'FPR12',
  transmission: { id: 'IT01879020517 00117', recipient: '0000000', pec: 'cliente@pec.alfa.example' },
  seller: {
    name: 'Maria Rossi',
    vat: 'IT01234567890',
    taxCode: 'RSSMRA80A01F205X',
    address: 'Via dei Tigli 7, 20121 Milano (MI), IT',
    regime: 'RF01',
  },
  buyer: {
    name: 'Alfa & Figli S.r.l.',
    vat: 'IT09876543210',
    taxCode: null,
    address: 'Piazza Grande 1, 40121 Bologna (BO), IT',
    regime: null,
  },
  issuer: null,
  bodies: [
    {
      type: 'TD01',
      number: '2026/117',
      date: '2026-11-20',
      currency: 'EUR',
      total: '548.12',
      causes: ['Pratica Rossi contro Bianchi', 'Tribunale di Milano, R.G. 4471/2026'],
      references: [
        { kind: 'order', id: 'ORD-55', date: '2026-10-01', cup: 'J11B20000000001', cig: 'Z1A2B3C4D5' },
        { kind: 'delivery', id: '31', date: '2026-11-02', cup: null, cig: null },
      ],
      lines: [
        {
          number: '1',
          text: 'Assistenza legale, novembre 2026',
          quantity: '2.00',
          unit: 'ore',
          period: [null, null],
          unitPrice: '150.00',
          adjustments: ['SC 10.00%'],
          total: '270.00',
          vatRate: '22.00',
          nature: null,
        },
        {
          number: '2',
          text: 'Anticipazioni ex art. 15 DPR 633/72',
          quantity: null,
          unit: null,
          period: [null, null],
          unitPrice: '43.00',
          adjustments: [],
          total: '43.00',
          vatRate: '0.00',
          nature: 'N1',
        },
      ],
      vat: [
        { rate: '22.00', nature: null, taxable: '449.28', tax: '98.84', due: 'I', law: null },
        { rate: '0.00', nature: 'N1', taxable: '43.00', tax: '0.00', due: null, law: 'Art. 15 DPR 633/72' },
      ],
      extras: [
        { kind: 'withholding', code: 'RT01', rate: '20.00', amount: '86.40' },
        { kind: 'fund', code: 'TC01', rate: '4.00', amount: '17.28' },
        { kind: 'stamp', code: null, rate: null, amount: '2.00' },
      ],
      payments: [
        {
          terms: 'TP02',
          means: 'MP05',
          dueDate: '2026-12-20',
          amount: '506.68',
          iban: 'IT60X0542811101000000123456',
          bank: 'Banca Esempio',
          payee: 'Studio Legale Rossi',
        },
      ],
      files: [{ name: 'parcella.pdf', format: 'PDF', about: 'Parcella', sizeBytes: 9 }],
      lineCount: 2,
    },
  ],
  bodyCount: 1,
  enveloped: false,
};

test.each<[name: string, file: string, bytes: Uint8Array, enveloped: boolean]>([
  ['XML with a prefix and a style sheet', 'IT01234567890_00117.xml', PLAIN, false],
  ['no prefix', 'f.xml', Buffer.from(invoiceText({ prefix: '' })), false],
  ['another prefix, a byte order mark', 'f.xml', Buffer.from(`\uFEFF${invoiceText({ prefix: 'ns3:' })}`), false],
  ['no declaration', 'f.xml', Buffer.from(invoiceText({ head: '' })), false],
  ['signed, DER', 'IT01234567890_00117.xml.p7m', enveloped(PLAIN), true],
  ['signed, base64', 'f.xml.p7m', Buffer.from(enveloped(PLAIN).toString('base64')), true],
  ['signed and named as if it were not', 'f.xml', enveloped(PLAIN), true],
  ['signed twice', 'f.xml.p7m.p7m', enveloped(enveloped(PLAIN)), true],
])('%s', (_name, file, bytes, wrapped) => {
  expect(readInvoice(bytes, file)).toEqual({ state: 'read', invoice: { ...EXPECTED, enveloped: wrapped } });
});

test('a lot of invoices, and more lines than are shown: how many there are is said', () => {
  const lot = readInvoice(Buffer.from(invoiceText({ bodies: 60 })), 'f.xml');
  const long = readInvoice(Buffer.from(invoiceText({ extraLines: 1_500 })), 'f.xml');
  const counts = [lot, long].map((one) =>
    one.state === 'read'
      ? [one.invoice.bodies.length, one.invoice.bodyCount, one.invoice.bodies[0]?.lines.length, one.invoice.bodies[0]?.lineCount]
      : one,
  );
  expect(counts).toEqual([
    [50, 60, 2, 2],
    [1, 1, 1_000, 1_502],
  ]);
});

describe('what is no readable invoice has a code', () => {
  const hostile = (head: string, description = 'x'): Buffer => Buffer.from(invoiceText({ head, description }));
  test.each<[name: string, file: string, bytes: Uint8Array, code: string]>([
    ['XML-01 an external entity', 'f.xml', hostile('<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'), 'xml.doctype'],
    [
      'XML-02 a billion laughs',
      'f.xml',
      hostile('<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', '&b;'),
      'xml.doctype',
    ],
    ['XML-03 depth', 'f.xml', hostile('', '<a>'.repeat(500) + '</a>'.repeat(500)), 'xml.limit'],
    ['XML-03 elements', 'f.xml', hostile('', '<a/>'.repeat(100_001)), 'xml.limit'],
    ['XML-03 size', 'f.xml', hostile('', 'x'.repeat(8 * 1024 * 1024)), 'xml.size'],
    ['XML-04 UTF-16 unsaid', 'f.xml', Buffer.from(invoiceText(), 'utf16le'), 'xml.encoding'],
    ['XML-04 bytes that are not UTF-8', 'f.xml', Buffer.from(invoiceText({ description: 'perché' }), 'latin1'), 'xml.encoding'],
    ['an entity nobody declared', 'f.xml', hostile('', '&egrave;'), 'xml.notWellFormed'],
    ['cut short', 'f.xml', PLAIN.subarray(0, PLAIN.length - 200), 'xml.notWellFormed'],
    ['empty', 'f.xml', Buffer.alloc(0), 'xml.notWellFormed'],
    ['a simplified invoice', 'f.xml', Buffer.from('<p:FatturaElettronicaSemplificata xmlns:p="x"/>'), 'invoice.simplified'],
    ['another XML', 'f.xml', Buffer.from('<postacert tipo="accettazione"/>'), 'invoice.other'],
    ['names of prototypes are names', 'f.xml', Buffer.from('<__proto__><constructor/></__proto__>'), 'invoice.other'],
    ['no parties', 'f.xml', Buffer.from('<FatturaElettronica><FatturaElettronicaBody/></FatturaElettronica>'), 'invoice.incomplete'],
    ['a .p7m that is none', 'f.xml.p7m', Buffer.from('not a signature at all'), 'cms.unreadable'],
    ['a .p7m without its content', 'f.xml.p7m', Buffer.from(signedData(PLAIN, { signers: [], certificates: [] })), 'cms.detached'],
    ['too many envelopes', 'f.p7m', [1, 2, 3, 4].reduce<Buffer>((inner) => enveloped(inner), PLAIN), 'cms.unreadable'],
  ])('%s', (_name, file, bytes, code) => {
    expect(readInvoice(bytes, file)).toEqual({ state: 'refused', code });
  });
});

test('HTML in a description is text of the sender, cut at a length', () => {
  const text = '&lt;img src=x onerror=alert(1)&gt;';
  const reading = readInvoice(Buffer.from(invoiceText({ description: text + 'y'.repeat(5_000) })), 'f.xml');
  const line = reading.state === 'read' ? reading.invoice.bodies[0]?.lines[0]?.text : null;
  expect([line?.slice(0, 30), line?.length]).toEqual(['<img src=x onerror=alert(1)>yy', 2_000]);
});
