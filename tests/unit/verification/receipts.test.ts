// SIG: receipts and signatures under policy pec/1 (THREATS §5). Every row is a message made with the
// test PKI; what it must give is written out.
import { describe, expect, test } from 'vitest';
import { bitString, indefinite, integer, nothing, octetString, oid, sequence } from '#tests/support/der';
import { ATTRIBUTES, attribute, digestIdentifier, digestOf } from '#tests/support/cms-builder';
import { directoryBase, extensions, issue, keyPair, revocationList, signatureIdentifier } from '#tests/support/test-pki';
import {
  ADDRESS,
  certificationPart,
  certificationText,
  constrained,
  DELIVERY,
  gateway,
  HEADERS,
  judge,
  MATERIAL,
  materialOf,
  NOW,
  notes,
  ORIGINAL,
  originalPart,
  PKI,
  SIGNED_AT,
  signedMail,
  verdict,
} from '#tests/support/signed-mail';
import type { MailRequest } from '#tests/support/signed-mail';
import { parseMessage } from '#main/mime/parse';
import { readClaim } from '#main/pec/claim';
import { asInstant } from '#shared/model/ids';
import type { TrustMaterial } from '#main/ports';

const DAY_MS = 86_400_000;
const NO_CHAIN = 'failed NO_TRUSTED_CHAIN certificate.path';
const CHAIN = 'failed CHAIN_CONSTRAINTS_FAILURE certificate.path';
const SHAPE = 'failed FORMAT_FAILURE message.structure';
const IDENTITY = 'failed IDENTITY_MISMATCH identity.from';
const UNSIGNED = 'failed NO_SIGNATURE signature.present';

function claimKind(bytes: Uint8Array): string {
  return readClaim(bytes, parseMessage(bytes)).claim.kind;
}

describe('well made', () => {
  const delivery: MailRequest = {
    header: HEADERS.delivery,
    parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)],
  };
  test.each<[string, MailRequest, string]>([
    ['SIG-01 acceptance', {}, 'receipt'],
    ['SIG-01 complete delivery', delivery, 'receipt'],
    [
      'SIG-01 transport envelope',
      {
        header: HEADERS.envelope,
        parts: [certificationPart(certificationText({ tipo: 'posta-certificata', ricevuta: 'completa' })), originalPart(ORIGINAL)],
      },
      'transportEnvelope',
    ],
    [
      'SIG-01 postacert.eml before daticert.xml',
      { header: HEADERS.delivery, parts: [originalPart(ORIGINAL), certificationPart(certificationText(DELIVERY))] },
      'receipt',
    ],
    [
      'anomaly envelope',
      { header: HEADERS.anomaly, parts: [originalPart(['From: chiunque@mail.example', 'Subject: Ciao', '', 'Testo'])] },
      'anomalyEnvelope',
    ],
    [
      'SIG-32 micalg wrong',
      { contentType: 'multipart/signed; protocol="application/pkcs7-signature"; micalg=md5; boundary="outer"' },
      'receipt',
    ],
    ['SIG-32 micalg missing', { contentType: 'multipart/signed; protocol="application/pkcs7-signature"; boundary="outer"' }, 'receipt'],
    [
      'SIG-32 micalg in upper case',
      { contentType: 'multipart/signed; protocol="APPLICATION/PKCS7-SIGNATURE"; micalg=SHA-256; boundary="outer"' },
      'receipt',
    ],
    ['x-pkcs7-signature', { protocol: 'application/x-pkcs7-signature' }, 'receipt'],
    ['preamble that is not shown', { preamble: 'This is an S/MIME signed message\r\n\r\n' }, 'receipt'],
    ['SIG-24 display name', { from: [`From: "Per conto di: anna@uno.example" <${ADDRESS}>`] }, 'receipt'],
  ])('%s', (_name, request, kind) => {
    const bytes = signedMail(request);
    const report = judge(bytes);
    expect({ verdict: verdict(report), notes: notes(report), kind: claimKind(bytes) }).toEqual({ verdict: 'passed', notes: [], kind });
  });

  test('SIG-03 T is the time of the message, not of the clock', () => {
    const report = judge(signedMail(), MATERIAL, { judgedAt: asInstant(Date.UTC(2040, 0)) });
    expect({ verdict: verdict(report), at: report.signatureTime }).toEqual({ verdict: 'passed', at: SIGNED_AT });
  });

  test('SIG-35 a copy with bare LF is judged in canonical form and says so', () => {
    const copy = Buffer.from(signedMail().toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    const report = judge(copy);
    expect({ verdict: verdict(report), canonicalised: report.facts.canonicalised }).toEqual({ verdict: 'passed', canonicalised: true });
  });
});

