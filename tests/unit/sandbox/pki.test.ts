// The sandbox's certificates, read by openssl and node: profiles of PEC-REFERENCE §3.3, order of §3.4.
import { X509Certificate } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPki, loadPki } from '#main/sandbox/pki';
import type { SandboxPki } from '#main/sandbox/pki';

const PROVIDERS = [
  { name: 'Gestore Uno S.p.A.', domain: 'pec-uno.example' },
  { name: 'Gestore Due S.p.A.', domain: 'pec-due.example' },
];
const NOW = Date.parse('2026-11-22T16:30:00Z');
let pki: SandboxPki;
let work: string;

beforeAll(async () => {
  pki = await createPki(PROVIDERS, NOW);
  work = mkdtempSync(path.join(tmpdir(), 'plico-pki-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function read(pem: string | undefined): X509Certificate {
  return new X509Certificate(pem ?? '');
}

test('each certificate is issued by whom it says', () => {
  const issued: readonly (readonly [string, X509Certificate, X509Certificate])[] = [
    ['issuing', read(pki.issuing.certificate), read(pki.root.certificate)],
    ['other', read(pki.other.certificate), read(pki.root.certificate)],
    ['gateway one', read(pki.gateways['pec-uno.example']?.certificate), read(pki.issuing.certificate)],
    ['gateway two', read(pki.gateways['pec-due.example']?.certificate), read(pki.issuing.certificate)],
    ['revoked', read(pki.revokedGateway.certificate), read(pki.issuing.certificate)],
    ['foreign issuing', read(pki.foreignIssuing.certificate), read(pki.foreignRoot.certificate)],
    ['foreign', read(pki.foreignGateway.certificate), read(pki.foreignIssuing.certificate)],
    ['by other', read(pki.otherGateway.certificate), read(pki.other.certificate)],
    ['personal', read(pki.personal.certificate), read(pki.other.certificate)],
    ['server', read(pki.tlsServer.certificate), read(pki.tlsRoot.certificate)],
  ];
  expect(
    issued
      .filter(([, certificate, issuer]) => !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey))
      .map(([name]) => name),
  ).toEqual([]);
});

test('the foreign ones have the same names and other keys', () => {
  const pairs = [
    [pki.root, pki.foreignRoot],
    [pki.issuing, pki.foreignIssuing],
    [pki.gateways['pec-uno.example'], pki.foreignGateway],
    [pki.gateways['pec-uno.example'], pki.otherGateway],
  ].map(([left, right]) => [read(left?.certificate), read(right?.certificate)] as const);
  expect(
    pairs.map(([left, right]) => [
      left.subject === right.subject,
      left.subjectAltName === right.subjectAltName,
      left.publicKey.equals(right.publicKey),
    ]),
  ).toEqual(pairs.map(() => [true, true, false]));
});

test('the server is known as localhost and 127.0.0.1', () => {
  const server = read(pki.tlsServer.certificate);
  expect([server.checkHost('localhost'), server.checkIP('127.0.0.1'), server.checkHost('pec-uno.example')]).toEqual([
    'localhost',
    '127.0.0.1',
    undefined,
  ]);
});

test('a folder keeps it', async () => {
  const first = await loadPki(path.join(work, 'kept'), PROVIDERS, NOW);
  expect(await loadPki(path.join(work, 'kept'), PROVIDERS, NOW + 1e10)).toEqual(first);
});

describe.skipIf(spawnSync('openssl', ['version']).error !== undefined)('openssl (skipped where it is not installed)', () => {
  const openssl = (...args: readonly string[]): { status: number | null; out: string } => {
    const run = spawnSync('openssl', [...args], { cwd: work, encoding: 'utf8' });
    return { status: run.status, out: run.stdout + run.stderr };
  };

  test('a gateway has the profile of a PEC signer', () => {
    writeFileSync(path.join(work, 'gateway.pem'), pki.gateways['pec-uno.example']?.certificate ?? '');
    const { out } = openssl('x509', '-in', 'gateway.pem', '-noout', '-text');
    const extensions = out.slice(out.indexOf('X509v3 extensions'), out.indexOf('Signature Value'));
    expect([
      /Key Usage: critical\s+Digital Signature\n/.test(extensions),
      /Extended Key Usage:\s+E-mail Protection\n/.test(extensions),
      /email:posta-certificata@pec-uno\.example/.test(extensions),
      /Policy: 1\.3\.76\.16\.3\.1\.1/.test(extensions),
      /Basic Constraints/.test(extensions),
      /Authority Key Identifier/.test(extensions),
    ]).toEqual([true, true, true, true, false, true]);
  });

  test('the revocation list is signed by the issuing CA and takes away the revoked gateway alone', () => {
    writeFileSync(path.join(work, 'anchors.pem'), pki.root.certificate + pki.issuing.certificate);
    writeFileSync(path.join(work, 'crl.der'), Buffer.from(pki.crl, 'base64'));
    openssl('crl', '-inform', 'der', '-in', 'crl.der', '-out', 'crl.pem');
    const judged = ['gateways', 'revokedGateway'].map((name) => {
      writeFileSync(
        path.join(work, `${name}.pem`),
        name === 'gateways' ? (pki.gateways['pec-uno.example']?.certificate ?? '') : pki.revokedGateway.certificate,
      );
      return openssl(
        'verify',
        '-partial_chain',
        '-CAfile',
        'anchors.pem',
        '-CRLfile',
        'crl.pem',
        '-crl_check',
        '-attime',
        String(NOW / 1000),
        `${name}.pem`,
      );
    });
    expect([judged.map(({ status }) => status), /certificate revoked/.test(judged[1]?.out ?? '')]).toEqual([[0, 2], true]);
  });
});
