// `npm run bench sync`: first sync of generated PEC mail from a real Dovecot on loopback, ours beside
// mbsync (Debian package isync, COMPRESS off, its default fsync) and beside a raw socket that throws the
// bytes away; all over TLS, interleaved, the least of three. Then polls of folders without a change.
// Then a line of 100 ms and 20 Mbit/s. Numbers of the issue: first sync ÷ mbsync at most 0.25 (NORMAL) and 0.33 (FULL), with everything
// judged, made small and indexed at most 0.55; ÷ raw at most 2.2; poll of 50 folders at most 50 ms; with QRESYNC ÷ mbsync a
// folder at most 0.25; share of the line at least 0.9; memory at most 300 MB. PLICO_BENCH_MESSAGES sets the size of the box,
// PLICO_BENCH_ROUNDS how often the first sync is measured.
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectPlain, createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { createImapConnector } from '#main/imap/connect';
import type { Endpoint } from '#main/ports';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { createAccountSync } from '#main/sync/account-sync';
import { createBatchWriter } from '#main/sync/batch-writer';
import { createConnectionGate } from '#main/sync/connection-gate';
import { createStoreSink } from '#main/sync/store-sink';
import { asAccountId, asInstant } from '#shared/model/ids';
import { dovecotMissing, startDovecot } from '#tests/support/dovecot';
import type { Dovecot } from '#tests/support/dovecot';

const COUNT = Number(process.env['PLICO_BENCH_MESSAGES'] ?? 20_000);
const FOLDERS = Number(process.env['PLICO_BENCH_FOLDERS'] ?? 50);
const ROUNDS = Number(process.env['PLICO_BENCH_ROUNDS'] ?? 3);
const MOST_MEGABYTES = 300;
/** RTT and rate of the slow line, and how much mail goes over it. */
const LINE = { delayMs: 50, bytesPerSecond: 2_500_000, bytes: 60_000_000 };
const GENERATOR = path.join(import.meta.dirname, '../fixtures/lab/gen-pec-mailbox.mjs');

type Measured = { readonly seconds: number; readonly cpuSeconds: number | null; readonly peakMegabytes: number | null };
/** 'plico' waits for the disk at every batch, 'plico NORMAL' at checkpoints only, as the prototype did. */
type Side = 'raw socket' | 'plico' | 'plico NORMAL' | 'plico, everything' | 'mbsync';
type Job = {
  readonly login: string;
  readonly endpoint: Endpoint;
  readonly password: string;
  readonly folder: string;
  readonly side: Exclude<Side, 'mbsync'>;
};

async function main(): Promise<number> {
  if (dovecotMissing !== null) return fail(dovecotMissing);
  const home = mkdtempSync(path.join(tmpdir(), 'plico-bench-'));
  const dovecot = await startDovecot({ users: ['anna', 'folders', 'line'] });
  try {
    const bytes = fill(dovecot, home);
    say(`${COUNT} messages, ${(bytes / 1e6).toFixed(0)} MB; Node ${process.version}, ${availableParallelism()} cores`);
    const before = loadavg()[0] ?? 0;
    const best = await firstSync(dovecot, home);
    say(`  load of the machine before and after the first syncs: ${before.toFixed(1)}, ${(loadavg()[0] ?? 0).toFixed(1)}`);
    const megabytes = bytes / 1e6;
    for (const [side, one] of best) {
      const own =
        one.cpuSeconds === null || one.peakMegabytes === null
          ? ''
          : `  CPU ${one.cpuSeconds.toFixed(1)} s  peak ${one.peakMegabytes.toFixed(0)} MB`;
      say(`  ${side.padEnd(12)} ${one.seconds.toFixed(2)} s  ${(megabytes / one.seconds).toFixed(0)} MB/s${own}`);
    }
    const missed = [...ratios(best), ...(await slowLine(dovecot, home)), ...(await polls(dovecot, home))];
    return missed.filter((met) => !met).length;
  } finally {
    await dovecot.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function fill(dovecot: Dovecot, home: string): number {
  const maildir = path.join(home, 'Maildir');
  process.stderr.write(`making ${COUNT} messages\n`);
  execFileSync(process.execPath, [GENERATOR, '--out', maildir, '--format', 'maildir', '--count', String(COUNT), '--seed', '5'], {
    stdio: 'ignore',
  });
  cpSync(maildir, dovecot.maildir('anna'), { recursive: true });
  dovecot.deliver('anna', []);
  return readdirSync(path.join(maildir, 'cur')).reduce((sum, name) => sum + Number(/,W=(\d+)/.exec(name)?.[1] ?? 0), 0);
}

async function firstSync(dovecot: Dovecot, home: string): Promise<ReadonlyMap<Side, Measured>> {
  const best = new Map<Side, Measured>();
  // Judging everything takes minutes: measured once, beside one mbsync.
  const once: Side = 'plico, everything';
  const sides: readonly Side[] =
    spawnSync('mbsync', ['--version']).status === 0
      ? ['raw socket', 'plico', 'plico NORMAL', 'mbsync']
      : ['raw socket', 'plico', 'plico NORMAL'];
  if (sides.length < 4) say('  mbsync is not installed (Debian package isync): left out');
  // Fills the caches of the server's disk and indexes.
  process.stderr.write('warming up\n');
  await measureSide(dovecot, home, 'raw socket', 0);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of sides) {
      process.stderr.write(`round ${round} of ${ROUNDS}: ${side}\n`);
      const measured = await measureSide(dovecot, home, side, round);
      const held = best.get(side);
      if (held === undefined || measured.seconds < held.seconds) best.set(side, measured);
    }
  }
  if (process.env['PLICO_BENCH_EVERYTHING'] !== '0') {
    process.stderr.write(`${once}\n`);
    best.set(once, await measureSide(dovecot, home, once, 1));
  }
  return best;
}

