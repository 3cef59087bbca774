// Profiles filled without a mail server, and the export of all that is in one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint } from '#main/audit/checkpoint';
import { ownLogId } from '#main/audit/standing';
import { installationKey } from '#main/audit/installation-key';
import type { SecretStore } from '#main/ports';
import { exportProva } from '#main/evidence/export-prova';
import { shippedFiles } from '#main/evidence/shipped-files';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { createParserPool } from '#main/ingest/parser-pool';
import { messageHashes, putMessage } from '#main/archive/message';
import { saveAccount } from '#main/store/account';
import { openProfile } from '#main/store/database';
import { saveMessage } from '#main/store/message';
import { addReport } from '#main/store/report';
import { asMaterial } from '#main/trust/material';
import { asInstant } from '#shared/model/ids';
import { accountRecord, messageRecord } from './store-records.ts';
import { fixedClock, NOW } from './temp-profile-clock.ts';

/** In a file beside the profile: who exports is another process. */
function keptBeside(folder: string): SecretStore {
  const file = `${folder}.secrets.json`;
  const all = (): Map<string, string> =>
    new Map(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as (readonly [string, string])[]) : []);
  const save = (secrets: ReadonlyMap<string, string>): void => writeFileSync(file, JSON.stringify([...secrets]));
  return {
    kind: 'file',
    get: (name) => Promise.resolve(all().get(name) ?? null),
    set: (name, secret) => Promise.resolve(save(all().set(name, secret))),
    delete(name) {
      const left = all();
      left.delete(name);
      return Promise.resolve(save(left));
    },
  };
}

const MATERIAL = asMaterial({ setDate: '2026-11-22' });
const ACCOUNT = accountRecord('a');

/** Archives the messages, judges and logs each, as arrival does, and signs the log. */
export async function fillProfile(folder: string, messages: Iterable<Uint8Array>): Promise<number> {
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  const pool = createParserPool(nodeParserHost, { size: 2, material: () => MATERIAL });
  let count = 0;
  store.write((tx) => saveAccount(tx, ACCOUNT));
  let batch: Uint8Array[] = [];
  const flush = async (): Promise<void> => {
    const hashes = store.write((tx) =>
      batch.map((bytes) => putMessage(tx, bytes, { origin: { account: ACCOUNT.id, source: 'imap', detail: '', at: NOW } })),
    );
    const judged = await Promise.all(
      batch.map((bytes, index) => pool.examine({ bytes, hash: hashes[index]?.hash ?? ('' as never), judgedAt: NOW, expected: null })),
    );
    store.write((tx) => {
      for (const [index, answer] of judged.entries()) {
        const put = hashes[index];
        if (answer.state !== 'done' || put === undefined || put.known) continue;
        count += 1;
        const { report } = answer.value;
        const about = { blob: put.hash, account: ACCOUNT.id } as const;
        addReport(tx, report);
        appendAudit(tx, NOW, { event: 'message.stored', ...about, source: 'imap' });
        appendAudit(tx, NOW, { event: 'message.judged', ...about, policy: report.policy, indication: report.conclusion.indication });
        saveMessage(tx, messageRecord(ACCOUNT.id, count, { hash: put.hash, sizeBytes: batch[index]?.length ?? 0 }));
      }
    });
    batch = [];
  };
  for (const bytes of messages) if (batch.push(bytes) >= 200) await flush();
  await flush();
  await makeCheckpoint({ store, secrets: keptBeside(folder), clock: fixedClock() });
  pool.close();
  store.close();
  return count;
}

/** One bundle of everything in the profile; `at`: milliseconds after NOW, so that bundles have names of their own. */
export async function processMessages(
  folder: string,
  place: string,
  at: number,
  version = '0',
): Promise<{
  readonly path: string;
  readonly messages: number;
  readonly seconds: number;
  readonly maxRssBytes: number;
  readonly progress: number;
}> {
  const store = openProfile(folder, { key: null, clock: fixedClock() });
  const pool = createParserPool(nodeParserHost, { size: 2, material: () => MATERIAL });
  const hashes = store.read((tx) => messageHashes(tx, 0, 1_000_000));
  const log = await installationKey(keptBeside(folder), store.read((tx) => ownLogId(tx)) ?? '');
  const began = performance.now();
  let progress = 0;
  const ports = {
    store,
    pool,
    material: () => MATERIAL,
    provenance: () => null,
    program: { name: 'Plico', version },
    shipped: shippedFiles(assetsFolder('')),
  };
  const { path, messages } = await exportProva(
    ports,
    hashes.map(({ hash }) => ({ type: 'message' as const, account: ACCOUNT.id, hash })),
    {
      to: place,
      asOf: asInstant(NOW + at),
      policy: 'pec/1',
      form: 'zip',
      log,
      attest: null,
      stamp: null,
      signal: new AbortController().signal,
      onProgress: () => (progress += 1),
    },
  );
  const seconds = (performance.now() - began) / 1000;
  pool.close();
  store.close();
  return { path, messages, seconds, maxRssBytes: process.resourceUsage().maxRSS * 1024, progress };
}
