// SIG-36: what others say of the same messages. openssl cms -verify and pkijs judge the lab's signatures
// (integrity only); every message on which we differ is named with the reason. Never looser than openssl
// in the PEC case: with the pinned CA alone, what openssl refuses we refuse.
import { spawnSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as pkijs from 'pkijs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labTools, smimeLab } from '#tests/support/smime-lab';
import type { Lab } from '#tests/support/smime-lab';
import { HEADERS, judge, originalPart, PKI, SIGNED_AT, signedMail } from '#tests/support/signed-mail';
import type { MailRequest } from '#tests/support/signed-mail';
import { parseMessage } from '#main/mime/parse';
import { judgeFile } from '#main/verification/judge-file';
import type { JudgedDocument } from '#main/verification/describe';
import { locateSignature } from '#main/verification/locate-signature';
import { asInstant } from '#shared/model/ids';

const NOW = asInstant(Date.now());

/**
 * Left out of the comparison: both take the first certificate that fits issuer and serial, and which
 * of the twins comes first depends on the keys of the run. Ours takes the one whose key verifies, and
 * refuses its chain.
 */
const BY_CHANCE: ReadonlySet<string> = new Set(['r08-twin-decoy']);

/** Where openssl says otherwise about integrity, and why. */
const OPENSSL: Readonly<Record<string, string>> = {
  'r31-contenttype-attr': 'they accept: eContentType is not compared with the signed contentType attribute',
  'r32-trailing-der': 'they accept: bytes behind the structure are not looked at',
};
/** Where pkijs 4.0.0 says otherwise about integrity, and why. */
const PKIJS: Readonly<Record<string, string>> = {
  'r16-md5': 'they refuse: WebCrypto lacks MD5; here the digest is broken and the message refused',
  'r29-embedded-content': 'they accept: the embedded content is verified in place of the message',
  'r30-econtenttype-tst': 'they refuse: a time-stamp token is expected; here it is a fault of structure, and the message is refused',
  'r31-contenttype-attr': 'they accept: as openssl',
  'r32-trailing-der': 'they accept: as openssl',
};

describe.skipIf(!labTools)('second opinions on the lab (needs bash and openssl)', () => {
  let lab: Lab;
  let folder: string;
  const located = new Map<string, { readonly cms: Uint8Array; readonly part: Uint8Array }>();
  const ours = new Map<string, JudgedDocument>();

  beforeAll(async () => {
    lab = await smimeLab();
    folder = mkdtempSync(path.join(tmpdir(), 'plico-opinions-'));
    for (const { id, file } of lab.cases) {
      if (id === 'a90-25mb') continue;
      const bytes = lab.read(file);
      const { signed, cms, form } = locateSignature(bytes, parseMessage(bytes).root);
      const [document] = judgeFile(bytes, {
        name: id,
        material: lab.material,
        policy: 'smime/1',
        judgedAt: NOW,
        at: null,
        deep: false,
        content: null,
      });
      if (document === undefined || cms === null || cms.length === 0 || (signed === null && form === 'detached')) continue;
      ours.set(id, document);
      // openssl and pkijs get the part in canonical line ends, as ours hashes it when the raw one does not fit.
      const part = signed === null ? Buffer.alloc(0) : bytes.subarray(signed.range.start, signed.range.end);
      located.set(id, {
        cms,
        part: bytes.includes('\r\n') ? part : Buffer.from(part.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      });
    }
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Cases on which we differ, with what they say. */
  function differences(opinions: ReadonlyMap<string, boolean>): Record<string, string> {
    const found = [...opinions].filter(([id, good]) => !BY_CHANCE.has(id) && (ours.get(id)?.signature.integrity === 'valid') !== good);
    return Object.fromEntries(found.map(([id, good]) => [id, good ? 'they accept' : 'they refuse']));
  }

  /** A named difference says which way it goes. */
  function named(table: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(table).map(([id, reason]) => [id, reason.slice(0, reason.indexOf(':'))]));
  }

  test('openssl cms -verify, integrity only', () => {
    const opinions = new Map([...located].map(([id, { cms, part }]) => [id, opensslVerifies(folder, id, cms, part)]));
    expect(differences(opinions)).toEqual(named(OPENSSL));
  });

  test('pkijs, integrity only', async () => {
    pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never }));
    const opinions = new Map<string, boolean>();
    for (const [id, { cms, part }] of located) opinions.set(id, await pkijsVerifies(cms, part));
    expect(differences(opinions)).toEqual(named(PKIJS));
  });

  test('each opinion was heard on most of the lab', () => {
    expect(located.size).toBeGreaterThan(90);
  });
});