async function measureSide(dovecot: Dovecot, home: string, side: Side, round: number): Promise<Measured> {
  const folder = path.join(home, `${side}-${round}`.replaceAll(/[ ,]+/g, '-'));
  mkdirSync(folder);
  // No side waits for what the one before left to be written.
  spawnSync('sync');
  const measured =
    side === 'mbsync'
      ? runMbsync(dovecot, folder)
      : await inChild({ login: 'anna', endpoint: endpointOf(dovecot), password: dovecot.password, folder, side });
  // The last one of mbsync is polled afterwards.
  if (side !== 'mbsync' || round < ROUNDS) rmSync(folder, { recursive: true });
  return measured;
}

function ratios(best: ReadonlyMap<Side, Measured>): readonly boolean[] {
  const rows: readonly (readonly [ours: Side, other: Side, limit: number])[] = [
    ['plico NORMAL', 'mbsync', 0.25],
    ['plico', 'mbsync', 0.33],
    ['plico NORMAL', 'raw socket', 2.2],
    ['plico', 'raw socket', 2.2],
    ['plico, everything', 'mbsync', 0.55],
  ];
  const peak = Math.max(...(['plico', 'plico NORMAL'] as const).map((side) => best.get(side)?.peakMegabytes ?? 0));
  say(`  peak memory of a first sync: ${peak.toFixed(0)} MB (≤ ${MOST_MEGABYTES})`);
  const met = rows.flatMap(([ours, side, limit]) => {
    const own = best.get(ours);
    const other = best.get(side);
    if (own === undefined || other === undefined) return [];
    say(`  ${ours} ÷ ${side}: ${(own.seconds / other.seconds).toFixed(2)} (≤ ${limit})`);
    return [own.seconds / other.seconds <= limit];
  });
  return [...met, peak <= MOST_MEGABYTES];
}

function endpointOf(dovecot: Dovecot): Endpoint {
  return { host: dovecot.host, port: dovecot.port, security: 'tls', extraRoot: dovecot.root };
}

/** In a process of its own, so that its memory and CPU are its own. */
function inChild(job: Job): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [], { env: { ...process.env, PLICO_BENCH_JOB: JSON.stringify(job) } });
    child.on('message', (message) => resolve(asMeasured(message)));
    child.on('exit', (code) => reject(new Error(`the measured process ended with ${code}`)));
  });
}

function asMeasured(message: unknown): Measured {
  return message as Measured;
}

async function runJob(job: Job): Promise<void> {
  const started = performance.now();
  if (job.side === 'raw socket') await rawSocket(job);
  else if (job.side === 'plico, everything') await everything(job);
  else await plico(job);
  const seconds = (performance.now() - started) / 1_000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.send?.({ seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1_024 });
}

async function plico(job: Job): Promise<void> {
  const id = asAccountId('bench');
  const clock = { now: () => asInstant(Date.now()) };
  const store = openProfile(path.join(job.folder, 'profile'), {
    key: null,
    clock,
    archiveSync: job.side === 'plico NORMAL' ? 'NORMAL' : 'FULL',
  });
  store.write((tx) =>
    saveAccount(tx, {
      id,
      address: 'anna@pec.example',
      label: 'anna',
      colour: 0,
      provider: '',
      offline: false,
      settings: { login: 'anna', imap: null, smtp: null },
      createdAt: clock.now(),
    }),
  );
  const writer = createBatchWriter({
    store,
    options: { key: null, archiveSync: job.side === 'plico NORMAL' ? 'NORMAL' : 'FULL' },
    memory: {},
    file: new URL('../../src-main/sync/batch-writer-thread.ts', import.meta.url),
  });
  const sync = createAccountSync({
    account: id,
    connector: createImapConnector(),
    access: () => Promise.resolve({ endpoint: job.endpoint, credentials: { login: job.login, password: job.password } }),
    sink: createStoreSink(store, id, clock, writer),
    gate: createConnectionGate({ total: 2, perHost: 2 }),
    onEvent: () => undefined,
    random: Math.random,
  });
  const result = await sync.once(new AbortController().signal);
  if (!result.inStep) throw new Error('not in step');
  await writer.close();
  store.close();
}

