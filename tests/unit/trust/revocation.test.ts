// Fetching revocation data: whom it asks, what it takes, what it keeps (NET-10), over a real server on
// loopback; and what a judgement makes of it.
import { createServer } from 'node:http';
import type { Server, ServerResponse, IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADDRESS, gateway, judge, MATERIAL, materialOf, NOW, PKI, SIGNED_AT, signedMail, verdict } from '#tests/support/signed-mail';
import { extensions, ocspResponse, revocationList, issue, keyPair } from '#tests/support/test-pki';
import type { Issued } from '#tests/support/test-pki';
import { createHttpFetch } from '#main/trust/http-fetch';
import { isPublic } from '#main/web/public-address';
import { createRevocationService } from '#main/trust/revocation-service';
import type { FetchedList } from '#main/trust/revocation-service';
import { noteSigner } from '#main/trust/signer-history';
import { listsInUse } from '#main/verification/lists-in-use';
import { keepUntil, revocationSources } from '#main/verification/revocation-sources';
import { AppError } from '#shared/model/app-error';
import type { RevocationPlace, SignerCertificate } from '#shared/model/trust';
import { asBlobHash, asInstant } from '#shared/model/ids';

const DAY_MS = 86_400_000;
type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

let server: Server;
let base: string;
let asked: string[] = [];
const handlers = new Map<string, Handler>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const handler = handlers.get(request.url ?? '');
      if (handler === undefined) response.writeHead(404).end();
      else handler(request, response, Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetchLocal = createHttpFetch({ allowLoopback: true, maxBytes: 100_000, timeoutMs: 1_000 });
const get = (path: string) => fetchLocal({ url: `${base}${path}`, post: null });

function signer(more: Parameters<typeof issue>[0]['extensions'] = []): Issued {
  const places = [extensions.crlPoint(`${base}/list`), extensions.ocspAccess(`${base}/ocsp`)];
  return gateway(PKI.pinned, 'foreign', {
    extensions: [extensions.signUsage(), extensions.mail(), extensions.address(ADDRESS), ...places, ...more],
  });
}

describe('one request', () => {
  test('NET-10 plain answer', async () => {
    handlers.set('/plain', (_request, response) => response.end('abc'));
    expect(Buffer.from(await get('/plain')).toString()).toBe('abc');
  });

  test.each<[string, string, Handler, string]>([
    ['too large', '/large', (_request, response) => response.end(Buffer.alloc(200_000)), 'net.closed'],
    ['too slow', '/slow', (_request, response) => void response.writeHead(200).write('a'), 'net.timeout'],
    ['never answers', '/silent', () => {}, 'net.timeout'],
    ['wrong status', '/gone', (_request, response) => response.writeHead(410).end(), 'net.closed'],
    [
      'redirect to another host',
      '/away',
      (_request, response) => response.writeHead(302, { location: 'http://attacco.example/x' }).end(),
      'net.closed',
    ],
    [
      'redirect to https',
      '/secure',
      (_request, response) => response.writeHead(302, { location: 'https://localhost/x' }).end(),
      'net.closed',
    ],
    ['redirect for ever', '/circle', (_request, response) => response.writeHead(302, { location: '/circle' }).end(), 'net.closed'],
    ['connection cut', '/cut', (_request, response) => void response.socket?.destroy(), 'net.connect'],
  ])('NET-10 %s', async (_name, path, handler, code) => {
    handlers.set(path, handler);
    await expect(get(path)).rejects.toMatchObject({ code });
  });

  test('NET-10 a redirect on the same host is followed', async () => {
    handlers.set('/here', (_request, response) => response.writeHead(301, { location: '/plain' }).end());
    expect(Buffer.from(await get('/here')).toString()).toBe('abc');
  });

  test('NET-09 NET-10 no address of this machine, no credentials, http only', async () => {
    const strict = createHttpFetch({ timeoutMs: 1_000 });
    const port = base.split(':').at(-1);
    const codes = await Promise.all(
      [`http://localhost:${port}/plain`, `http://127.0.0.1:${port}/plain`, `http://a:b@localhost:${port}/plain`, 'ftp://localhost/x'].map(
        (url) =>
          strict({ url, post: null }).then(
            () => 'answered',
            (error: unknown) => (error instanceof AppError ? error.code : String(error)),
          ),
      ),
    );
    expect(codes).toEqual(['net.connect', 'net.closed', 'net.closed', 'net.closed']);
  });

  test.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.1.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '198.18.0.1',
    '192.0.0.8',
    '224.0.0.1',
  ])('NET-09 %s is not public', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each(['93.184.216.34', '172.32.0.1', '2a00:1450::1'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

describe('whom it asks', () => {
  test('the places named in the signer certificate, http only', () => {
    const report = judge(signedMail({ signer: signer([]) }));
    expect(revocationSources(report, MATERIAL, NOW).map(({ kind, url, request }) => [kind, url, request === null])).toEqual([
      ['crl', `${base}/list`, true],
      ['ocsp', `${base}/ocsp`, false],
    ]);
  });

  test.each<[string, Parameters<typeof signedMail>[0]]>([
    [
      'a path that is not trusted',
      {
        signer: gateway(PKI.stranger, 'foreign', {
          extensions: [extensions.signUsage(), extensions.address(ADDRESS), extensions.crlPoint('http://attacco.example/x')],
        }),
      },
    ],
    [
      'a signature that does not hold',
      {
        signer: gateway(PKI.pinned, 'foreign', {
          extensions: [extensions.signUsage(), extensions.mail(), extensions.address(ADDRESS), extensions.crlPoint('http://ca.example/x')],
        }),
        tamper: (part) => part.replace('Testo', 'Tasto'),
      },
    ],
  ])('NET-10 nobody for %s', (_name, request) => {
    expect(revocationSources(judge(signedMail(request)), MATERIAL, NOW)).toEqual([]);
  });

  test.each([
    'ldap://ca.example/x',
    'https://ca.example/x',
    'file:///etc/passwd',
    'http://a:b@ca.example/',
    'http://[',
    `http://ca.example/${'x'.repeat(600)}`,
  ])('NET-10 %s is not followed', (url) => {
    const certificate = gateway(PKI.pinned, 'foreign', {
      extensions: [extensions.signUsage(), extensions.mail(), extensions.address(ADDRESS), extensions.crlPoint(url)],
    });
    expect(revocationSources(judge(signedMail({ signer: certificate })), MATERIAL, NOW)).toEqual([]);
  });
});

describe('what it keeps', () => {
  const clock = (times: { now: number }) => ({ now: () => asInstant(times.now) });

  function service(times: { now: number }, kept: FetchedList[], places = new Map<string, RevocationPlace>()) {
    return createRevocationService({
      clock: clock(times),
      fetch: fetchLocal,
      keepUntil: (kind, body) => keepUntil(kind, body, MATERIAL),
      places: { get: (place) => places.get(place) ?? null, put: (place) => void places.set(place.place, place) },
      keep: (list) => kept.push(list) > 0,
    });
  }

  test('a list of the pinned CA, once until it ends; the judgement then says good and from where', async () => {
    const certificate = signer();
    const message = signedMail({ signer: certificate });
    const list = revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + 2 * 3_600_000);
    handlers.set('/list', (_request, response) => response.end(list));
    handlers.delete('/ocsp');
    asked = [];
    const times = { now: NOW as number };
    const kept: FetchedList[] = [];
    const lists = service(times, kept);
    const wanted = revocationSources(judge(message), MATERIAL, NOW);
    await lists.ensure(wanted);
    await lists.ensure(wanted);
    times.now = NOW + 3 * 3_600_000;
    await lists.ensure(wanted);
    const report = judge(message, materialOf({ crls: kept.map(({ body }) => body) }));
    expect({
      asked: asked.filter((line) => line.endsWith('/list')),
      sources: [...new Set(kept.map(({ source }) => source))],
      revocation: report.facts.signers[0]?.revocation.code,
      used: report.facts.trust.lists,
      notes: report.conclusion,
    }).toEqual({
      asked: ['GET /list', 'GET /list'],
      sources: [`${base}/list`],
      revocation: 'crl.good',
      used: [kept[0]?.hash],
      notes: { indication: 'passed', notes: [] },
    });
  });

  test('an OCSP answer is asked for by name, key and serial', async () => {
    const certificate = signer();
    const message = signedMail({ signer: certificate });
    const answer = ocspResponse({
      issuer: PKI.pinned,
      serial: certificate.serial,
      status: { revokedAt: SIGNED_AT - DAY_MS, reason: 1 },
      thisUpdate: NOW - DAY_MS,
      nextUpdate: NOW + DAY_MS,
    });
    const requests: Buffer[] = [];
    handlers.delete('/list');
    handlers.set('/ocsp', (request, response, body) => {
      requests.push(body);
      response.writeHead(request.headers['content-type'] === 'application/ocsp-request' ? 200 : 400).end(answer);
    });
    const kept: FetchedList[] = [];
    await service({ now: NOW }, kept).ensure(revocationSources(judge(message), MATERIAL, NOW));
    const report = judge(message, materialOf({ ocspResponses: kept.map(({ body }) => body) }));
    // The identifier that is asked about is the one that is answered (RFC 6960 §4.1.1, §4.2.1).
    const serial = Buffer.from(certificate.serial.padStart(4, '0'), 'hex');
    expect([requests[0]?.includes(serial), verdict(report), report.facts.signers[0]?.revocation.code]).toEqual([
      true,
      'failed REVOKED certificate.revocation',
      'ocsp.revoked',
    ]);
  });

  test.each<[string, () => Uint8Array]>([
    ['a page of a captive portal', () => Buffer.from('<html>accedi</html>')],
    ['a list of a stranger with the same name', () => revocationList(PKI.foreignPinned, [], NOW - DAY_MS, NOW + DAY_MS)],
    ['a list cut short', () => revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + DAY_MS).subarray(0, 200)],
    ['nothing', () => Buffer.alloc(0)],
  ])('NET-10 not %s', async (_name, body) => {
    handlers.set('/list', (_request, response) => response.end(body()));
    handlers.delete('/ocsp');
    const kept: FetchedList[] = [];
    const found = await service({ now: NOW }, kept).ensure(revocationSources(judge(signedMail({ signer: signer() })), MATERIAL, NOW));
    expect([found, kept]).toEqual([[], []]);
  });

  test('NET-10 of a signer whose certificate ended nothing is asked, and what a place said survives a restart', async () => {
    const message = signedMail({ signer: signer() });
    handlers.set('/list', (_request, response) => response.end(revocationList(PKI.pinned, [], NOW - DAY_MS, NOW + DAY_MS)));
    handlers.delete('/ocsp');
    asked = [];
    const places = new Map<string, RevocationPlace>();
    const wanted = revocationSources(judge(message), MATERIAL, NOW);
    await service({ now: NOW }, [], places).ensure(wanted);
    await service({ now: NOW + 60_000 }, [], places).ensure(wanted);
    expect([
      asked,
      [...places.values()].map(({ outcome }) => outcome),
      revocationSources(judge(message), MATERIAL, Date.UTC(2050, 0)),
    ]).toEqual([['GET /list', 'POST /ocsp'], ['kept', 'failed'], []]);
  });

  test('NET-10 a host that does not answer keeps nobody waiting for its other addresses', async () => {
    asked = [];
    const about = asBlobHash('0'.repeat(64));
    const wanted = [1, 2, 3, 4].map((number) => ({ kind: 'crl' as const, url: `${base}/nothing-${number}`, request: null, about }));
    await service({ now: NOW }, []).ensure(wanted);
    expect(asked).toEqual(['GET /nothing-1', 'GET /nothing-2']);
  });

  test('a place that fails is asked again after an hour, not before', async () => {
    handlers.delete('/list');
    handlers.delete('/ocsp');
    asked = [];
    const times = { now: NOW as number };
    const lists = service(times, []);
    const wanted = revocationSources(judge(signedMail({ signer: signer() })), MATERIAL, NOW).filter(({ kind }) => kind === 'crl');
    for (const minutes of [0, 1, 59, 61]) {
      times.now = NOW + minutes * 60_000;
      await lists.ensure(wanted);
    }
    expect(asked).toEqual(['GET /list', 'GET /list']);
  });
});

describe('OCSP answers', () => {
  const now = { thisUpdate: NOW - DAY_MS, nextUpdate: NOW + DAY_MS };
  const { serial } = PKI.provider;
  const delegate = issue({
    subject: [['CN', 'Risponditore']],
    keys: keyPair('responder'),
    issuer: PKI.pinned,
    extensions: [extensions.ocspSigning()],
  });
  const notDelegated = issue({
    subject: [['CN', 'Risponditore']],
    keys: keyPair('responder'),
    issuer: PKI.pinned,
    extensions: [extensions.mail()],
  });
  test.each<[string, Buffer, string]>([
    ['good, by the issuer', ocspResponse({ issuer: PKI.pinned, serial, status: 'good', ...now }), 'ocsp.good'],
    ['good, by a delegate', ocspResponse({ issuer: PKI.pinned, serial, status: 'good', responder: delegate, ...now }), 'ocsp.good'],
    [
      'by a certificate that is no delegate',
      ocspResponse({ issuer: PKI.pinned, serial, status: 'good', responder: notDelegated, ...now }),
      'ocsp.signature',
    ],
    ['by a stranger', ocspResponse({ issuer: PKI.foreignPinned, serial, status: 'good', ...now }), 'revocation.noList'],
    ['unknown', ocspResponse({ issuer: PKI.pinned, serial, status: 'unknown', ...now }), 'ocsp.unknown'],
    ['about another certificate', ocspResponse({ issuer: PKI.pinned, serial: '0999', status: 'good', ...now }), 'revocation.noList'],
    [
      'ended',
      ocspResponse({ issuer: PKI.pinned, serial, status: 'good', thisUpdate: NOW - 9 * DAY_MS, nextUpdate: NOW - 8 * DAY_MS }),
      'ocsp.expired',
    ],
    [
      'made before the signature, ended since',
      ocspResponse({ issuer: PKI.pinned, serial, status: 'good', thisUpdate: SIGNED_AT - DAY_MS, nextUpdate: SIGNED_AT + DAY_MS }),
      'ocsp.goodThen',
    ],
    [
      'made after the signature, ended since: what it says of that time does not end',
      ocspResponse({ issuer: PKI.pinned, serial, status: 'good', thisUpdate: SIGNED_AT + 60_000, nextUpdate: SIGNED_AT + DAY_MS }),
      'ocsp.good',
    ],
  ])('%s', (_name, response, code) => {
    expect(judge(signedMail(), materialOf({ ocspResponses: [response] })).facts.signers[0]?.revocation.code).toBe(code);
  });
});

test('the history of a provider: first, known, new; dates are those of the messages', () => {
  const records = new Map<string, SignerCertificate>();
  const store = {
    get: (fingerprint: string) => records.get(fingerprint) ?? null,
    hasProvider: (provider: string) => [...records.values()].some((record) => record.provider === provider),
    put: (record: SignerCertificate) => void records.set(record.fingerprint, record),
  };
  const later = signedMail({ signing: { signingTime: SIGNED_AT + 3_600_000 } });
  const states = [
    later,
    signedMail(),
    signedMail({ signer: gateway(PKI.pinned, 'foreign') }),
    signedMail({ signer: PKI.foreign }),
    Buffer.from('From: a@b.example\r\n\r\nciao'),
  ].map((bytes) => noteSigner(store, judge(bytes), NOW)?.state ?? null);
  const [first] = [...records.values()];
  expect([states, first?.provider, first?.firstSeen, first?.lastSeen, first?.messages]).toEqual([
    ['first', 'known', 'new', null, null],
    'uno.example',
    SIGNED_AT,
    SIGNED_AT + 3_600_000,
    2,
  ]);
});

describe('which kept lists a judgement takes along', () => {
  const list = (day: number, named: readonly string[] = []): { kind: 'crl'; body: Buffer } => ({
    kind: 'crl',
    body: revocationList(
      PKI.pinned,
      named.map((serial) => ({ serial, at: NOW })),
      NOW + day * DAY_MS,
      NOW + (day + 1) * DAY_MS,
    ),
  });
  const lists = [list(-70), list(-40, ['51']), list(-39), list(-2), list(-1, ['52']), list(0, ['52'])];

  test('the newest of each month, and any that names what no newer one names', () => {
    expect(listsInUse(lists).map((one) => lists.indexOf(one))).toEqual([0, 1, 2, 5]);
  });

  test('lists of two keys of one name do not push each other out; what cannot be read is left', () => {
    const other = { kind: 'crl' as const, body: revocationList(PKI.second, [], NOW + DAY_MS, NOW + 2 * DAY_MS) };
    const junk = { kind: 'ocsp' as const, body: Buffer.from('junk') };
    expect(listsInUse([list(0), other, junk])).toHaveLength(2);
  });
});
