// Server certificates for tests of connections: one that is right and one for each fault (NET-05).
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { issueCertificate, newKeyPair } from '#main/sandbox/certificates';
import type { Identity } from '#main/sandbox/certificates';

export type TlsIdentities = {
  /** PEM of the root the client is told to trust. */
  readonly root: string;
  readonly valid: Identity;
  readonly expired: Identity;
  readonly notYetValid: Identity;
  readonly wrongName: Identity;
  /** The address only in the common name, which is no longer looked at (RFC 9525 §2). */
  readonly addressInCommonName: Identity;
  readonly selfSigned: Identity;
  /** From a root the client does not know. */
  readonly foreign: Identity;
};

const DAY_MS = 86_400_000;

export async function tlsIdentities(): Promise<TlsIdentities> {
  const keys = await newKeyPair();
  const rootKeys = await newKeyPair();
  const now = Date.now();
  const authority = (name: string): Identity =>
    issueCertificate({
      profile: 'authority',
      subject: [['CN', name]],
      keys: rootKeys,
      issuer: null,
      notBefore: now - 900 * DAY_MS,
      notAfter: now + 900 * DAY_MS,
      alternativeNames: [],
    });
  const root = authority('test root');
  const foreignKeys = await newKeyPair();
  const foreignRoot = issueCertificate({
    profile: 'authority',
    subject: [['CN', 'another root']],
    keys: foreignKeys,
    issuer: null,
    notBefore: now - DAY_MS,
    notAfter: now + DAY_MS,
    alternativeNames: [],
  });
  const server = (change: {
    issuer?: Identity | null;
    from?: number;
    to?: number;
    names?: readonly string[];
    commonName?: string;
  }): Identity =>
    issueCertificate({
      profile: 'server',
      subject: [['CN', change.commonName ?? 'server']],
      keys,
      issuer: change.issuer === undefined ? root : change.issuer,
      notBefore: now + (change.from ?? -DAY_MS),
      notAfter: now + (change.to ?? 30 * DAY_MS),
      alternativeNames: change.names ?? ['localhost', '127.0.0.1'],
    });
  return {
    root: root.certificate,
    valid: server({}),
    expired: server({ from: -30 * DAY_MS, to: -DAY_MS }),
    notYetValid: server({ from: DAY_MS, to: 2 * DAY_MS }),
    wrongName: server({ names: ['imaps.other.example'] }),
    addressInCommonName: server({ names: ['other.example'], commonName: '127.0.0.1' }),
    selfSigned: server({ issuer: null }),
    foreign: server({ issuer: foreignRoot }),
  };
}

export const opensslMissing: string | null = spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed';

/** Too weak to be accepted: made by the openssl command, because nothing else here would. */
export function weakIdentity(kind: 'rsa1024' | 'sha1'): Identity & { readonly root: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'plico-weak-'));
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', [...args], { cwd: folder, stdio: 'ignore' });
  try {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '9',
      '-subj',
      '/CN=weak root',
      '-keyout',
      'root.key',
      '-out',
      'root.pem',
    );
    openssl(
      'req',
      '-newkey',
      kind === 'rsa1024' ? 'rsa:1024' : 'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=weak',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      'key.pem',
      '-out',
      'request.pem',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'request.pem',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-CAcreateserial',
      '-days',
      '8',
      '-copy_extensions',
      'copyall',
      kind === 'sha1' ? '-sha1' : '-sha256',
      '-out',
      'cert.pem',
    );
    const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
    return { certificate: read('cert.pem'), key: read('key.pem'), root: read('root.pem') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
