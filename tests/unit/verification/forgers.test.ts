// What a forger tries after reading the code: caches fed by one message and used by the next, a
// certificate that borrows issuer and serial of a real one, headers that two readers see differently,
// encodings of the signature part that only some decode, real receipts wrapped once more.
import { describe, expect, test } from 'vitest';
import { examine } from '#main/ingest/examine';
import { verdictLook } from '#shared/model/verification-report';
import { asBlobHash } from '#shared/model/ids';
import { hash } from 'node:crypto';
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
  signedMail,
  verdict,
} from '#tests/support/signed-mail';
import { extensions, keyPair } from '#tests/support/test-pki';
import { seededRandom } from '#tests/support/random';

const genuine = signedMail({ header: HEADERS.delivery, parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)] });
const common = [extensions.signUsage(), extensions.mail(), extensions.address(ADDRESS)];
/** A forger's key in a certificate with the issuer and serial of the real one. */
const borrowed = gateway(PKI.foreignPinned, 'foreign', { serial: PKI.provider.serial, extensions: common });

function lookOf(bytes: Uint8Array): string {
  const { claim, report } = examine({ bytes, hash: asBlobHash(hash('sha256', bytes, 'hex')), judgedAt: NOW, expected: null }, MATERIAL);
  return verdictLook(claim.kind, report.conclusion);
}

describe('what one message leaves behind does not help the next', () => {
  const messages: readonly (readonly [string, Buffer])[] = [
    ['genuine', genuine],
    ['acceptance', signedMail()],
    ['same names, other keys', signedMail({ signer: PKI.foreign, certificates: [PKI.foreign, PKI.foreignPinned] })],
    [
      'other keys with the real authority beside',
      signedMail({ signer: PKI.foreign, certificates: [PKI.foreign, PKI.pinned, PKI.foreignPinned] }),
    ],
    ['issuer and serial of a real one', signedMail({ signer: borrowed, certificates: [borrowed, PKI.provider, PKI.pinned] })],
    [
      'the same, the real one first',
      signedMail({ signer: borrowed, certificates: [PKI.provider, borrowed, PKI.foreignPinned, PKI.pinned] }),
    ],
    ['altered', signedMail({ tamper: (part) => part.replace('Testo', 'Tasto') })],
    ['personal certificate', signedMail({ signer: PKI.personal })],
    ['issued by a leaf', signedMail({ signer: PKI.underLeaf, certificates: [PKI.underLeaf, PKI.provider, PKI.pinned] })],
    ['expired', signedMail({ signer: PKI.expired })],
  ];
  const alone = new Map(messages.map(([name, bytes]) => [name, verdict(judge(bytes, materialOf()))]));

  test('every order under one set of trust data gives the verdicts that each has alone', () => {
    const random = seededRandom(7);
    const wrong: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      const material = materialOf();
      const order = messages.map((message) => [random.next(), message] as const).toSorted(([a], [b]) => a - b);
      for (const [, [name, bytes]] of order) {
        const found = verdict(judge(bytes, material));
        if (found !== alone.get(name)) wrong.push(`${round} ${name}: ${found}`);
      }
    }
    expect([wrong, [...alone].filter(([, found]) => found === 'passed').map(([name]) => name)]).toEqual([[], ['genuine', 'acceptance']]);
  });
});

describe('a signer is the certificate whose key verifies, never one that stands beside it', () => {
  test.each([
    ['borrowed issuer and serial', [borrowed, PKI.pinned]],
    ['and the real certificate beside', [PKI.provider, borrowed, PKI.pinned]],
  ])('%s', (_name, certificates) => {
    expect(judge(signedMail({ signer: borrowed, certificates })).conclusion.indication).not.toBe('passed');
  });

  test('a real message with a stranger’s certificate of the same issuer and serial put first still names the real one', () => {
    const report = judge(signedMail({ certificates: [borrowed, PKI.provider, PKI.pinned] }));
    const [signer] = report.facts.signers;
    expect([report.conclusion.indication === 'passed', signer?.certificate?.fingerprint]).toEqual([
      true,
      hash('sha256', PKI.provider.der, 'hex'),
    ]);
  });
});

const text = (change: (message: string) => string): Buffer => Buffer.from(change(genuine.toString('latin1')), 'latin1');

describe('HDR-03 what looks like PEC and is not stays plain', () => {
  const mail = (...lines: readonly string[]): Buffer =>
    Buffer.from([...lines, 'To: anna@uno.example', 'Subject: POSTA CERTIFICATA: Fattura', '', 'Ciao', ''].join('\r\n'));
  test.each<[string, Buffer, string]>([
    ['a look-alike domain', mail('From: posta-certificata@uno.example.attacco.example'), 'ordinary'],
    [
      '"Per conto di:" in the display name',
      mail('From: "Per conto di: ente@comune.example" <posta-certificata@attacco.example>'),
      'ordinary',
    ],
    ['the headers of an envelope', mail(`From: ${ADDRESS}`, 'X-Trasporto: posta-certificata'), 'refused'],
    ['the headers of a receipt', mail(`From: ${ADDRESS}`, 'X-Ricevuta: avvenuta-consegna'), 'refused'],
  ])('HDR-03 %s', (_name, bytes, look) => {
    expect(lookOf(bytes)).toBe(look);
  });
});

