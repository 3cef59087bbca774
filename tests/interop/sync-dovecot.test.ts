// 500 generated PEC messages in a real Dovecot: what the archive holds afterwards is what the
// generator's manifest says, byte for byte; a second sync fetches nothing; changes on the server arrive.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#main/ports';
import { createImapConnector } from '#main/imap/connect';
import { dovecotMissing, startDovecot } from '#tests/support/dovecot';
import type { Dovecot } from '#tests/support/dovecot';
import { startFaultProxy } from '#tests/support/fault-proxy';
import { syncLab } from '#tests/support/sync-lab';
import { tempFolder, tempProfile } from '#tests/support/temp-profile';
import { tlsIdentities } from '#tests/support/tls-identities';

const GENERATOR = path.join(import.meta.dirname, '..', 'fixtures/lab/gen-pec-mailbox.mjs');

type ManifestLine = { readonly sha256: string; readonly folder: string };
function asManifestLine(value: unknown): ManifestLine {
  if (typeof value !== 'object' || value === null || !('sha256' in value) || typeof value.sha256 !== 'string')
    throw new Error('not a line of the manifest');
  return value as ManifestLine;
}

describe.skipIf(dovecotMissing !== null)(`sync with Dovecot${dovecotMissing === null ? '' : ` (left out: ${dovecotMissing})`}`, () => {
  let dovecot: Dovecot;
  let manifest: readonly ManifestLine[];
  const endpoint = (): Endpoint => ({ host: dovecot.host, port: dovecot.port, security: 'tls', extraRoot: dovecot.root });
  const signal = new AbortController().signal;
  const run = (store = tempProfile()) => syncLab({ store, endpoint: endpoint(), login: 'anna', password: dovecot.password });

  beforeAll(async () => {
    dovecot = await startDovecot({ users: ['anna', 'bruno', 'carla', 'dario'] });
    const folder = tempFolder();
    const file = path.join(folder, 'manifest.jsonl');
    execFileSync(
      process.execPath,
      [GENERATOR, '--out', path.join(folder, 'Maildir'), '--format', 'maildir', '--count', '500', '--seed', '11', '--manifest', file],
      { stdio: 'ignore' },
    );
    manifest = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => asManifestLine(JSON.parse(line)));
    cpSync(path.join(folder, 'Maildir'), dovecot.maildir('anna'), { recursive: true });
    dovecot.deliver('anna', []);
    rmSync(path.join(folder, 'Maildir'), { recursive: true });
  });
  afterAll(() => dovecot?.stop());

  test('500 messages arrive byte for byte, and a second sync fetches nothing', async () => {
    const lab = run();
    const first = await lab.sync.once(signal);
    expect(first).toMatchObject({ inStep: true, failures: [] });
    expect(
      lab
        .state()
        .map(({ sha256 }) => sha256)
        .sort(),
    ).toEqual(manifest.map(({ sha256 }) => sha256).sort());
    const before = lab.state();
    lab.events.length = 0;
    const second = await lab.sync.once(signal);
    expect({ opened: second.opened, saved: lab.events.filter(({ kind }) => kind === 'saved') }).toEqual({ opened: 0, saved: [] });
    expect(lab.state()).toEqual(before);
  });

  test('an interrupted first sync goes on from what is held', async () => {
    const store = tempProfile();
    const stop = new AbortController();
    const small = { batchBytes: 500_000, batchCount: 20, describeCount: 60, messageBytes: 1e8 };
    const lab = syncLab({ store, endpoint: endpoint(), login: 'anna', password: dovecot.password, limits: small });
    const push = lab.events.push.bind(lab.events);
    lab.events.push = (...events) => {
      if (events.some(({ kind }) => kind === 'saved')) stop.abort();
      return push(...events);
    };
    await expect(lab.sync.once(stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    const held = lab.events.filter(({ kind }) => kind === 'saved').length;
    expect(held).toBeGreaterThan(0);
    const again = run(store);
    await again.sync.once(signal);
    const fetched = again.events.flatMap((event) => (event.kind === 'saved' ? event.messages : []));
    expect(fetched.length).toBeLessThan(500);
    expect(
      again
        .state()
        .map(({ sha256 }) => sha256)
        .sort(),
    ).toEqual(manifest.map(({ sha256 }) => sha256).sort());
  });

  test('SYNC-44 flags, expunges, moves and new mail of another client arrive; nothing is removed here', async () => {
    dovecot.deliver(
      'bruno',
      Array.from({ length: 12 }, (_, n) => ({
        bytes: Buffer.from(`Message-ID: <n${n}@pec.example>\r\nSubject: n${n}\r\n\r\nbody ${n}\r\n`),
      })),
    );
    const lab = syncLab({ store: tempProfile(), endpoint: endpoint(), login: 'bruno', password: dovecot.password });
    await lab.sync.once(signal);
    const other = await createImapConnector().connect(endpoint(), { login: 'bruno', password: dovecot.password });
    await other.openFolder('INBOX', null);
    await other.storeFlags('1:2', { add: ['\\Seen', '\\Flagged'] });
    await other.deleteMessages('3');
    await other.move('4:5', 'Archive');
    await other.append(
      'INBOX',
      Buffer.from('Message-ID: <new@pec.example>\r\nSubject: new\r\n\r\nnew\r\n'),
      [],
      Date.UTC(2026, 9, 2) as never,
    );
    await other.close();
    lab.events.length = 0;
    await lab.sync.once(signal);
    const state = lab.state().map(({ folder, uid, flags }) => `${folder} ${uid} ${flags.join(' ')}`.trim());
    expect(state).toEqual([
      'Archive 1',
      'Archive 2',
      'INBOX 1 \\Flagged \\Seen',
      'INBOX 2 \\Flagged \\Seen',
      ...[6, 7, 8, 9, 10, 11, 12, 13].map((uid) => `INBOX ${uid}`),
    ]);
    // The moved messages were recognised, not downloaded again (the new one was).
    expect(lab.events.flatMap((event) => (event.kind === 'saved' ? event.messages.map(({ known }) => known) : []))).toEqual([false]);
  });

  test('SYNC-13 a folder made anew is linked to what is held, without downloading it again', async () => {
    dovecot.deliver(
      'carla',
      Array.from({ length: 30 }, (_, n) => ({
        bytes: Buffer.from(`Message-ID: <c${n}@pec.example>\r\nSubject: ${n}\r\n\r\n${'x'.repeat(n)}\r\n`),
        date: new Date(Date.UTC(2026, 8, 1, 0, n)),
      })),
    );
    const lab = syncLab({ store: tempProfile(), endpoint: endpoint(), login: 'carla', password: dovecot.password });
    await lab.sync.once(signal);
    const before = lab.state();
    // Dovecot's memory of UIDs: without it the folder is numbered anew.
    for (const file of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache'])
      rmSync(path.join(dovecot.maildir('carla'), file), { force: true });
    await dovecot.admin('mailbox', 'status', '-u', 'carla', 'uidvalidity', 'INBOX');
    lab.events.length = 0;
    await lab.sync.once(signal);
    const after = lab.state();
    expect(after.map(({ sha256 }) => sha256).sort()).toEqual(before.map(({ sha256 }) => sha256).sort());
    expect(new Set(after.map(({ uidValidity }) => uidValidity))).not.toEqual(new Set(before.map(({ uidValidity }) => uidValidity)));
    expect(lab.events.filter(({ kind }) => kind === 'saved')).toEqual([]);
  });

  test('SYNC-16, SYNC-33 expunged, moved and renamed while ranges are on their way: what the server still has is here', async () => {
    const letter = (folder: string, n: number) => ({
      folder,
      bytes: Buffer.from(`Message-ID: <${folder}-${n}@pec.example>\r\nSubject: ${n}\r\n\r\n${`riga ${n}\r\n`.repeat(2_000 + n)}`),
      date: new Date(Date.UTC(2026, 8, 1, 0, n)),
    });
    const letters = ['INBOX', 'Vecchia'].flatMap((folder) => Array.from({ length: 60 }, (_, n) => letter(folder, n)));
    dovecot.deliver('dario', letters);
    const identities = await tlsIdentities();
    const proxy = await startFaultProxy({
      identity: identities.valid,
      target: { host: dovecot.host, port: dovecot.port, root: dovecot.root },
    });
    proxy.script([{ kind: 'slow', bytesPerSecond: 1_000_000, latencyMs: 5 }]);
    const access = { login: 'dario', password: dovecot.password };
    const other = await createImapConnector().connect(endpoint(), access);
    const meddling: Promise<void>[] = [];
    const meddle = async (): Promise<void> => {
      await other.openFolder('INBOX', null);
      await other.deleteMessages('1:3,20,59');
      await other.move('5:8', 'Archive');
      await dovecot.admin('mailbox', 'rename', '-u', 'dario', 'Vecchia', 'Nuova');
    };
    const lab = syncLab({
      store: tempProfile(),
      endpoint: { host: proxy.host, port: proxy.port, security: 'tls', extraRoot: identities.root },
      ...access,
      limits: { batchBytes: 100_000, batchCount: 5, describeCount: 4_000, messageBytes: 1e8 },
      onEvent(event) {
        if (event.kind === 'saved' && meddling.length === 0) meddling.push(meddle());
      },
    });
    await lab.sync.once(signal).catch(() => null);
    expect(meddling).toHaveLength(1);
    await Promise.all(meddling);
    await other.close();
    const last = await lab.sync.once(signal);
    await proxy.stop();
    expect(last.inStep).toBe(true);
    const fresh = syncLab({ store: tempProfile(), endpoint: endpoint(), ...access });
    await fresh.sync.once(signal);
    const places = (of: typeof lab): readonly string[] => of.state().map(({ folder, uid, sha256 }) => `${folder} ${uid} ${sha256}`);
    expect(places(lab)).toEqual(places(fresh));
    expect(new Set(fresh.state().map(({ folder }) => folder))).toEqual(new Set(['INBOX', 'Archive', 'Nuova']));
    expect(fresh.state()).toHaveLength(letters.length - 5);
  });
});