describe('who signed', () => {
  test.each<[string, MailRequest, string, TrustMaterial?]>([
    [
      'SIG-05 foreign CA with equal names',
      { signer: PKI.foreign, certificates: [PKI.foreign, PKI.foreignPinned, PKI.foreignRoot] },
      NO_CHAIN,
    ],
    ['SIG-05 same, without its CA', { signer: PKI.foreign, certificates: [PKI.foreign] }, NO_CHAIN],
    ['SIG-06 other public CA', { signer: PKI.other, certificates: [PKI.other, PKI.stranger] }, NO_CHAIN],
    [
      'SIG-07 other issuing CA under the root of the pinned one',
      { signer: PKI.underSibling, certificates: [PKI.underSibling, PKI.sibling, PKI.root] },
      NO_CHAIN,
    ],
    [
      'SIG-08 personal certificate under the pinned CA, From equal',
      { signer: PKI.personal, from: ['From: mario.bianchi@uno.example'] },
      IDENTITY,
    ],
    ['SIG-09 TLS certificate under the pinned CA', { signer: PKI.server }, 'failed CHAIN_CONSTRAINTS_FAILURE certificate.usage'],
    ['SIG-10 issued by a leaf', { signer: PKI.underLeaf, certificates: [PKI.underLeaf, PKI.provider, PKI.pinned] }, CHAIN],
    [
      'SIG-11 outside the names of the CA',
      { certificates: [PKI.provider] },
      CHAIN,
      materialOf({ anchors: [constrained('altro.example').der] }),
    ],
    ['SIG-11 inside the names of the CA', {}, 'passed', materialOf({ anchors: [constrained('uno.example').der] })],
    [
      'SIG-11 organisation outside the names of the CA',
      { certificates: [PKI.provider] },
      CHAIN,
      materialOf({
        anchors: [
          constrained(
            directoryBase([
              ['C', 'IT'],
              ['O', 'Gestore Due'],
            ]),
          ).der,
        ],
      }),
    ],
    [
      'SIG-11 organisation inside the names of the CA',
      { certificates: [PKI.provider] },
      'passed',
      materialOf({
        anchors: [
          constrained(
            directoryBase([
              ['C', 'IT'],
              ['O', 'GESTORE  uno'],
            ]),
          ).der,
        ],
      }),
    ],
    [
      'SIG-11 one of two editions allows it',
      {},
      'passed',
      materialOf({ anchors: [constrained('altro.example').der, constrained('uno.example').der] }),
    ],
    [
      'a later edition of the pinned CA, signed by its root',
      { certificates: [PKI.provider, constrained('uno.example')] },
      'passed',
      materialOf({ anchors: [constrained('altro.example').der] }),
    ],
    [
      'a made-up edition of the pinned CA',
      { certificates: [PKI.provider, issue({ subject: PKI.pinned.subject, keys: keyPair('pinned'), extensions: [extensions.ca(0)] })] },
      CHAIN,
      materialOf({ anchors: [constrained('altro.example').der] }),
    ],
    ['SIG-17 self-signed with the name of the provider', { signer: PKI.selfSigned, certificates: [PKI.selfSigned] }, NO_CHAIN],
    ['SIG-17 expired', { signer: PKI.expired }, 'failed EXPIRED certificate.validity'],
    ['SIG-17 not yet valid', { signer: PKI.future }, 'failed NOT_YET_VALID certificate.validity'],
    ['SIG-23 From of another provider', { signer: PKI.second }, IDENTITY],
    [
      'SIG-33 unknown critical extension',
      {
        signer: gateway(PKI.pinned, 'foreign', {
          extensions: [extensions.signUsage(), extensions.address(ADDRESS), extensions.unknownCritical()],
        }),
      },
      CHAIN,
    ],
    [
      'key only for encryption',
      { signer: gateway(PKI.pinned, 'foreign', { extensions: [extensions.encryptUsage(), extensions.address(ADDRESS)] }) },
      'failed CHAIN_CONSTRAINTS_FAILURE certificate.usage',
    ],
    ['certificate missing', { certificates: [PKI.pinned] }, 'indeterminate NO_SIGNING_CERTIFICATE_FOUND signature.value'],
    ['certificate missing, known from before', { certificates: [PKI.pinned] }, 'passed', materialOf({ pool: [PKI.provider.der] })],
    ['no CA certificate in the message', { certificates: [PKI.provider] }, 'passed'],
  ])('%s', (_name, request, expected, material = MATERIAL) => {
    expect(verdict(judge(signedMail(request), material))).toBe(expected);
  });

  test('SIG-10 issued by a leaf that lacks nothing of a CA but the constraint', () => {
    const authority = issue({ subject: PKI.pinned.subject, keys: keyPair('open'), extensions: [extensions.ca(), extensions.caUsage()] });
    const common = [extensions.caUsage(), extensions.mail(), extensions.address(ADDRESS)];
    const verdicts = [[], [extensions.notCa()], [extensions.ca()]].map((more) => {
      const leaf = gateway(authority, 'leafAuthority', { extensions: [...common, ...more] });
      const signer = gateway(leaf, 'underLeafAuthority');
      const report = judge(signedMail({ signer, certificates: [signer, leaf] }), materialOf({ anchors: [authority.der] }));
      return verdict(report);
    });
    expect(verdicts).toEqual([CHAIN, CHAIN, 'passed']);
  });

  test.each<[string, readonly string[]]>([
    ['SIG-24 name is the address, address is another', [`From: "${ADDRESS}" <truffa@attacco.example>`]],
    ['SIG-24 address in a comment', [`From: truffa@attacco.example (${ADDRESS})`]],
    ['SIG-24 group', [`From: Gestore: ${ADDRESS};`]],
    ['SIG-24 empty', ['From: ']],
    ['SIG-24 two angle addresses', [`From: <${ADDRESS}> <truffa@attacco.example>`]],
    ['SIG-24 encoded-word that decodes to the address', ['From: =?utf-8?B?cG9zdGEtY2VydGlmaWNhdGFAdW5vLmV4YW1wbGU=?=']],
    ['SIG-24 NUL inside', [`From: ${ADDRESS}\u0000.attacco.example`]],
    ['SIG-24 no From', []],
    ['SIG-25 two From fields', [`From: ${ADDRESS}`, 'From: truffa@attacco.example']],
    ['SIG-25 two mailboxes', [`From: ${ADDRESS}, truffa@attacco.example`]],
    ['SIG-25 only Sender is the signer', ['From: truffa@attacco.example', `Sender: ${ADDRESS}`]],
    ['SIG-25 only Reply-To is the signer', ['From: truffa@attacco.example', `Reply-To: ${ADDRESS}`]],
  ])('%s', (_name, from) => {
    expect(verdict(judge(signedMail({ from })))).toBe(IDENTITY);
  });
});

