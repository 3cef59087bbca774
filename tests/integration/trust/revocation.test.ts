// Revocation asked for when mail arrives, through a whole core: a list over http and the OCSP responder
// of openssl, both on this machine; kept with when and whence; and the same judgement again, offline.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADDRESS, gateway, HEADERS, PKI, signedMail } from '#tests/support/signed-mail';
import { extensions, keyPair, revocationList } from '#tests/support/test-pki';
import type { Issued } from '#tests/support/test-pki';
import type { Core } from '#main/core/core-types';
import { createCore } from '#main/core/core';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { loadShippedTrust } from '#main/core/trust-material';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { asInstant, type AccountId, type BlobHash } from '#shared/model/ids';
import type { RevocationFacts, VerificationReport } from '#shared/model/verification-report';

const NOW = Date.now();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const openssl = spawnSync('openssl', ['version']).status === 0;
const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${label}-----\n`;

type Asked = { readonly core: Core; readonly account: AccountId };

describe.skipIf(!openssl)('a core that asks (needs openssl)', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'plico-revocation-'));
  const asked: string[] = [];
  let listing: () => Buffer | null = () => revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + DAY_MS);
  let lists: Server;
  let responder: ChildProcess;
  let listPort = 0;
  let ocspPort = 0;
  let signer: Issued;
  let onList: Issued;
  let files = 0;

  beforeAll(async () => {
    lists = createServer((request, response) => {
      asked.push(request.url ?? '');
      const body = listing();
      if (body === null) response.writeHead(503).end();
      else response.end(body);
    });
    await new Promise<void>((resolve) => lists.listen(0, '127.0.0.1', resolve));
    listPort = (lists.address() as AddressInfo).port;
    ocspPort = await freePort();
    const common = [extensions.signUsage(), extensions.mail(), extensions.address(ADDRESS)];
    const far = { to: NOW + 900 * DAY_MS };
    signer = gateway(PKI.pinned, 'revocation signer', {
      ...far,
      extensions: [...common, extensions.ocspAccess(`http://localhost:${ocspPort}/`)],
    });
    onList = gateway(PKI.pinned, 'revocation signer', {
      ...far,
      extensions: [...common, extensions.crlPoint(`http://localhost:${listPort}/ca.crl`)],
    });
    responder = startResponder(home, ocspPort, signer);
    await saysReady(responder);
  });

  afterAll(async () => {
    responder.kill();
    await new Promise((resolve) => lists.close(resolve));
    rmSync(home, { recursive: true, force: true });
  });

  /** `later`: by how much the clock of this start is ahead. */
  async function withServerBox(folder: string, { offline = false, later = 0 } = {}): Promise<Asked> {
    const { secrets, key } = await openProfileSecrets(folder, null);
    const core = createCore({
      folder,
      assets: assetsFolder(''),
      key,
      version: '0',
      clock: { now: () => asInstant(Date.now() + later) },
      ...(await loadShippedTrust(path.resolve(import.meta.dirname, '../../../assets/trust'))),
      extraAnchors: [pem('CERTIFICATE', PKI.pinned.der)],
      extraLists: [],
      secrets,
      parsers: nodeParserHost,
      parserProcesses: 1,
      loopbackRoots: null,
      revocation: { ask: !offline, allowLoopback: true },
      writerThread: null,
    });
    const known = core.accounts().find((box) => !box.offline);
    const server = { host: '127.0.0.1', port: 9, security: 'tls' as const };
    const credentials = { login: 'a', password: 'b' };
    const account =
      known?.id ??
      (await core.addAccount({ address: 'anna@uno.example', label: null, imap: server, smtp: server, credentials }, { test: false }));
    return { core, account };
  }

  async function take(core: Core, account: AccountId, bytes: Buffer): Promise<BlobHash> {
    const file = path.join(home, `mail-${(files += 1)}.eml`);
    writeFileSync(file, bytes);
    let hash: BlobHash | null = null;
    const signal = new AbortController().signal;
    await core.importPaths([file], { account, signal, onStep: (step) => (hash = step.hash), onProgress: () => undefined });
    await core.idle();
    if (hash === null) throw new Error('not taken');
    return hash;
  }

  const reportOf = (core: Core, account: AccountId, hash: BlobHash): VerificationReport => {
    const view = core.report(account, hash);
    if (view === null) throw new Error('no report');
    return view.current;
  };
  const revocationOf = (report: VerificationReport): RevocationFacts | undefined => report.facts.signers[0]?.revocation;
  const withoutTime = ({ judgedAt: _judgedAt, ...rest }: VerificationReport): object => rest;

  test('NET-10 the answer of a real responder is kept, shown with when and whence, and the judgement repeats offline', async () => {
    const folder = path.join(home, 'ocsp');
    const first = await withServerBox(folder);
    const hash = await take(first.core, first.account, signedMail({ signer }));
    const judged = reportOf(first.core, first.account, hash);
    const { places, lists: kept, signers, unanswered } = first.core.trust.view();
    await first.core.close();
    expect({
      answer: [judged.conclusion, revocationOf(judged)?.code],
      place: places.map(({ kind, url, outcome }) => [kind, url, outcome]),
      kept: kept.map(({ kind, source, hash: sha256 }) => [kind, source, sha256 === revocationOf(judged)?.source]),
      signers: signers.map(({ provider, messages, replaces }) => [provider, messages, replaces]),
      unanswered,
    }).toEqual({
      answer: [{ indication: 'passed', notes: [] }, 'ocsp.good'],
      place: [['ocsp', `http://localhost:${ocspPort}/`, 'kept']],
      kept: [['ocsp', `http://localhost:${ocspPort}/`, true]],
      signers: [['uno.example', 1, false]],
      unanswered: 0,
    });

    // Later, without any network: the same facts from what was kept.
    const later = await withServerBox(folder, { offline: true, later: 400 * DAY_MS });
    await later.core.doctor({ rebuild: true, onProgress: () => undefined });
    const again = reportOf(later.core, later.account, hash);
    const history = later.core.report(later.account, hash)?.history.length ?? 0;
    await later.core.close();
    expect([again.judgedAt > judged.judgedAt, withoutTime(again), history > 0]).toEqual([true, withoutTime(judged), true]);
  });

  test('NET-10 a list that comes late is used for what waited; one that names the signer refuses what it signed since', async () => {
    const folder = path.join(home, 'list');
    asked.length = 0;
    listing = () => null;
    const first = await withServerBox(folder);
    const hash = await take(first.core, first.account, signedMail({ signer: onList }));
    const before = [revocationOf(reportOf(first.core, first.account, hash))?.code, first.core.trust.view().unanswered];
    await first.core.close();

    // Not asked again within the hour, not even by another start.
    const second = await withServerBox(folder);
    await second.core.idle();
    await second.core.close();
    const askedTwice = asked.length;

    listing = () => revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + 90 * DAY_MS);
    const third = await withServerBox(folder, { later: 2 * HOUR_MS });
    await third.core.idle();
    const good = [revocationOf(reportOf(third.core, third.account, hash))?.code, third.core.trust.view().unanswered];
    await third.core.close();

    listing = () =>
      revocationList(PKI.pinned, [{ serial: onList.serial, at: Date.UTC(2026, 0), reason: 4 }], NOW - 1000, NOW + 90 * DAY_MS);
    const fourth = await withServerBox(folder, { later: 30 * HOUR_MS });
    await take(fourth.core, fourth.account, signedMail({ signer: onList, header: [...HEADERS.acceptance, 'X-Altra: 1'] }));
    const revoked = reportOf(fourth.core, fourth.account, hash).conclusion;
    await fourth.core.close();

    expect({ before, askedTwice, good, revoked }).toEqual({
      before: ['revocation.noList', 1],
      askedTwice: 1,
      good: ['crl.good', 0],
      revoked: { indication: 'failed', sub: 'REVOKED', because: 'certificate.revocation' },
    });
  });

  test.each([
    ['a box opened from an archive', false, true],
    ['a program that was told to stay offline', true, false],
  ])('NET-10 %s asks nobody', async (name, offline, archive) => {
    asked.length = 0;
    listing = () => revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + DAY_MS);
    const { core, account } = await withServerBox(path.join(home, name.replaceAll(' ', '-')), { offline });
    const box = archive ? await core.archiveBox('Archivio') : account;
    const hash = await take(core, box, signedMail({ signer: onList }));
    const { conclusion } = reportOf(core, box, hash);
    await core.close();
    expect([asked, conclusion]).toEqual([[], { indication: 'passed', notes: ['certificate.revocation'] }]);
  });
});

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `openssl ocsp` with the index of an authority that issued one certificate. */
function startResponder(home: string, port: number, { serial }: Issued): ChildProcess {
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(home, name), text);
    return path.join(home, name);
  };
  const ca = file('ca.pem', pem('CERTIFICATE', PKI.pinned.der));
  const key = file('ca.key', keyPair('pinned').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const index = file('index.txt', `V\t350101000000Z\t\t${serial.length % 2 === 1 ? '0' : ''}${serial.toUpperCase()}\tunknown\t/CN=x\n`);
  const options = ['ocsp', '-port', String(port), '-index', index, '-CA', ca, '-rsigner', ca, '-rkey', key, '-nmin', '60'];
  return spawn('openssl', options, { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** It ends at the first request it cannot read, so that it is not asked whether it is there: it says so. */
async function saysReady(responder: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('waiting for OCSP client')) resolve();
    };
    responder.stdout?.on('data', hear);
    responder.stderr?.on('data', hear);
    responder.on('exit', () => reject(new Error(`the responder ended: ${said}`)));
  });
}
