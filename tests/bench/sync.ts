// `npm run bench sync`: first sync of generated PEC mail from a real Dovecot on loopback, ours beside
// mbsync (Debian package isync, COMPRESS off, its default fsync) and beside a raw socket that throws the
// bytes away; all over TLS, interleaved, the least of three. Then polls of folders without a change.
// Numbers of the issue: first sync ÷ mbsync at most 0.25 (NORMAL) and 0.33 (FULL), ÷ raw at most 2.2; poll of 50 folders at most
// 50 ms. PLICO_BENCH_MESSAGES sets the size of the box (default 4,000; the is 20,000).
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
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

const COUNT = Number(process.env['PLICO_BENCH_MESSAGES'] ?? 4_000);
const FOLDERS = Number(process.env['PLICO_BENCH_FOLDERS'] ?? 50);
const ROUNDS = 3;
const GENERATOR = path.join(import.meta.dirname, '../fixtures/lab/gen-pec-mailbox.mjs');

type Measured = { readonly seconds: number; readonly cpuSeconds: number | null; readonly peakMegabytes: number | null };
/** 'plico' waits for the disk at every batch, 'plico NORMAL' at checkpoints only, as the prototype did. */
type Side = 'raw socket' | 'plico' | 'plico NORMAL' | 'mbsync';
type Job = { readonly endpoint: Endpoint; readonly password: string; readonly folder: string; readonly side: Exclude<Side, 'mbsync'> };

async function main(): Promise<number> {
  if (dovecotMissing !== null) return fail(dovecotMissing);
  const home = mkdtempSync(path.join(tmpdir(), 'plico-bench-'));
  const dovecot = await startDovecot({ users: ['anna', 'folders'] });
  try {
    const bytes = fill(dovecot, home);
    say(`${COUNT} messages, ${(bytes / 1e6).toFixed(0)} MB; Node ${process.version}, ${availableParallelism()} cores`);
    const best = await firstSync(dovecot, home);
    const megabytes = bytes / 1e6;
    for (const [side, one] of best) {
      const own =
        one.cpuSeconds === null || one.peakMegabytes === null
          ? ''
          : `  CPU ${one.cpuSeconds.toFixed(1)} s  peak ${one.peakMegabytes.toFixed(0)} MB`;
      say(`  ${side.padEnd(12)} ${one.seconds.toFixed(2)} s  ${(megabytes / one.seconds).toFixed(0)} MB/s${own}`);
    }
    const missed = [...ratios(best), ...(await polls(dovecot))];
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
  const sides: readonly Side[] =
    spawnSync('mbsync', ['--version']).status === 0
      ? ['raw socket', 'plico', 'plico NORMAL', 'mbsync']
      : ['raw socket', 'plico', 'plico NORMAL'];
  if (sides.length < 4) say('  mbsync is not installed (Debian package isync): left out');
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const side of sides) {
      process.stderr.write(round === 0 ? `warming up: ${side}\n` : `round ${round} of ${ROUNDS}: ${side}\n`);
      const folder = path.join(home, `${side}-${round}`.replaceAll(' ', '-'));
      mkdirSync(folder);
      const measured =
        side === 'mbsync'
          ? runMbsync(dovecot, folder)
          : await inChild({ endpoint: endpointOf(dovecot), password: dovecot.password, folder, side });
      rmSync(folder, { recursive: true });
      const held = best.get(side);
      // The first round fills the caches of the server's disk and indexes.
      if (round > 0 && (held === undefined || measured.seconds < held.seconds)) best.set(side, measured);
    }
  }
  return best;
}

function ratios(best: ReadonlyMap<Side, Measured>): readonly boolean[] {
  const rows: readonly (readonly [ours: Side, other: Side, limit: number])[] = [
    ['plico NORMAL', 'mbsync', 0.25],
    ['plico', 'mbsync', 0.33],
    ['plico NORMAL', 'raw socket', 2.2],
  ];
  return rows.flatMap(([ours, side, limit]) => {
    const own = best.get(ours);
    const other = best.get(side);
    if (own === undefined || other === undefined) return [];
    say(`  ${ours} ÷ ${side}: ${(own.seconds / other.seconds).toFixed(2)} (≤ ${limit})`);
    return [own.seconds / other.seconds <= limit];
  });
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
    access: () => Promise.resolve({ endpoint: job.endpoint, credentials: { login: 'anna', password: job.password } }),
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

/** UID FETCH of everything, bytes thrown away: what the server can give over this link. */
function rawSocket(job: Job): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: job.endpoint.host, port: job.endpoint.port, ca: job.endpoint.extraRoot ?? '' });
    let tail = '';
    socket.on('secureConnect', () =>
      socket.write(`a LOGIN anna ${job.password}\r\nb SELECT INBOX\r\nc UID FETCH 1:* (UID BODY.PEEK[])\r\nd LOGOUT\r\n`),
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
async function polls(dovecot: Dovecot): Promise<readonly boolean[]> {
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
  let resync = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1)
    resync = Math.min(resync, await timed(async () => void (await session.openFolder('f0', known))));
  say(`  one folder of ${COUNT} with QRESYNC: ${resync.toFixed(1)} ms`);
  await session.close();
  return [listed <= 50];
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