describe('revocation', () => {
  const before = SIGNED_AT - DAY_MS;
  const after = SIGNED_AT + DAY_MS;
  const serial = PKI.provider.serial;
  const list = (entries: Parameters<typeof revocationList>[1], from = SIGNED_AT - DAY_MS, to = NOW + 30 * DAY_MS) =>
    materialOf({ crls: [revocationList(PKI.pinned, entries, from, to)] });
  test.each<[string, TrustMaterial, string, string]>([
    ['SIG-12 revoked before T', list([{ serial, at: before, reason: 4 }]), 'failed REVOKED certificate.revocation', 'crl.revoked'],
    ['SIG-12 revoked after T, superseded', list([{ serial, at: after, reason: 4 }]), 'passed', 'crl.revokedLater'],
    [
      'SIG-12 revoked after T, key compromise',
      list([{ serial, at: after, reason: 1 }]),
      'failed REVOKED certificate.revocation',
      'crl.revoked',
    ],
    ['SIG-12 no list', MATERIAL, 'passed', 'revocation.noList'],
    ['SIG-12 list newer than T that does not name it', list([], after), 'passed', 'crl.good'],
    [
      'SIG-12 list newer than T that names it for an earlier day',
      list([{ serial, at: before, reason: 1 }], after),
      'failed REVOKED certificate.revocation',
      'crl.revoked',
    ],
    ['SIG-12 list ended before now', list([], before, after), 'passed', 'crl.goodThen'],
    ['SIG-12 list ended before T', list([], before - 9 * DAY_MS, before), 'passed', 'crl.expired'],
    [
      'list of a stranger with the same name',
      materialOf({ crls: [revocationList(PKI.foreignPinned, [], before, NOW + DAY_MS)] }),
      'passed',
      'crl.signature',
    ],
    ['list that names another', list([{ serial: '0777', at: before, reason: 1 }]), 'passed', 'crl.good'],
  ])('%s', (_name, material, expected, code) => {
    const report = judge(signedMail(), material);
    expect([verdict(report), report.facts.signers[0]?.revocation.code]).toEqual([expected, code]);
  });

  test('SIG-12 signer expired before the list was made', () => {
    const signer = gateway(PKI.pinned, 'foreign', { to: SIGNED_AT + DAY_MS / 2 });
    const report = judge(signedMail({ signer }), list([], after));
    expect([verdict(report), report.facts.signers[0]?.revocation.code]).toEqual(['passed', 'crl.afterExpiry']);
  });

  test('an unknown revocation is a note of the pass, never silence', () => {
    const { conclusion } = judge(signedMail());
    expect(conclusion).toEqual({ indication: 'passed', notes: ['certificate.revocation'] });
  });
});

