// The roads by which a profile changes, each killed at random moments (STO-01, STO-02): a mail sync with its
// writer thread, the examination of what arrived, an import from files, a migration, a backup. After every kill
// the profile must open whole, and the end state must be that of a run nobody disturbed.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { putMessage } from '#main/archive/message';
import { restoreProfile } from '#main/core/backup';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { arrive } from '#main/ingest/arrival';
import { startImapServer } from '#main/sandbox/imap-server';
import { createMailStore } from '#main/sandbox/mail-store';
import { createMemorySecrets } from '#main/secrets/memory-secrets';
import { saveAccount } from '#main/store/account';
import { openProfile, schemaNumbers } from '#main/store/database';
import { saveMessage } from '#main/store/message';
import { indexMigrations } from '#main/store/migrations/all';
import { asInstant } from '#shared/model/ids';
import { numberedMessage, WRITER_KEY } from './numbered-message.ts';
import { generateMailbox, type GeneratedMessage } from './pec-mailbox.ts';
import { profileFaults, profileState, type ProfileState } from './profile-state.ts';
import { ROADS, type Road } from './road-names.ts';
import { accountRecord, messageRecord } from './store-records.ts';
import { fixedClock, NOW } from './temp-profile-clock.ts';
import { tlsIdentities } from './tls-identities.ts';

export { ROADS, type Road };

export type RoadResult = {
  readonly road: Road;
  readonly kills: number;
  /** Came after the run had said "done"; not among the kills. */
  readonly late: number;
  /** From "start" to "done" of a run nobody disturbed. */
  readonly lengthMs: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly rowWithoutBlob: readonly string[];
  readonly other: readonly string[];
};

export type KillOptions = {
  /** A folder of its own for everything a road makes; the caller removes it. */
  readonly folder: string;
  /** How many are to come before a run says "done". */
  readonly kills: number;
  /** Shares of the length of a run, 0 to 1. */
  readonly random: () => number;
  readonly onKill?: (road: Road, done: number) => void;
};

export type PreparedRoad = {
  /** A profile as it is before the road; the same place every time, made anew. */
  fresh(): Promise<string>;
  /** What the runner is told beside the folder. */
  detail(): string;
  keyOf(folder: string): Promise<Uint8Array | null>;
  /** True where a killed run is gone on with; false where each begins with a fresh profile. */
  readonly resumes: boolean;
  /** Beside what is said of every profile. */
  extra?(folder: string): Promise<string[]>;
  close?(): Promise<void>;
};

export const prepareRoad = (road: Road, place: string): Promise<PreparedRoad> => PREPARE[road](place);

/** Runs for each kill that lands. */
const MOST_RUNS = 4;
const RUNNER = path.join(import.meta.dirname, 'road-runner.ts');
const PASSPHRASE = 'una frase lunga';
const BOX = 'anna@pec.example';

export async function killRoad(road: Road, options: KillOptions): Promise<RoadResult> {
  const prepared = await PREPARE[road](path.join(options.folder, road));
  try {
    return await killAll(road, prepared, options);
  } finally {
    await prepared.close?.();
  }
}

async function killAll(road: Road, prepared: PreparedRoad, { kills, random, onKill }: KillOptions): Promise<RoadResult> {
  let folder = await prepared.fresh();
  const whole = await runRoad(road, folder, prepared.detail(), null);
  if (!whole.done) throw new Error(`the road "${road}" does not come to its end by itself`);
  const wanted = profileState(folder, await prepared.keyOf(folder));
  const found: { lost: string[]; doubled: string[]; rowWithoutBlob: string[]; other: string[] } = {
    lost: [],
    doubled: [],
    rowWithoutBlob: [],
    other: [],
  };
  let late = 0;
  let landed = 0;
  folder = await prepared.fresh();
  let held: ReadonlySet<string> = new Set();
  // How long the work that is left takes: what was done before a kill is not done again.
  let leftMs = whole.ms;
  for (let run = 1; landed < kills && run <= kills * MOST_RUNS; run += 1) {
    const afterMs = random() * leftMs;
    const { done, ms } = await runRoad(road, folder, prepared.detail(), afterMs);
    const named = (fault: string): string => `run ${run}: ${fault}`;
    const key = await prepared.keyOf(folder);
    const faults = profileFaults(folder, key);
    const state = profileState(folder, key);
    const now = new Set(state.blobs);
    // What was there once is there for ever.
    found.lost.push(...[...held].filter((hash) => !now.has(hash)).map(named));
    found.doubled.push(...faults.doubled.map(named));
    found.rowWithoutBlob.push(...faults.rowWithoutBlob.map(named));
    found.other.push(...faults.other.map(named), ...((await prepared.extra?.(folder)) ?? []).map(named));
    held = now;
    if (done) {
      late += 1;
      found.lost.push(...differences(wanted, state).map(named));
    } else {
      landed += 1;
      onKill?.(road, landed);
    }
    leftMs = prepared.resumes ? Math.max(whole.ms / 8, leftMs - (done ? ms : afterMs) * 0.8) : whole.ms;
    if (done || !prepared.resumes) {
      folder = await prepared.fresh();
      held = new Set();
      leftMs = whole.ms;
    }
  }
  if (landed < kills) found.other.push(`only ${landed} of ${kills} kills came before the end of a run`);
  const last = await runRoad(road, folder, prepared.detail(), null);
  if (!last.done) found.other.push('the last run did not come to its end');
  found.lost.push(...differences(wanted, profileState(folder, await prepared.keyOf(folder))).map((fault) => `at the end: ${fault}`));
  return { road, kills: landed, late, lengthMs: Math.round(whole.ms), ...found };
}