/** Messages of the test PKI, as policy pec/1 sees them. */
const MESSAGES: readonly (readonly [string, MailRequest])[] = [
  ['well made', {}],
  ['anomaly envelope', { header: HEADERS.anomaly, parts: [originalPart(['From: a@b.example', '', 'x'])] }],
  ['foreign CA with equal names', { signer: PKI.foreign, certificates: [PKI.foreign, PKI.foreignPinned] }],
  ['other public CA', { signer: PKI.other, certificates: [PKI.other, PKI.stranger] }],
  ['other CA under the same root', { signer: PKI.underSibling, certificates: [PKI.underSibling, PKI.sibling, PKI.root] }],
  ['personal certificate', { signer: PKI.personal, from: ['From: mario.bianchi@uno.example'] }],
  ['TLS certificate', { signer: PKI.server }],
  ['issued by a leaf', { signer: PKI.underLeaf, certificates: [PKI.underLeaf, PKI.provider, PKI.pinned] }],
  ['self-signed', { signer: PKI.selfSigned, certificates: [PKI.selfSigned] }],
  ['expired', { signer: PKI.expired }],
  ['not yet valid', { signer: PKI.future }],
  ['text changed', { tamper: (part) => part.replace('Testo', 'Tasto') }],
  ['From of another', { signer: PKI.second }],
  [
    'two signers',
    { signers: [{ certificate: PKI.provider }, { certificate: PKI.second }], certificates: [PKI.provider, PKI.pinned, PKI.second] },
  ],
  ['no daticert.xml', { certification: null }],
  ['SHA-1', { signing: { digest: 'sha1' } }],
  ['messageDigest missing', { signing: { change: (attributes) => (attributes.messageDigest = null) } }],
];

/** What openssl accepts and the PEC profile refuses, and why. */
const PROFILE_STRICTER: Readonly<Record<string, string>> = {
  'personal certificate': 'only posta-certificata@ addresses sign for a provider',
  'From of another': 'identity is the business of the application',
  'two signers': 'exactly one SignerInfo',
  'no daticert.xml': 'a receipt without certification data certifies nothing',
};

describe.skipIf(!labTools)('SIG-36 openssl with the pinned CA alone (needs openssl)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'plico-pinned-'));
    writeFileSync(
      path.join(folder, 'pinned.pem'),
      `-----BEGIN CERTIFICATE-----\n${PKI.pinned.der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function opensslAccepts(bytes: Uint8Array): boolean {
    writeFileSync(path.join(folder, 'm.eml'), bytes);
    const trust = [
      '-CAfile',
      path.join(folder, 'pinned.pem'),
      '-no-CApath',
      '-no-CAstore',
      '-partial_chain',
      '-attime',
      String(SIGNED_AT / 1000),
    ];
    return (
      spawnSync('openssl', ['cms', '-verify', '-in', path.join(folder, 'm.eml'), ...trust, '-out', '/dev/null'], { stdio: 'ignore' })
        .status === 0
    );
  }

  test('equal or stricter, never looser; every stricter case has its reason', () => {
    const told = MESSAGES.map(([name, request]) => {
      const bytes = signedMail(request);
      return { name, theirs: opensslAccepts(bytes), ours: judge(bytes).conclusion.indication === 'passed' };
    });
    expect({
      looser: told.filter(({ theirs, ours }) => ours && !theirs).map(({ name }) => name),
      stricter: told.filter(({ theirs, ours }) => theirs && !ours).map(({ name }) => name),
    }).toEqual({ looser: [], stricter: Object.keys(PROFILE_STRICTER) });
  });
});

function opensslVerifies(folder: string, id: string, cms: Uint8Array, part: Uint8Array): boolean {
  const file = (suffix: string): string => path.join(folder, `${id}${suffix}`);
  writeFileSync(file('.cms'), cms);
  writeFileSync(file('.part'), part);
  const detached = part.length === 0 ? [] : ['-content', file('.part')];
  const run = spawnSync(
    'openssl',
    ['cms', '-verify', '-binary', '-noverify', '-inform', 'DER', '-in', file('.cms'), ...detached, '-out', '/dev/null'],
    { stdio: 'ignore' },
  );
  return run.status === 0;
}

async function pkijsVerifies(cms: Uint8Array, part: Uint8Array): Promise<boolean> {
  try {
    const info = pkijs.ContentInfo.fromBER(Uint8Array.from(cms).buffer);
    const signed = new pkijs.SignedData({ schema: info.content });
    const data = part.length === 0 ? {} : { data: Uint8Array.from(part).buffer };
    const answers = await Promise.all(signed.signerInfos.map((_signer, signer) => signed.verify({ signer, ...data })));
    return answers.length > 0 && answers.every(Boolean);
  } catch {
    return false; // pkijs throws on what it does not understand
  }
}