describe('altered or malformed signatures', () => {
  const weak = { ...PKI.provider };
  test.each<[string, MailRequest, string]>([
    ['SIG-13 one letter of the text', { tamper: (part) => part.replace('Testo', 'Tasto') }, 'failed HASH_FAILURE signature.digest'],
    ['SIG-13 one letter of daticert.xml', { tamper: (part) => part.replace('PD94', 'PD95') }, 'failed HASH_FAILURE signature.digest'],
    ['SIG-13 trailing blank added', { tamper: (part) => part.replace('Testo', 'Testo ') }, 'failed HASH_FAILURE signature.digest'],
    ['SIG-13 blank line added at the end', { tamper: (part) => `${part}\r\n` }, 'failed HASH_FAILURE signature.digest'],
    ['SIG-14 embedded content, other body', { embed: Buffer.from('Content-Type: text/plain\r\n\r\nvero') }, SHAPE],
    [
      'SIG-15 good and foreign',
      { signers: [{ certificate: PKI.provider }, { certificate: PKI.foreign }], certificates: [PKI.provider, PKI.pinned, PKI.foreign] },
      'failed SIG_CONSTRAINTS_FAILURE signature.singleSigner',
    ],
    [
      'SIG-15 foreign and good',
      { signers: [{ certificate: PKI.foreign }, { certificate: PKI.provider }], certificates: [PKI.provider, PKI.pinned, PKI.foreign] },
      'failed SIG_CONSTRAINTS_FAILURE signature.singleSigner',
    ],
    [
      'SIG-15 good and good',
      { signers: [{ certificate: PKI.provider }, { certificate: PKI.second }], certificates: [PKI.provider, PKI.pinned, PKI.second] },
      'failed SIG_CONSTRAINTS_FAILURE signature.singleSigner',
    ],
    ['SIG-16 no SignerInfo', { signers: [] }, UNSIGNED],
    ['SIG-16 no SignerInfo, no certificates', { signers: [], certificates: [] }, UNSIGNED],
    ['SIG-33 MD5', { signing: { digest: 'md5' } }, 'failed CRYPTO_CONSTRAINTS_FAILURE signature.algorithm'],
    ['SIG-33 bytes behind the CMS', { cms: (cms) => Buffer.concat([cms, Buffer.from('XX')]) }, SHAPE],
    ['SIG-33 CMS of 10 MB', { cms: (cms) => Buffer.concat([cms, Buffer.alloc(10_000_000)]) }, SHAPE],
    ['SIG-33 depth 10,000', { cms: () => Buffer.alloc(20_000, Buffer.from([0x30, 0x80])) }, SHAPE],
    ['SIG-33 huge length', { cms: () => Buffer.from('3084ffffffff0609', 'hex') }, SHAPE],
    ['SIG-33 negative length', { cms: () => Buffer.from('3088ffffffffffffffff0609', 'hex') }, SHAPE],
    ['SIG-33 OID arc over 32 bits', { cms: () => sequence(Buffer.from('060b8affffffffffffffffffff7f', 'hex').subarray(0, 13)) }, SHAPE],
    [
      'SIG-33 ECDSA with r = s = 0',
      { signer: gateway(PKI.pinned, 'ec', { keys: keyPair('ec', 'p256') }), signing: { spoil: () => sequence(integer(0), integer(0)) } },
      'failed SIG_CRYPTO_FAILURE signature.value',
    ],
    ['signature of zeros', { signing: { spoil: (value) => Buffer.alloc(value.length) } }, 'failed SIG_CRYPTO_FAILURE signature.value'],
    ['empty signature', { signing: { spoil: () => Buffer.alloc(0) } }, 'failed SIG_CRYPTO_FAILURE signature.value'],
    [
      'SIG-34 messageDigest missing',
      { signing: { change: (attributes) => (attributes.messageDigest = null) } },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'SIG-34 messageDigest twice',
      { signing: { change: (attributes) => attributes.more.push(ATTRIBUTES.messageDigest(Buffer.alloc(32))) } },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'SIG-34 messageDigest with two values',
      {
        signing: {
          change: (attributes) =>
            (attributes.messageDigest = attribute('1.2.840.113549.1.9.4', octetString(Buffer.alloc(32)), octetString(Buffer.alloc(32, 1)))),
        },
      },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'SIG-34 contentType wrong',
      { signing: { change: (attributes) => (attributes.contentType = ATTRIBUTES.contentType('1.2.840.113549.1.7.2')) } },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'SIG-34 contentType missing',
      { signing: { change: (attributes) => (attributes.contentType = null) } },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'SIG-34 CMSAlgorithmProtection that disagrees',
      {
        signing: {
          change: (attributes) =>
            attributes.more.push(ATTRIBUTES.algorithmProtection('sha1', signatureIdentifier(weak.keys.privateKey, 'sha256'))),
        },
      },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    [
      'CMSAlgorithmProtection that agrees',
      {
        signing: {
          change: (attributes) =>
            attributes.more.push(ATTRIBUTES.algorithmProtection('sha256', signatureIdentifier(weak.keys.privateKey, 'sha256'))),
        },
      },
      'passed',
    ],
    [
      'signing certificate attribute of another certificate',
      {
        signing: {
          change: (attributes) =>
            attributes.more.push(attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octetString(Buffer.alloc(32, 7))))))),
        },
      },
      'failed SIG_CONSTRAINTS_FAILURE signature.attributes',
    ],
    ['SIG-31 opaque', { contentType: 'application/pkcs7-mime; smime-type=signed-data', boundary: 'x' }, SHAPE],
    [
      'SIG-32 protocol of something else',
      { contentType: 'multipart/signed; protocol="application/pgp-signature"; boundary="outer"' },
      SHAPE,
    ],
    ['SIG-32 empty boundary', { contentType: 'multipart/signed; protocol="application/pkcs7-signature"; boundary=""' }, SHAPE],
    [
      'SIG-32 boundary twice',
      { contentType: 'multipart/signed; protocol="application/pkcs7-signature"; boundary="outer"; boundary="altro"' },
      SHAPE,
    ],
    ['SIG-32 boundary that begins another', { boundary: 'inn' }, SHAPE],
  ])('%s', (_name, request, expected) => {
    expect(verdict(judge(signedMail(request)))).toBe(expected);
  });

  test('SIG-14 embedded content equal to the part, or empty, or beside an empty part', () => {
    const equal = signedMail({ cms: (_cms, part) => embedded(part) });
    const empty = signedMail({ embed: Buffer.alloc(0) });
    const beside = signedMail({ cms: (_cms, part) => embedded(part), tamper: () => '' });
    expect([verdict(judge(equal)), verdict(judge(empty)), judge(beside).conclusion.indication]).toEqual([SHAPE, SHAPE, 'failed']);
  });

  test('SIG-33 BER with indefinite lengths is read', () => {
    const bytes = signedMail({ cms: (cms) => toIndefinite(cms) });
    expect(verdict(judge(bytes))).toBe('passed');
  });

  test('SIG-33 certificate signed with MD5', () => {
    const report = judge(signedMail({ signer: gateway(PKI.pinned, 'foreign', { digest: 'md5' }) }));
    expect([verdict(report), report.facts.signers[0]?.algorithm]).toEqual([
      'failed CRYPTO_CONSTRAINTS_FAILURE signature.algorithm',
      'broken',
    ]);
  });

  test('SIG-33 e = 1: whoever writes the padded digest as the signature has signed', () => {
    const modulus = Buffer.alloc(256, 0xc3);
    const spki = sequence(
      sequence(oid('1.2.840.113549.1.1.1'), nothing()),
      bitString(sequence(integer(modulus.toString('hex')), integer(1))),
    );
    const signer = gateway(PKI.pinned, 'foreign', { spki });
    const digestInfo = (attributes: Uint8Array) => sequence(digestIdentifier('sha256'), octetString(digestOf('sha256', attributes)));
    const padded = (info: Uint8Array) =>
      Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 3 - info.length, 0xff), Buffer.from([0]), info]);
    let attributes: Uint8Array = Buffer.alloc(0);
    const report = judge(
      signedMail({ signer, signing: { seen: (encoding) => (attributes = encoding), spoil: () => padded(digestInfo(attributes)) } }),
    );
    expect([report.conclusion.indication, report.facts.signers[0]?.algorithm]).toEqual(['failed', 'broken']);
  });

  test('SIG-33 e = 3: a cube whose first bytes are the padded digest is no signature', () => {
    const modulus = Buffer.alloc(256, 0xc3);
    const spki = sequence(
      sequence(oid('1.2.840.113549.1.1.1'), nothing()),
      bitString(sequence(integer(modulus.toString('hex')), integer(3))),
    );
    const signer = gateway(PKI.pinned, 'foreign', { spki });
    const cubeOver = (start: Uint8Array): Buffer => {
      const wanted = BigInt(`0x${Buffer.concat([start, Buffer.alloc(256 - start.length)]).toString('hex')}`);
      let [low, high] = [0n, 1n << 700n];
      while (low < high) {
        const middle = (low + high) / 2n;
        if (middle ** 3n < wanted) low = middle + 1n;
        else high = middle;
      }
      const cube = Buffer.from((low ** 3n).toString(16).padStart(512, '0'), 'hex');
      expect(cube.subarray(0, start.length).equals(start)).toBe(true);
      return Buffer.from(low.toString(16).padStart(512, '0'), 'hex');
    };
    let attributes: Uint8Array = Buffer.alloc(0);
    const start = (): Buffer =>
      Buffer.concat([
        Buffer.from(`0001${'ff'.repeat(8)}00`, 'hex'),
        sequence(digestIdentifier('sha256'), octetString(digestOf('sha256', attributes))),
      ]);
    const signing = { seen: (encoding: Uint8Array) => (attributes = encoding), spoil: () => cubeOver(start()) };
    expect(judge(signedMail({ signer, signing })).conclusion.indication).toBe('failed');
  });

  test('SIG-33 RSA-512', () => {
    const report = judge(signedMail({ signer: gateway(PKI.pinned, 'tiny', { keys: keyPair('tiny', 'rsa512') }) }));
    expect([verdict(report), report.facts.signers[0]?.algorithm]).toEqual([
      'failed CRYPTO_CONSTRAINTS_FAILURE signature.algorithm',
      'broken',
    ]);
  });

  test.each([
    'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
    'application/pkcs7-mime; name=smime.p7m',
    'application/x-pkcs7-mime',
  ])('SIG-31 a whole receipt as %s is no form of PEC', (type) => {
    let whole: Uint8Array = Buffer.alloc(0);
    signedMail({ cms: (cms, part) => ((whole = embedded(part)), cms) });
    const bytes = Buffer.from(
      [
        `From: ${ADDRESS}`,
        ...HEADERS.delivery,
        'MIME-Version: 1.0',
        `Content-Type: ${type}`,
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(whole).toString('base64').replace(/.{64}/g, '$&\r\n'),
        '',
      ].join('\r\n'),
    );
    expect(whole.length).toBeGreaterThan(1_000);
    expect(verdict(judge(bytes))).toBe(SHAPE);
    expect(judge(bytes).facts.certification).toBeNull();
  });

  test.each<[string, MailRequest]>([
    ['SIG-02 SHA-1', { signing: { digest: 'sha1' } }],
    ['SIG-02 certificate signed with SHA-1', { signer: gateway(PKI.pinned, 'foreign', { digest: 'sha1' }) }],
    ['SIG-02 RSA-1024', { signer: gateway(PKI.pinned, 'small', { keys: keyPair('small', 'rsa1024') }) }],
  ])('%s is weak, said, not refused', (_name, request) => {
    const report = judge(signedMail(request));
    expect({ verdict: verdict(report), notes: notes(report) }).toEqual({ verdict: 'passed', notes: ['signature.algorithm'] });
  });

  test.each<[string, MailRequest, readonly string[]]>([
    ['SIG-34 signing time absent: the certified time is used', { signing: { signingTime: null } }, ['time.signing']],
    ['SIG-34 signing time in 2100: the certified time is used', { signing: { signingTime: Date.UTC(2100, 0) } }, ['time.signing']],
    ['signing time an hour away from the certified one', { signing: { signingTime: SIGNED_AT + 3_600_000 } }, ['time.signing']],
  ])('%s', (_name, request, expected) => {
    const report = judge(signedMail(request));
    expect({ verdict: verdict(report), notes: notes(report) }).toEqual({ verdict: 'passed', notes: expected });
  });

  test.each(['p256', 'p384', 'p521', 'ed25519'] as const)('%s', (kind) => {
    const signer = gateway(PKI.pinned, kind, { keys: keyPair(kind, kind) });
    expect(verdict(judge(signedMail({ signer, signing: { digest: 'sha512' } })))).toBe('passed');
  });
});

