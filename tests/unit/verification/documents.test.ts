// Signed files beside mail: .p7m, .p7s with its content, time-stamp tokens, signed attachments. Made
// with the test PKI; the openssl CLI makes the same kinds in tests/conformance/second-opinions.test.ts.
import { describe, expect, test } from 'vitest';
import { ATTRIBUTES, attribute, digestIdentifier, digestOf, issuedBy, signedData } from '#tests/support/cms-builder';
import type { SignerRequest } from '#tests/support/cms-builder';
import { generalizedTime, integer, octetString, oid, sequence } from '#tests/support/der';
import {
  HEADERS,
  materialOf,
  NOW,
  originalPart,
  certificationPart,
  certificationText,
  PKI,
  SIGNED_AT,
  signedMail,
} from '#tests/support/signed-mail';
import { extensions, issue, keyPair } from '#tests/support/test-pki';
import type { Issued } from '#tests/support/test-pki';
import { judgeFile } from '#main/verification/judge-file';
import type { JudgedDocument } from '#main/verification/describe';

const DAY_MS = 86_400_000;
const CONTENT = Buffer.from('%PDF-1.4 contenuto');
const MATERIAL = materialOf();
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.47';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

const stamper = authority([extensions.signUsage(), extensions.stamping()]);
const person = signerUntil(SIGNED_AT + 30 * DAY_MS);
const expired = signerUntil(SIGNED_AT + DAY_MS);

function signerUntil(to: number): Issued {
  return issuedBy(
    issue({
      subject: [['CN', 'Anna Verdi']],
      keys: keyPair('person'),
      issuer: PKI.pinned,
      from: SIGNED_AT - DAY_MS,
      to,
      extensions: [extensions.signUsage()],
    }),
    PKI.pinned,
  );
}

function authority(own: Parameters<typeof issue>[0]['extensions']): Issued {
  return issuedBy(
    issue({ subject: [['CN', 'Marca temporale']], keys: keyPair('stamper'), issuer: PKI.pinned, extensions: own }),
    PKI.pinned,
  );
}

function judge(
  name: string,
  bytes: Uint8Array,
  options: { content?: Uint8Array; deep?: boolean; material?: typeof MATERIAL; now?: typeof NOW } = {},
): JudgedDocument[] {
  return judgeFile(bytes, {
    name,
    material: options.material ?? MATERIAL,
    policy: 'pec/1',
    judgedAt: options.now ?? NOW,
    at: null,
    deep: options.deep ?? false,
    content: options.content ?? null,
  });
}
const short = ({ form, signature, conclusion }: JudgedDocument): string =>
  [form, signature.integrity, signature.chain, conclusion.indication, conclusion.sub ?? ''].join(' ').trim();
const shorts = (documents: readonly JudgedDocument[]): string[] => documents.map((document) => `${document.file}: ${short(document)}`);

const signing = (more: Partial<SignerRequest> = {}): SignerRequest => ({ certificate: person, signingTime: SIGNED_AT, ...more });
const certificates = [person, PKI.pinned];
const enveloping = (content: Uint8Array, more: Partial<SignerRequest> = {}) =>
  signedData(content, { signers: [signing(more)], certificates, embed: content });

function token(stamped: Uint8Array, options: { at?: number; signer?: Issued; imprint?: Buffer; nameCertificate?: boolean } = {}): Buffer {
  const signer = options.signer ?? stamper;
  const imprint = options.imprint ?? digestOf('sha256', stamped);
  const info = sequence(
    integer(1),
    oid('1.2.3.4.1'),
    sequence(digestIdentifier('sha256'), octetString(imprint)),
    integer(7),
    generalizedTime(options.at ?? SIGNED_AT + 60_000),
  );
  const change: SignerRequest['change'] = (attributes) => {
    attributes.contentType = ATTRIBUTES.contentType(TST_INFO);
    if (options.nameCertificate !== false)
      attributes.more.push(attribute(SIGNING_CERTIFICATE, sequence(sequence(sequence(octetString(digestOf('sha256', signer.der)))))));
  };
  return signedData(info, {
    signers: [{ certificate: signer, change }],
    certificates: [signer, PKI.pinned],
    embed: info,
    contentType: TST_INFO,
  });
}