/** Killed `afterMs` after its start; null: runs to its end. `said`: all it said, the code of a failure last. */
export function runRoad(
  road: Road,
  folder: string,
  detail: string,
  afterMs: number | null,
): Promise<{ readonly done: boolean; readonly ms: number; readonly said: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [RUNNER, road, folder, detail], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    let began = 0;
    let ended = 0;
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      if (out === '') {
        began = performance.now();
        if (afterMs !== null) setTimeout(() => child.kill('SIGKILL'), afterMs);
      }
      out += text;
      if (out.includes('done')) ended = performance.now();
    });
    child.on('error', reject);
    child.on('close', () => resolve({ done: ended > 0, ms: ended - began, said: out.trim().split('\n') }));
  });
}

export function differences(wanted: ProfileState, state: ProfileState): string[] {
  const all = (of: ProfileState): string[] => [...of.blobs.map((hash) => `blob ${hash}`), ...of.lines];
  const [here, there] = [all(state), all(wanted)];
  const [has, should] = [new Set(here), new Set(there)];
  return [
    ...there.filter((line) => !has.has(line)).map((line) => `missing: ${line}`),
    ...here.filter((line) => !should.has(line)).map((line) => `not of the undisturbed run: ${line}`),
    ...(here.length === there.length ? [] : [`${here.length} lines for ${there.length}`]),
  ];
}

function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

// ---------------------------------------------------------------- the roads

const PREPARE: Readonly<Record<Road, (place: string) => Promise<PreparedRoad>>> = {
  sync: prepareSync,
  ingest: prepareIngest,
  import: prepareImport,
  migration: prepareMigration,
  backup: prepareBackup,
};

async function prepareSync(place: string): Promise<PreparedRoad> {
  const ids = await tlsIdentities();
  const box = createMailStore({ quotaBytes: 1e9, newUidValidity: () => 1_000 });
  box.createFolder('INBOX', null);
  for (let n = 0; n < 120; n += 1) box.append('INBOX', plainMessage(n), [], NOW - n * 60_000);
  const server = await startImapServer({
    name: 'kill',
    tls: ids.valid,
    port: 0,
    findAccount: (login) => (login === 'anna' ? { address: BOX, login, password: 'p', store: box } : null),
  });
  const endpoint = { host: server.host, port: server.port, security: 'tls', extraRoot: ids.root };
  return {
    fresh: () => Promise.resolve(path.join(emptied(place), 'profile')),
    detail: () => JSON.stringify({ endpoint, login: 'anna', password: 'p' }),
    keyOf: () => Promise.resolve(WRITER_KEY),
    resumes: true,
    close: () => server.stop(),
  };
}

/** What a sync has just brought: bytes and rows, nothing judged, nothing indexed, nothing made small. */
async function prepareIngest(place: string): Promise<PreparedRoad> {
  const mail = await mailbox();
  return {
    async fresh() {
      const folder = path.join(emptied(place), 'profile');
      const key = await keyOfFolder(folder);
      const store = openProfile(folder, { key, clock: fixedClock() });
      const account = accountRecord('anna');
      store.write((tx) => {
        saveAccount(tx, account);
        for (const { raw, folder: from, date } of mail) {
          const sent = from === 'Sent';
          const receivedAt = asInstant(date.getTime());
          arrive(tx, { account: account.id, bytes: raw, source: 'imap', detail: from, sent, receivedAt, at: NOW });
        }
      });
      store.close();
      return folder;
    },
    detail: () => '',
    keyOf: keyOfFolder,
    resumes: true,
  };
}