/** The whole program: verified, correlated, made small and indexed. */
async function everything(job: Job): Promise<void> {
  // Only here: its modules would count as memory and start of the other sides.
  const { createNodeCore } = await import('#main/hosts/node/node-core');
  const folder = path.join(job.folder, 'profile');
  const core = await createNodeCore({
    folder,
    extraAnchors: [],
    note: () => undefined,
    loopbackRoots: job.endpoint.extraRoot ?? '',
    offline: true,
  });
  const { host, port, security } = job.endpoint;
  const credentials = { login: job.login, password: job.password };
  await core.addAccount(
    { address: 'anna@pec.example', label: null, imap: { host, port, security }, smtp: null, credentials },
    { test: false },
  );
  await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
  await core.idle();
  await core.indexed();
  await core.close();
}

/** UID FETCH of everything, bytes thrown away: what the server can give over this link. */
function rawSocket(job: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: job.endpoint.host, port: job.endpoint.port, ca: job.endpoint.extraRoot ?? '' });
    let tail = '';
    socket.on('secureConnect', () =>
      socket.write(`a LOGIN ${job.login} ${job.password}\r\nb SELECT INBOX\r\nc UID FETCH 1:* (UID BODY.PEEK[])\r\nd LOGOUT\r\n`),
    );
    socket.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 200))).slice(-400);
      if (tail.includes('\r\nd OK')) socket.destroy();
    });
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
}

function runMbsync(dovecot: Dovecot, folder: string): Measured {
  writeFileSync(path.join(folder, 'root.pem'), dovecot.root);
  mkdirSync(path.join(folder, 'mail'));
  const config = `IMAPStore far\nHost localhost\nPort ${dovecot.port}\nUser anna\nPass ${dovecot.password}\nSSLType IMAPS\nSystemCertificates no\nCertificateFile ${folder}/root.pem\nDisableExtension COMPRESS=DEFLATE\n\nMaildirStore near\nPath ${folder}/mail/\nInbox ${folder}/mail/INBOX\n\nChannel all\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSyncState *\n`;
  writeFileSync(path.join(folder, 'mbsyncrc'), config, { mode: 0o600 });
  const started = performance.now();
  const { status, stderr } = spawnSync('mbsync', ['-q', '-c', path.join(folder, 'mbsyncrc'), 'all']);
  const seconds = (performance.now() - started) / 1_000;
  if (status !== 0) throw new Error(`mbsync: ${stderr.toString().slice(0, 500)}`);
  const got = readdirSync(path.join(folder, 'mail/INBOX/new')).length + readdirSync(path.join(folder, 'mail/INBOX/cur')).length;
  if (got !== COUNT) throw new Error(`mbsync took ${got} of ${COUNT}`);
  return { seconds, cpuSeconds: null, peakMegabytes: null };
}

/** The same box as many folders, by hard links; nothing changes between two polls. */
async function polls(dovecot: Dovecot, home: string): Promise<readonly boolean[]> {
  const source = dovecot.maildir('anna');
  const target = dovecot.maildir('folders');
  mkdirSync(target, { recursive: true });
  for (let n = 0; n < FOLDERS; n += 1) {
    const folder = path.join(target, `.f${n}`);
    mkdirSync(folder);
    execFileSync('cp', ['-al', path.join(source, 'cur'), folder]);
    for (const part of ['new', 'tmp']) mkdirSync(path.join(folder, part));
  }
  dovecot.deliver('folders', []);
  const session = await createImapConnector().connect(endpointOf(dovecot), { login: 'folders', password: dovecot.password });
  const known = (await session.listFolders()).find(({ path: name }) => name === 'f0')?.status ?? null;
  let listed = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) listed = Math.min(listed, await timed(async () => void (await session.listFolders())));
  say(`  poll of ${FOLDERS} folders with LIST-STATUS: ${listed.toFixed(0)} ms (≤ 50)`);
  const trips = await roundTrips(dovecot);
  say(`  the same over a line of 100 ms: ${trips.toFixed(1)} round trips (one)`);
  let resync = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1)
    resync = Math.min(resync, await timed(async () => void (await session.openFolder('f0', known))));
  await session.close();
  const peer = pollOfMbsync(home);
  say(`  one folder of ${COUNT} without a change, with QRESYNC: ${resync.toFixed(1)} ms`);
  if (peer === null) return [listed <= 50, trips < 2];
  say(`  the same by mbsync (with connecting and login): ${peer.toFixed(0)} ms; ratio ${(resync / peer).toFixed(2)} (≤ 0.25)`);
  return [listed <= 50, trips < 2, resync / peer <= 0.25];
}