describe('never proven', () => {
  test.each<[string, Buffer]>([
    ['From in another spelling before it', text((mail) => `From : a@attacco.example\r\n${mail}`)],
    ['FROM before it', text((mail) => `FROM: a@attacco.example\r\n${mail}`)],
    ['From behind a bare CR', text((mail) => `X-A: b\rFrom: a@attacco.example\r\n${mail.replace(/^From: .*\r\n/m, '')}`)],
    ['From behind a NUL', text((mail) => mail.replace(/^From: /m, 'From: a@attacco.example\0'))],
    ['two addresses in From', text((mail) => mail.replace(/^From: (.*)\r\n/m, 'From: $1, a@attacco.example\r\n'))],
    ['a group in From', text((mail) => mail.replace(/^From: (.*)\r\n/m, 'From: gestori: $1;\r\n'))],
    ['the address as a comment', text((mail) => mail.replace(/^From: (.*)\r\n/m, 'From: a@attacco.example ($1)\r\n'))],
    [
      'a part in front of the signed one',
      text((mail) => mail.replace('--outer\r\n', '--outer\r\nContent-Type: text/plain\r\n\r\nletto prima\r\n--outer\r\n')),
    ],
    [
      'a part behind the signature',
      text((mail) => mail.replace('--outer--', '--outer\r\nContent-Type: text/plain\r\n\r\nletto dopo\r\n--outer--')),
    ],
    ['a second boundary', text((mail) => mail.replace('boundary="outer"', 'boundary="outer"; boundary="inner"'))],
    ['an encoding on the multipart', text((mail) => mail.replace('MIME-Version', 'Content-Transfer-Encoding: base64\r\nMIME-Version'))],
    ['wrapped in a mixed', wrapped('multipart/mixed; boundary=wrap')],
    ['wrapped in a message', wrapped('message/rfc822')],
    [
      'wrapped in a signature of somebody else',
      signedMail({ signer: PKI.stranger, parts: [originalPart(genuine.toString('latin1').split('\r\n'))] }),
    ],
    [
      'inside an anomaly envelope',
      signedMail({ header: HEADERS.anomaly, parts: [originalPart(genuine.toString('latin1').split('\r\n'))], certification: null }),
    ],
  ])('%s', (_name, bytes) => {
    expect(['proven', 'provenWithNotes']).not.toContain(lookOf(bytes));
  });

  function wrapped(type: string): Buffer {
    const multipart = type.startsWith('multipart/');
    const head = [
      `From: ${ADDRESS}`,
      'To: anna@uno.example',
      'Subject: CONSEGNA: Prova',
      'X-Ricevuta: avvenuta-consegna',
      `Content-Type: ${type}`,
      '',
    ];
    const body = genuine.toString('latin1').replace(/^[\s\S]*?(?=Content-Type)/, '');
    const lines = multipart ? ['--wrap', body, '--wrap--', ''] : [genuine.toString('latin1')];
    return Buffer.from([...head, ...lines].join('\r\n'), 'latin1');
  }
});

describe('either refused or the very same values', () => {
  const shown = JSON.stringify(judge(genuine).facts.certification);
  const signature = /(name="smime.p7s"\r\nContent-Transfer-Encoding: )base64\r\n\r\n([\s\S]*?)\r\n--outer--/;
  test.each<[string, Buffer]>([
    ['a mark of byte order in front', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), genuine])],
    ['a line of an mbox in front', text((mail) => `From posta Fri Nov 20 09:30:04 2026\r\n${mail}`)],
    ['an empty line in front', text((mail) => `\r\n${mail}`)],
    ['comments in Content-Type', text((mail) => mail.replace('multipart/signed;', 'multipart/signed (firmato) ;'))],
    ['junk among the base64', text((mail) => mail.replace(signature, '$1base64\r\n\r\n!!!!$2\r\n--outer--'))],
    ['padding in the middle', text((mail) => mail.replace(signature, '$1base64\r\n\r\nMIIB=$2\r\n--outer--'))],
    [
      'quoted-printable signature',
      text((mail) =>
        mail.replace(signature, (_all, head: string, body: string) => `${head}quoted-printable\r\n\r\n${quoted(body)}\r\n--outer--`),
      ),
    ],
    ['signature in an unknown encoding', text((mail) => mail.replace(signature, '$1x-base64\r\n\r\n$2\r\n--outer--'))],
    ['the signature twice', text((mail) => mail.replace(signature, '$1base64\r\n\r\n$2$2\r\n--outer--'))],
    [
      'daticert.xml after the last boundary',
      text(
        (mail) =>
          `${mail}\r\n--outer\r\n${certificationPart(certificationText({ msgid: '&lt;altro@x&gt;' })).join('\r\n')}\r\n--outer--\r\n`,
      ),
    ],
    [
      'daticert.xml before the first boundary',
      signedMail({
        header: HEADERS.delivery,
        parts: [certificationPart(certificationText(DELIVERY)), originalPart(ORIGINAL)],
        preamble: `${certificationPart(certificationText({ msgid: '&lt;altro@x&gt;' })).join('\r\n')}\r\n`,
      }),
    ],
  ])('%s', (_name, bytes) => {
    const report = judge(bytes);
    expect(bytes.equals(genuine)).toBe(false);
    const same = JSON.stringify(report.facts.certification) === shown;
    expect(report.conclusion.indication !== 'passed' || same).toBe(true);
  });

  function quoted(base64: string): string {
    return [...Buffer.from(base64, 'base64')]
      .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('')
      .replace(/(.{72})/g, '$1=\r\n');
  }
});

test('a key of the forger under the name of the pinned authority in the bag is no authority', () => {
  const fakeAuthority = { ...PKI.foreignPinned, serial: PKI.pinned.serial };
  const signer = gateway(fakeAuthority, 'forger', { keys: keyPair('forger'), extensions: common });
  expect(judge(signedMail({ signer, certificates: [signer, fakeAuthority, PKI.pinned] })).conclusion.indication).not.toBe('passed');
});