/** A folder of single files and one mbox. */
async function prepareImport(place: string): Promise<PreparedRoad> {
  const source = path.join(emptied(`${place}-source`), 'archivio');
  mkdirSync(source);
  const mail = await mailbox();
  const half = Math.ceil(mail.length / 2);
  for (const [n, { raw }] of mail.slice(0, half).entries()) writeFileSync(path.join(source, `${n}.eml`), raw);
  const quoted = mail
    .slice(half)
    .map(({ raw }) => `From - Sun Nov 22 10:00:00 2026\n${raw.toString('latin1').replace(/^(>*From )/gm, '>$1')}\n`);
  writeFileSync(path.join(source, 'vecchia.mbox'), quoted.join(''), 'latin1');
  return {
    fresh: () => Promise.resolve(path.join(emptied(place), 'profile')),
    detail: () => source,
    keyOf: keyOfFolder,
    resumes: true,
  };
}

function prepareMigration(place: string): Promise<PreparedRoad> {
  const old = path.join(emptied(`${place}-old`), 'profile');
  makeOldProfile(old);
  return Promise.resolve({
    fresh() {
      const folder = path.join(emptied(place), 'profile');
      cpSync(old, folder, { recursive: true });
      return Promise.resolve(folder);
    },
    detail: () => '',
    keyOf: () => Promise.resolve(null),
    resumes: false,
    extra(folder) {
      const version = onFile(folder, (database) => database.pragma('user_version', { simple: true }));
      return Promise.resolve(version === schemaNumbers().index ? [] : [`schema ${String(version)}`]);
    },
  });
}

function prepareBackup(place: string): Promise<PreparedRoad> {
  // Made anew for each run: a profile that has its backup is not copied again within the hour.
  const whole = path.join(emptied(`${place}-whole`), 'profile');
  const store = openProfile(whole, { key: WRITER_KEY, clock: fixedClock() });
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 0; n < 400; n += 1) {
      const { hash } = putMessage(tx, numberedMessage(n), { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending' }));
    }
  });
  store.close();
  const copies = `${place}-copies`;
  return Promise.resolve({
    fresh() {
      emptied(copies);
      const folder = path.join(emptied(place), 'profile');
      cpSync(whole, folder, { recursive: true });
      return Promise.resolve(folder);
    },
    detail: () => copies,
    keyOf: () => Promise.resolve(WRITER_KEY),
    resumes: false,
    async extra() {
      const faults: string[] = [];
      for (const name of readdirSync(copies).filter((entry) => !entry.endsWith('.part'))) {
        const back = path.join(emptied(`${place}-back`), 'profile');
        const options = { passphrase: PASSPHRASE, secrets: createMemorySecrets(), clock: fixedClock() };
        const { messages, findings } = await restoreProfile(path.join(copies, name), back, options);
        if (messages !== 400 || findings.length > 0) faults.push(`a backup of ${messages} messages: ${JSON.stringify(findings)}`);
      }
      return faults;
    },
  });
}

const keyOfFolder = async (folder: string): Promise<Uint8Array> => (await openProfileSecrets(folder, null)).key;

let made: readonly GeneratedMessage[] | null = null;

/** Sent mail with its receipts, so that a kill can come between a receipt and what it says of a dispatch. */
async function mailbox(): Promise<readonly GeneratedMessage[]> {
  made ??= [...(await generateMailbox({ count: 20, seed: 9, profile: 'archive' }))];
  return made;
}

function plainMessage(n: number): Buffer {
  const head = `From: a@pec.example\r\nMessage-ID: <${n}@pec.example>\r\nSubject: ${n}\r\n\r\n`;
  return Buffer.from(`${head}${`riga ${n} `.repeat(2_000)}\r\n`);
}

/** A profile of the first schema with rows in it. */
function makeOldProfile(folder: string): void {
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  const account = accountRecord('a');
  store.write((tx) => {
    saveAccount(tx, account);
    for (const n of [1, 2, 3]) {
      const { hash } = putMessage(tx, numberedMessage(n), { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
      saveMessage(tx, messageRecord(account.id, n, { hash, indication: null, look: 'pending' }));
    }
  });
  store.close();
  const later = indexMigrations.filter(({ number }) => number > 1).map(({ statements }) => statements);
  const created = later.flatMap((statements) => [
    ...statements.matchAll(/CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX|TRIGGER) (?:IF NOT EXISTS )?(\w+)/g),
  ]);
  const drops = created
    .toSorted(([, a = ''], [, b = '']) => Number(a === 'TABLE') - Number(b === 'TABLE'))
    .map(([, kind, name]) => `DROP ${kind} IF EXISTS ${name}`);
  onFile(folder, (database) => database.exec([...drops, 'PRAGMA user_version = 1', 'PRAGMA wal_checkpoint(TRUNCATE)'].join(';')));
}

type PlainDriver = { exec(text: string): void; pragma(text: string, options?: { simple: boolean }): unknown; close(): void };

function onFile<T>(folder: string, action: (database: PlainDriver) => T): T {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (file: string) => PlainDriver;
  const database = new Sqlite(path.join(folder, 'index.db'));
  try {
    return action(database);
  } finally {
    database.close();
  }
}
