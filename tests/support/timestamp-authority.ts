// A time-stamp authority of openssl (`openssl ts -reply`) behind http on loopback, with a root and a
// signing certificate of its own. Asked for the wrong thing on purpose where a test says so.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export type Misbehaviour = 'none' | 'otherDigest' | 'replay' | 'refuse' | 'junk' | 'status';

export type TimestampServer = {
  readonly url: string;
  /** PEM of its root. */
  readonly root: string;
  /** What it does with the next requests. */
  behave(as: Misbehaviour): void;
  readonly logins: (string | null)[];
  close(): void;
};

const CONFIG = `
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[a]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
certs = ./chain.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`;

export async function startTimestampAuthority(): Promise<TimestampServer> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-tsa-'));
  const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(path.join(home, 'c.cnf'), CONFIG);
  writeFileSync(path.join(home, 'serial'), '01\n');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'root.key',
    '-subj',
    '/CN=Test TSA root',
    '-days',
    '3650',
    '-config',
    'c.cnf',
    '-extensions',
    'root',
    '-out',
    'root.pem',
  );
  openssl('req', '-new', ...key, '-keyout', 'tsa.key', '-subj', '/CN=Test TSA', '-config', 'c.cnf', '-out', 'tsa.csr');
  openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-days',
    '3650',
    '-extfile',
    'c.cnf',
    '-extensions',
    'tsa',
    '-out',
    'tsa.pem',
  );
  writeFileSync(path.join(home, 'chain.pem'), readFileSync(path.join(home, 'root.pem')));
  let mode: Misbehaviour = 'none';
  let last: Buffer | null = null;
  const logins: (string | null)[] = [];
  const reply = (query: Buffer): Buffer => {
    if (mode === 'junk') return Buffer.from('not a reply');
    if (mode === 'replay' && last !== null) return last;
    if (mode === 'otherDigest') openssl('ts', '-query', '-digest', '00'.repeat(32), '-sha256', '-cert', '-out', 'q.tsq');
    else writeFileSync(path.join(home, 'q.tsq'), query);
    // A digest it does not offer gives a signed refusal.
    if (mode === 'refuse') openssl('ts', '-query', '-digest', '00'.repeat(64), '-sha512', '-cert', '-out', 'q.tsq');
    openssl('ts', '-reply', '-queryfile', 'q.tsq', '-config', 'c.cnf', '-section', 'a', '-out', 'r.tsr');
    last = readFileSync(path.join(home, 'r.tsr'));
    return last;
  };
  const server = http.createServer((request, response) => {
    const { authorization } = request.headers;
    logins.push(authorization === undefined ? null : Buffer.from(authorization.replace('Basic ', ''), 'base64').toString('utf8'));
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      response.statusCode = mode === 'status' ? 503 : 200;
      response.setHeader('content-type', 'application/timestamp-reply');
      response.end(reply(Buffer.concat(pieces)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    root: readFileSync(path.join(home, 'root.pem'), 'latin1'),
    behave: (as) => (mode = as),
    logins,
    close() {
      server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