/** How often a poll waits for the other end, in delays of the line there and back. */
async function roundTrips(dovecot: Dovecot): Promise<number> {
  const line = await startLine(dovecot.port);
  const endpoint = { ...endpointOf(dovecot), port: line.port };
  const session = await createImapConnector().connect(endpoint, { login: 'folders', password: dovecot.password });
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) least = Math.min(least, await timed(async () => void (await session.listFolders())));
  await session.close();
  line.close();
  return least / (2 * LINE.delayMs);
}

/** The least of five runs over a box that is in step; null without mbsync. */
function pollOfMbsync(home: string): number | null {
  const config = path.join(home, `mbsync-${ROUNDS}`, 'mbsyncrc');
  if (!existsSync(config)) return null;
  const runs = Array.from({ length: 5 }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync('mbsync', ['-q', '-c', config, 'all']);
    if (status !== 0) throw new Error(`mbsync: ${stderr.toString().slice(0, 500)}`);
    return performance.now() - started;
  });
  return Math.min(...runs);
}

/** A first sync over a line of 100 ms and 20 Mbit/s, from connecting to the last byte on disk. */
async function slowLine(dovecot: Dovecot, home: string): Promise<readonly boolean[]> {
  const source = path.join(dovecot.maildir('anna'), 'cur');
  const target = dovecot.maildir('line');
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(path.join(target, part), { recursive: true });
  let bytes = 0;
  for (const name of readdirSync(source).toSorted()) {
    if (bytes >= LINE.bytes) break;
    linkSync(path.join(source, name), path.join(target, 'cur', name));
    bytes += Number(/,W=(\d+)/.exec(name)?.[1] ?? 0);
  }
  dovecot.deliver('line', []);
  const line = await startLine(dovecot.port);
  process.stderr.write('a line of 100 ms and 20 Mbit/s\n');
  const folder = path.join(home, 'slow');
  mkdirSync(folder);
  const endpoint = { ...endpointOf(dovecot), port: line.port };
  const { seconds } = await inChild({ login: 'line', endpoint, password: dovecot.password, folder, side: 'plico' });
  line.close();
  const share = bytes / seconds / LINE.bytesPerSecond;
  say(
    `  ${(bytes / 1e6).toFixed(0)} MB over a line of 100 ms and 20 Mbit/s: ${seconds.toFixed(1)} s, ${share.toFixed(2)} of the line (≥ 0.9)`,
  );
  return [share >= 0.9];
}

/** Passes bytes on after half the round trip, those of the server at the rate of the line. */
async function startLine(port: number): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const far = connectPlain({ host: '127.0.0.1', port });
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    delayed(client, far, Number.POSITIVE_INFINITY);
    delayed(far, client, LINE.bytesPerSecond);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function delayed(from: Socket, to: Socket, rate: number): void {
  const queue: Buffer[] = [];
  let free = 0;
  let waiting = 0;
  from.on('data', (chunk) => {
    const bytes = Buffer.from(chunk);
    const arrived = performance.now() + LINE.delayMs;
    // The line is busy until the chunk before has gone over it.
    free = Math.max(free, arrived) + (bytes.length * 1_000) / rate;
    waiting += bytes.length;
    queue.push(bytes);
    if (waiting > 1_000_000) from.pause();
    setTimeout(() => {
      // Timers of one moment may change places; the queue does not.
      const next = queue.shift() ?? Buffer.alloc(0);
      waiting -= next.length;
      to.write(next);
      if (waiting < 500_000) from.resume();
    }, free - performance.now());
  });
  from.on('close', () => setTimeout(() => to.destroy(), LINE.delayMs * 4));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(reason: string): number {
  process.stderr.write(`${reason}\n`);
  return 1;
}

const job = process.env['PLICO_BENCH_JOB'];
if (job === undefined) process.exitCode = (await main()) === 0 ? 0 : 1;
else {
  await runJob(asJob(JSON.parse(job)));
  process.disconnect?.();
}

function asJob(value: unknown): Job {
  return value as Job;
}