describe('.p7m', () => {
  test.each<[string, string, Uint8Array, string]>([
    ['binary', 'x.pdf.p7m', enveloping(CONTENT), 'cades valid trusted passed'],
    ['base64', 'x.pdf.p7m', Buffer.from(enveloping(CONTENT).toString('base64').replace(/.{64}/g, '$&\n')), 'cades valid trusted passed'],
    [
      'PEM',
      'x.pdf.p7m',
      Buffer.from(`-----BEGIN PKCS7-----\n${enveloping(CONTENT).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PKCS7-----\n`),
      'cades valid trusted passed',
    ],
    [
      'content changed',
      'x.pdf.p7m',
      Buffer.from(enveloping(CONTENT).toString('latin1').replace('contenuto', 'contenutO'), 'latin1'),
      'cades invalid trusted failed HASH_FAILURE',
    ],
    [
      'base64 with junk',
      'x.pdf.p7m',
      Buffer.from(`${enveloping(CONTENT).toString('base64')}!`),
      'cades absent notChecked failed FORMAT_FAILURE',
    ],
    ['empty', 'x.pdf.p7m', Buffer.from([0x30, 0x80]), 'cades absent notChecked failed FORMAT_FAILURE'],
    [
      'no signer',
      'x.pdf.p7m',
      signedData(CONTENT, { signers: [], certificates, embed: CONTENT }),
      'cades absent notChecked failed NO_SIGNATURE',
    ],
  ])('%s', (_name, file, bytes, expected) => {
    expect(judge(file, bytes).map(short)).toEqual([expected]);
  });

  test('ATT-06 nested: each layer its own verdict, at most three', () => {
    const layers = [1, 2, 3, 4, 5].reduce<Uint8Array>((content) => enveloping(content), CONTENT);
    expect(shorts(judge('x.pdf.p7m.p7m.p7m.p7m.p7m', layers)).map((line) => line.replace(/^.*\//, ''))).toEqual([
      'x.pdf.p7m.p7m.p7m.p7m.p7m: cades valid trusted passed',
      'x.pdf.p7m.p7m.p7m.p7m: cades valid trusted passed',
      'x.pdf.p7m.p7m.p7m: cades valid trusted passed',
      'x.pdf.p7m.p7m: cades valid trusted passed',
    ]);
  });

  test('an authority that is not known leaves it undecided, never refused and never passed', () => {
    expect(judge('x.pdf.p7m', enveloping(CONTENT), { material: materialOf({ anchors: [] }) }).map(short)).toEqual([
      'cades valid incomplete indeterminate NO_CERTIFICATE_CHAIN_FOUND',
    ]);
  });

  test('the attributes of another signature passed off as content', () => {
    let stolen: Uint8Array = Buffer.alloc(0);
    enveloping(CONTENT, { seen: (encoding) => (stolen = encoding) });
    const forged = signedData(stolen, { signers: [signing({ noAttributes: true })], certificates, embed: stolen });
    expect(judge('x.p7m', forged).map(short)).toEqual(['cades valid trusted failed FORMAT_FAILURE']);
  });

  test('CAdES-T: with a trusted stamp a signer expired since then is still good, without it nobody knows', () => {
    const stamp: Partial<SignerRequest> = { unsigned: (signature) => [attribute('1.2.840.113549.1.9.16.2.14', token(signature))] };
    const signed = (more: Partial<SignerRequest>) =>
      signedData(CONTENT, { signers: [signing({ certificate: expired, ...more })], certificates: [expired, PKI.pinned], embed: CONTENT });
    expect([...judge('x.pdf.p7m', signed(stamp)).map(short), ...judge('x.pdf.p7m', signed({})).map(short)]).toEqual([
      'cades valid trusted passed',
      'timestamp valid trusted passed',
      'cades valid trusted indeterminate OUT_OF_BOUNDS_NO_POE',
    ]);
  });

  test('a stamp over something else is its own failure and moves no time', () => {
    const stamped = enveloping(CONTENT, { unsigned: () => [attribute('1.2.840.113549.1.9.16.2.14', token(CONTENT))] });
    expect(judge('x.pdf.p7m', stamped).map(short)).toEqual(['cades valid trusted passed', 'timestamp valid trusted failed HASH_FAILURE']);
  });
});

describe('.p7s', () => {
  const detached = signedData(CONTENT, { signers: [signing()], certificates });
  test.each<[string, Uint8Array | undefined, string]>([
    ['with its content', CONTENT, 'cades valid trusted passed'],
    ['with another content', Buffer.from('altro'), 'cades invalid trusted failed HASH_FAILURE'],
    ['without content', undefined, 'cades unsupported trusted indeterminate SIGNED_DATA_NOT_FOUND'],
  ])('%s', (_name, content, expected) => {
    expect(judge('x.pdf.p7s', detached, content === undefined ? {} : { content }).map(short)).toEqual([expected]);
  });

  test('content carried inside that is not the content beside it', () => {
    expect(judge('x.pdf.p7s', enveloping(Buffer.from('altro')), { content: CONTENT }).map(short)).toEqual([
      'cades valid trusted failed FORMAT_FAILURE',
    ]);
  });
});

describe('time-stamp tokens', () => {
  test.each<[string, Uint8Array, string]>([
    ['token', token(CONTENT), 'timestamp valid trusted passed'],
    ['reply', sequence(sequence(integer(0)), token(CONTENT)), 'timestamp valid trusted passed'],
    ['refusal', sequence(sequence(integer(2))), 'cades absent notChecked failed FORMAT_FAILURE'],
    ['wrong imprint', token(CONTENT, { imprint: Buffer.alloc(32) }), 'timestamp valid trusted failed HASH_FAILURE'],
    [
      'time changed',
      Buffer.from(token(CONTENT).toString('latin1').replace('20261120083104Z', '20251120083104Z'), 'latin1'),
      'timestamp invalid trusted failed HASH_FAILURE',
    ],
    ['certificate not named', token(CONTENT, { nameCertificate: false }), 'timestamp valid trusted failed FORMAT_FAILURE'],
    [
      'EKU not critical',
      token(CONTENT, { signer: authority([extensions.signUsage(), extensions.stamping(false)]) }),
      'timestamp valid invalid failed CHAIN_CONSTRAINTS_FAILURE',
    ],
    [
      'EKU not alone',
      token(CONTENT, { signer: authority([extensions.signUsage(), extensions.stamping(true, ['1.3.6.1.5.5.7.3.4'])]) }),
      'timestamp valid invalid failed CHAIN_CONSTRAINTS_FAILURE',
    ],
    [
      'a mail signature is no token',
      signedData(CONTENT, {
        signers: [signing({ change: (attributes) => (attributes.contentType = ATTRIBUTES.contentType(TST_INFO)) })],
        certificates,
        embed: CONTENT,
        contentType: TST_INFO,
      }),
      'timestamp absent notChecked failed FORMAT_FAILURE',
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(judge('x.tsr', bytes, { content: CONTENT }).map(short)).toEqual([expected]);
  });

  test('without the content nothing is proven', () => {
    expect(judge('x.tst', token(CONTENT)).map(short)).toEqual(['timestamp valid trusted indeterminate SIGNED_DATA_NOT_FOUND']);
  });
});

describe('inside mail', () => {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
  const inner = [
    'From: anna@uno.example',
    'Content-Type: multipart/mixed; boundary=q',
    '',
    '--q',
    'Content-Type: application/pkcs7-mime; name="atto.pdf.p7m"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(enveloping(CONTENT)),
    '--q--',
  ];
  const envelope = signedMail({
    header: HEADERS.envelope,
    parts: [certificationPart(certificationText({ tipo: 'posta-certificata', ricevuta: 'completa' })), originalPart(inner)],
  });

  test('signed attachments get verdicts of their own, after that of the message', () => {
    expect(shorts(judge('m.eml', envelope, { deep: true }))).toEqual([
      'm.eml: pec valid trusted passed',
      'm.eml/atto.pdf.p7m: cades valid trusted passed',
    ]);
  });

  test('the certified time of the message is a proof for its attachments', () => {
    const late = signedData(CONTENT, { signers: [signing({ certificate: expired })], certificates: [expired, PKI.pinned], embed: CONTENT });
    const carried = signedMail({
      header: HEADERS.envelope,
      parts: [
        certificationPart(certificationText({ tipo: 'posta-certificata' })),
        originalPart([...inner.slice(0, -2), base64(late), '--q--']),
      ],
    });
    expect(shorts(judge('m.eml', carried, { deep: true }))).toEqual([
      'm.eml: pec valid trusted passed',
      'm.eml/atto.pdf.p7m: cades valid trusted passed',
    ]);
  });

  test('only when asked for', () => {
    expect(judge('m.eml', envelope)).toHaveLength(1);
  });

  test('a signed message inside is judged apart and lends nothing', () => {
    const receipt = signedMail().toString('latin1').split('\r\n');
    const outer = signedMail({ header: HEADERS.anomaly, parts: [originalPart(receipt)], boundary: 'w1', innerBoundary: 'w2' });
    const documents = judge('m.eml', outer, { deep: true });
    expect(documents.map(({ file, claim, conclusion }) => [file, claim.kind, conclusion.indication])).toEqual([
      ['m.eml', 'anomalyEnvelope', 'passed'],
      ['m.eml/1.2.1', 'receipt', 'passed'],
    ]);
  });
});
