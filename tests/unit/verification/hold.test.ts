// A certificate on hold and released (RFC 5280 §5.3.1), with lists made by openssl: it counts as revoked
// while it was on hold, and at no other time; where the end is not known, that is said.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '#main/verification/certificate';
import { listsInUse } from '#main/verification/lists-in-use';
import { pathRevocation } from '#main/verification/revocation';
import { trustContext } from '#main/verification/trust-context';
import { tempFolder } from '#tests/support/temp-profile';

const folder = tempFolder();
const file = (name: string): string => path.join(folder, name);
const openssl = (...parameters: string[]): Buffer =>
  execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });

const CONFIG = `
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[ca]
default_ca = one
[one]
database = index.txt
crlnumber = number.txt
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 30
[changes]
2.5.29.27 = critical, ASN1:INTEGER:1
`;

writeFileSync(file('c.cnf'), CONFIG);
const request = ['req', '-config', 'c.cnf', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '4000'];
openssl(...request, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=CA di prova', '-extensions', 'authority');
openssl(
  ...request,
  '-keyout',
  'p.key',
  '-out',
  'p.pem',
  '-subj',
  '/CN=Gestore',
  '-set_serial',
  '0x1234',
  '-CA',
  'ca.pem',
  '-CAkey',
  'ca.key',
);
const der = (name: string): Buffer => openssl('x509', '-in', name, '-outform', 'DER');
const CA = der('ca.pem');
const SIGNER = der('p.pem');

/** Days of March 2027, well inside the life of the certificates. */
const day = (number: number): number => Date.UTC(2027, 2, number);
const stamp = (number: number): string => `2703${String(number).padStart(2, '0')}000000Z`;

/** The list of that day; `entry` as openssl's index writes it: the date and, after a comma, the reason. */
function list(on: number, entry: string | null, changes = false): Buffer {
  writeFileSync(file('index.txt'), entry === null ? '' : `R\t370101000000Z\t${entry}\t1234\tunknown\t/CN=Gestore\n`);
  writeFileSync(file('number.txt'), `${String(10 + on)}\n`);
  const dates = ['-crl_lastupdate', `20${stamp(on)}`, '-crl_nextupdate', `20${stamp(on + 1)}`];
  openssl('ca', '-config', 'c.cnf', '-gencrl', '-out', 'list.pem', ...dates, ...(changes ? ['-crlexts', 'changes'] : []));
  openssl('crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.der');
  return readFileSync(file('list.der'));
}

const held = (from: number): string => `${stamp(from)},certificateHold`;
const HELD_10 = list(10, held(9));
const HELD_12 = list(12, held(9));
const FREE_14 = list(14, null);
const FREE_20 = list(20, null);
const RELEASED_13 = list(13, `${stamp(13)},removeFromCRL`, true);
const HELD_AGAIN_16 = list(16, held(15));
const DAILY = [list(11, held(9)), HELD_10, HELD_12, FREE_14, list(15, null), HELD_AGAIN_16, list(17, held(15)), list(18, null), FREE_20];
const REVOKED_16 = list(16, `${stamp(9)},cessationOfOperation`);

function stateAt(at: number, crls: readonly Buffer[], now = 25): string {
  const context = trustContext({ setDate: '2027-01-01', epoch: 'hold', anchors: [CA], roots: [], pool: [], crls, ocspResponses: [] });
  const { state, code } = pathRevocation(context, [readCertificate(SIGNER), readCertificate(CA)], { at: day(at), now: day(now) });
  return state === 'good' ? state : `${state} ${code}`;
}

describe('certificateHold (RFC 5280 §5.3.1)', () => {
  test.each<[string, number, readonly Buffer[], string]>([
    ['before the hold', 5, [HELD_10, HELD_12, FREE_14], 'good'],
    ['on hold, and so said later', 11, [HELD_10, HELD_12, FREE_14], 'revoked crl.revoked'],
    ['on hold as far as anybody knows', 13, [HELD_10, HELD_12], 'revoked crl.revoked'],
    ['between the last word for the hold and the first against it', 13, [HELD_10, HELD_12, FREE_14], 'unknown revocation.holdEnded'],
    ['absent from a newer list', 14, [HELD_10, HELD_12, FREE_14, FREE_20], 'good'],
    ['after it, and a newer list was made since', 18, [HELD_10, HELD_12, FREE_14, FREE_20], 'good'],
    ['after it, and nothing current speaks of the time', 22, [HELD_10, HELD_12, FREE_14, FREE_20], 'unknown crl.expired'],
    ['removed by a list of changes', 13, [HELD_10, HELD_12, RELEASED_13, FREE_20], 'good'],
    ['removed by a list of changes: before it', 11, [HELD_10, HELD_12, RELEASED_13, FREE_20], 'revoked crl.revoked'],
    ['on hold a second time', 16, [HELD_12, FREE_14, HELD_AGAIN_16, FREE_20], 'revoked crl.revoked'],
    ['between the two holds', 14, [HELD_12, FREE_14, HELD_AGAIN_16, FREE_20], 'good'],
    ['in the first of two holds', 11, [HELD_12, FREE_14, HELD_AGAIN_16, FREE_20], 'revoked crl.revoked'],
    ['a hold that became a revocation', 18, [HELD_12, REVOKED_16], 'revoked crl.revoked'],
    ['a hold that became a revocation, with a gap in between', 18, [HELD_12, FREE_14, REVOKED_16, FREE_20], 'revoked crl.revoked'],
  ])('SIG-12 %s', (_what, at, crls, expected) => {
    expect(stateAt(at, crls)).toBe(expected);
    expect(stateAt(at, crls.toReversed())).toBe(expected);
  });

  test('a list from the future releases nobody', () => {
    expect(stateAt(13, [HELD_12, FREE_20], 14)).toBe('revoked crl.revoked');
  });

  test('of many lists those stay in use that tell when each hold began and was over', () => {
    const used = listsInUse(DAILY.map((body) => ({ kind: 'crl' as const, body }))).map(({ body }) => body);
    expect(used.length).toBeLessThan(DAILY.length);
    for (const at of [5, 11, 12, 13, 14, 15, 16, 17, 18, 19]) expect([at, stateAt(at, used)]).toEqual([at, stateAt(at, DAILY)]);
  });
});
