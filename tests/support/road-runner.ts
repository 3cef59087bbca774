// Run as a process of its own by tests that kill it: takes one of the roads by which a profile changes, and
// says "start" when it begins and "done" when everything is acknowledged.
import { createBackupSchedule } from '#main/core/backup-schedule';
import { createNodeCore } from '#main/hosts/node/node-core';
import { createLog } from '#main/log/log';
import type { Endpoint } from '#main/ports';
import { openProfile } from '#main/store/database';
import { createBatchWriter } from '#main/sync/batch-writer';
import { AppError } from '#shared/model/app-error';
import { WRITER_KEY } from './numbered-message.ts';
import type { Road } from './road-names.ts';
import { syncLab } from './sync-lab.ts';
import { fixedClock } from './temp-profile-clock.ts';

/** `detail`: the endpoint of sync as JSON, the folder to import, the place of backups. */
const [, , road = '', folder = '', detail = ''] = process.argv;
const ways: Readonly<Record<Road, () => Promise<void>>> = { sync, ingest, import: importFolder, migration: migrate, backup: backUp };
const THREAD = new URL('../../src-main/sync/batch-writer-thread.ts', import.meta.url);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function sync(): Promise<void> {
  const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  const writer = createBatchWriter({ store, options: { key: WRITER_KEY }, memory: {}, file: THREAD });
  const { endpoint, login, password } = JSON.parse(detail) as {
    readonly endpoint: Endpoint;
    readonly login: string;
    readonly password: string;
  };
  const limits = { batchBytes: 600_000, batchCount: 500, describeCount: 4_000, messageBytes: 2_000_000 };
  const lab = syncLab({ store, endpoint, login, password, writer, limits, attempts: 1 });
  say('start');
  const { inStep } = await lab.sync.once(new AbortController().signal);
  await writer.close();
  store.close();
  if (inStep) say('done');
}

async function importFolder(): Promise<void> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: () => undefined, offline: true });
  say('start');
  const account = await core.archiveBox(detail);
  const signal = new AbortController().signal;
  await core.importPaths([detail], { account, signal, onStep: () => undefined, onProgress: () => undefined });
  await core.indexed();
  await core.close();
  say('done');
}

/** Judging, linking, the text index and compaction of what lies there. */
async function ingest(): Promise<void> {
  const core = await createNodeCore({ folder, extraAnchors: [], note: () => undefined, offline: true });
  say('start');
  await core.idle();
  await core.indexed();
  await core.close();
  say('done');
}

function migrate(): Promise<void> {
  say('start');
  openProfile(folder, { key: null, clock: fixedClock() }).close();
  say('done');
  return Promise.resolve();
}

async function backUp(): Promise<void> {
  const store = openProfile(folder, { key: WRITER_KEY, clock: fixedClock() });
  const schedule = createBackupSchedule({ store, clock: { now: () => fixedClock().now() }, log: createLog(), key: WRITER_KEY });
  await schedule.set({ places: [detail], everyHours: 1, keep: 2 }, 'una frase lunga');
  say('start');
  const made = await schedule.run();
  const error = schedule.state().places[0]?.error ?? null;
  store.close();
  if (error !== null) say(error.code);
  else if (made === 1) say('done');
}

if (!isRoad(road)) throw new Error(`no road ${road}`);
try {
  await ways[road]();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  say(error.code);
  process.exit(1);
}

function isRoad(name: string): name is Road {
  return name in ways;
}