describe('what is signed', () => {
  const receipt = signedMail();
  const text = receipt.toString('latin1');
  const wrapped = (type: string, before: string, after = '') =>
    Buffer.from(
      [
        `From: ${ADDRESS}`,
        ...HEADERS.delivery,
        'MIME-Version: 1.0',
        `Content-Type: ${type}; boundary=w`,
        '',
        `--w${before}`,
        text.slice(text.indexOf('Content-Type: multipart/signed')),
        `${after}--w--`,
        '',
      ].join('\r\n'),
      'latin1',
    );
  test.each<[string, Uint8Array, string]>([
    [
      'SIG-04 unsigned mail with all PEC headers and a daticert.xml',
      Buffer.from(
        [
          `From: ${ADDRESS}`,
          ...HEADERS.delivery,
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          ...certificationPart(certificationText(DELIVERY)),
          '--b--',
          '',
        ].join('\r\n'),
      ),
      UNSIGNED,
    ],
    [
      'SIG-18 signed part later in multipart/mixed',
      wrapped('multipart/mixed', '\r\nContent-Type: text/html\r\n\r\n<b>falso</b>\r\n--w'),
      UNSIGNED,
    ],
    [
      'SIG-18 behind HTML that hides it',
      wrapped('multipart/mixed', '\r\nContent-Type: text/html\r\n\r\n<b>falso</b><plaintext>\r\n--w'),
      UNSIGNED,
    ],
    [
      'SIG-18 as a resource of multipart/related',
      wrapped('multipart/related', '\r\nContent-Type: text/html\r\n\r\n<img src="cid:x">\r\n--w'),
      UNSIGNED,
    ],
    [
      'SIG-18 as an attachment',
      Buffer.from(
        [
          `From: ${ADDRESS}`,
          ...HEADERS.delivery,
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary=w',
          '',
          '--w',
          'Content-Type: message/rfc822',
          'Content-Disposition: attachment; filename=r.eml',
          '',
          text,
          '--w--',
          '',
        ].join('\r\n'),
        'latin1',
      ),
      UNSIGNED,
    ],
    [
      'SIG-21 forwarded receipt at top level',
      Buffer.from(
        [`From: ${ADDRESS}`, ...HEADERS.delivery, 'MIME-Version: 1.0', 'Content-Type: message/rfc822', '', text].join('\r\n'),
        'latin1',
      ),
      UNSIGNED,
    ],
    [
      'SIG-21 forwarded in ordinary mail',
      Buffer.from(['From: anna@mail.example', 'Subject: I: ricevuta', 'Content-Type: message/rfc822', '', text].join('\r\n'), 'latin1'),
      'notApplicable',
    ],
    [
      'SIG-20 anomaly envelope with X-Ricevuta outside',
      signedMail({ header: HEADERS.delivery, parts: [originalPart(['From: a@b.example', '', 'x'])] }),
      'passed',
    ],
    [
      'SIG-22 two daticert.xml',
      signedMail({ parts: [certificationPart(certificationText()), certificationPart(certificationText(DELIVERY))] }),
      'failed FORMAT_FAILURE daticert.present',
    ],
    ['no daticert.xml', signedMail({ certification: null }), 'failed FORMAT_FAILURE daticert.present'],
    ['daticert.xml of an unknown type', signedMail({ certification: { tipo: 'promessa' } }), 'failed FORMAT_FAILURE daticert.type'],
    [
      'XML-04 daticert.xml not well-formed',
      signedMail({ parts: [certificationPart(`${certificationText()}<postacert/>`)] }),
      'failed FORMAT_FAILURE daticert.present',
    ],
    [
      'XML-01 daticert.xml with a DOCTYPE',
      signedMail({ parts: [certificationPart(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${certificationText()}`)] }),
      'failed FORMAT_FAILURE daticert.present',
    ],
    [
      'signed mail without PEC headers, by the provider',
      signedMail({ header: ['Subject: Avviso'], certification: null }),
      'indeterminate SIGNATURE_POLICY_NOT_AVAILABLE daticert.type',
    ],
    [
      'signed mail without PEC headers, by a stranger',
      signedMail({ header: ['Subject: Avviso'], certification: null, signer: PKI.other, certificates: [PKI.other] }),
      'indeterminate NO_CERTIFICATE_CHAIN_FOUND certificate.path',
    ],
    ['ordinary mail', Buffer.from('From: a@b.example\r\nSubject: CONSEGNA: Prova\r\n\r\nciao'), 'notApplicable'],
  ])('%s', (_name, bytes, expected) => {
    expect(verdict(judge(bytes))).toBe(expected);
  });

  test('SIG-20 the anomaly envelope stays one, whatever the outer headers say', () => {
    const bytes = signedMail({
      header: HEADERS.delivery,
      parts: [
        originalPart([
          `From: ${ADDRESS}`,
          'Content-Type: multipart/mixed; boundary=z',
          '',
          '--z',
          ...certificationPart(certificationText(DELIVERY)),
          '--z--',
        ]),
      ],
    });
    expect({ kind: claimKind(bytes), certification: judge(bytes).facts.certification }).toEqual({
      kind: 'anomalyEnvelope',
      certification: null,
    });
  });

  test('SIG-19 a false daticert.xml in preamble, epilogue or beside the signed part is never read', () => {
    const fake = [...certificationPart(certificationText(DELIVERY))].join('\r\n');
    const kinds = [{ preamble: `${fake}\r\n` }, { epilogue: fake }].map((request) => {
      const report = judge(signedMail(request));
      return [verdict(report), report.facts.certification?.tipo];
    });
    const beside = judge(Buffer.from(text.replace('--outer--', `--outer\r\n${fake}\r\n--outer--`), 'latin1'));
    expect([...kinds, [verdict(beside), beside.facts.certification?.tipo]]).toEqual([
      ['passed', 'accettazione'],
      ['passed', 'accettazione'],
      [SHAPE, 'accettazione'],
    ]);
  });

  test('SIG-22 one rule for names of daticert.xml', () => {
    const names = ['name="DATICERT.XML"', 'name="daticert.xml "', "name*=utf-8''daticert.xml", 'name="=?utf-8?Q?daticert=2Exml?="'];
    expect(names.map((name) => verdict(judge(signedMail({ parts: [certificationPart(certificationText(), name)] }))))).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
    ]);
  });

  test('SIG-27 outer headers changed after signing: the signed values win, each difference is listed', () => {
    const report = judge(
      signedMail({
        header: [
          'X-Ricevuta: avvenuta-consegna',
          'Subject: CONSEGNA: Altro',
          'To: altri@uno.example',
          'X-Riferimento-Message-ID: <altro@uno.example>',
        ],
      }),
    );
    expect({
      verdict: verdict(report),
      notes: notes(report),
      tipo: report.facts.certification?.tipo,
      fields: report.facts.outerDifferences.map(({ field }) => field),
    }).toEqual({
      verdict: 'passed',
      notes: ['headers.outer'],
      tipo: 'accettazione',
      fields: ['X-Ricevuta', 'X-Riferimento-Message-ID', 'Subject', 'To'],
    });
  });
});

describe('against what was submitted', () => {
  const submitted = Buffer.from(
    [
      'From: anna@uno.example',
      'To: bruno@due.example',
      'Subject: Prova',
      'Message-ID: <m1@uno.example>',
      'Date: Fri, 20 Nov 2026 09:30:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: text/plain',
      '',
      'Buongiorno',
    ].join('\r\n'),
  );
  const receipt = (original: readonly string[]) =>
    signedMail({ header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(original)] });
  test.each<[string, readonly string[], Uint8Array | null, string]>([
    ['V9 the same message', ORIGINAL, submitted, 'passed'],
    ['SIG-29 one byte of the body', [...ORIGINAL.slice(0, -1), 'Buonasera'], submitted, 'failed CONTENT_MISMATCH content.complete'],
    [
      'SIG-29 another To',
      ORIGINAL.map((line) => (line.startsWith('To:') ? 'To: altri@due.example' : line)),
      submitted,
      'failed CONTENT_MISMATCH content.complete',
    ],
    ['V9 no copy of what was sent', ORIGINAL, null, 'passed'],
  ])('%s', (_name, original, expected, outcome) => {
    expect(verdict(judge(receipt(original), MATERIAL, { expected }))).toBe(outcome);
  });

  const hashed = (hash: string) => [
    'From: anna@uno.example',
    'To: bruno@due.example',
    'Subject: Prova',
    'Message-ID: <id1@uno.example>',
    'X-Riferimento-Message-ID: <m1@uno.example>',
    'Content-Type: multipart/mixed; boundary=k',
    '',
    '--k',
    'Content-Type: text/plain; name="a.txt.hash"',
    '',
    hash,
    '--k--',
  ];
  const sent = Buffer.from(
    [
      'From: anna@uno.example',
      'To: bruno@due.example',
      'Subject: Prova',
      'Message-ID: <m1@uno.example>',
      'Content-Type: multipart/mixed; boundary=k',
      '',
      '--k',
      'Content-Type: text/plain; name="a.txt"',
      '',
      'abc',
      '--k--',
    ].join('\r\n'),
  );
  // SHA-1 of "abc" (FIPS 180-4, example).
  test.each<[string, string, Uint8Array | null, string]>([
    ['V10 right hash', 'a9993e364706816aba3e25717850c26c9cd0d89d', sent, 'passed'],
    ['SIG-30 wrong hash', 'a9993e364706816aba3e25717850c26c9cd0d89e', sent, 'failed CONTENT_MISMATCH content.brief'],
    ['SIG-30 our message unknown', 'a9993e364706816aba3e25717850c26c9cd0d89d', null, 'passed'],
  ])('%s', (_name, hash, expected, outcome) => {
    const brief = signedMail({
      header: HEADERS.delivery,
      parts: [certificationPart(certificationText({ ...DELIVERY, ricevuta: 'breve' })), originalPart(hashed(hash))],
    });
    const report = judge(brief, MATERIAL, { expected });
    const status = report.checks.find(({ id }) => id === 'content.brief')?.status;
    expect([verdict(report), status]).toEqual([outcome, expected === null ? 'indeterminate' : outcome === 'passed' ? 'passed' : 'failed']);
  });
});

test('another policy makes another report', () => {
  const bytes = signedMail({ certification: null });
  expect([verdict(judge(bytes)), verdict(judge(bytes, MATERIAL, { policy: 'smime/1' }))]).toEqual([
    'failed FORMAT_FAILURE daticert.present',
    'passed',
  ]);
});

/** A CMS that holds what it signs. */
function embedded(part: Uint8Array): Buffer {
  const base64 = signedMail({ embed: part }).toString('latin1').split('base64\r\n\r\n').at(-1)?.split('\r\n--outer--')[0] ?? '';
  return Buffer.from(base64, 'base64');
}

/** The outer levels of a CMS with indefinite lengths, as Bouncy Castle writes them. */
function toIndefinite(cms: Uint8Array): Buffer {
  const inner = contents(contents(cms)[1] ?? Buffer.alloc(0))[0] ?? Buffer.alloc(0);
  return indefinite(0x30, oid('1.2.840.113549.1.7.2'), indefinite(0xa0, indefinite(0x30, ...contents(inner))));
}

function contents(element: Uint8Array): Buffer[] {
  const found: Buffer[] = [];
  let at = headerLength(element, 0);
  while (at < element.length) {
    const end = at + headerLength(element, at) + bodyLength(element, at);
    found.push(Buffer.from(element.subarray(at, end)));
    at = end;
  }
  return found;
}
function headerLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}
function bodyLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? first : Buffer.from(bytes.subarray(at + 2, at + 2 + (first & 0x7f))).readUIntBE(0, first & 0x7f);
}
