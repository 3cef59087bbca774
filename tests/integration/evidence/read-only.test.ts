// AUD-07 on a whole profile: an older copy of the files put back is opened read-only, says so, and is written on
// only after the owner's word, which the log then tells with both roots. Also the times at which the log is signed.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCheckpointKeeper } from '#main/core/checkpoint-keeper';
import type { Core } from '#main/core/core-types';
import { createNodeCore } from '#main/hosts/node/node-core';
import { createLog } from '#main/log/log';
import { appendAudit } from '#main/audit/append';
import { makeCheckpoint } from '#main/audit/checkpoint';
import { lastCheckpoint } from '#main/store/audit-entry';
import { openProfile } from '#main/store/database';
import { asInstant } from '#shared/model/ids';
import { memorySecrets } from '#tests/support/memory-secrets';
import { plico } from '#tests/support/evidence-lab';

let home = '';
let profile = '';

beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-read-only-'));
  profile = path.join(home, 'profile');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function withCore<T>(work: (core: Core) => Promise<T>): Promise<T> {
  const core = await createNodeCore({ folder: profile, extraAnchors: [], offline: true, note: () => undefined });
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

const clientOf = (core: Core) => createRouterClient(core.router, { context: {} });
const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      const { code: own, data } = error as { readonly code?: string; readonly data?: { readonly code?: string } };
      return data?.code ?? own;
    },
  );
const events = async (core: Core, take: number): Promise<readonly string[]> =>
  (await clientOf(core).audit.page({ before: null, take, group: 'all' })).rows.map(({ event }) => event);

test('an older copy put back is read-only until the owner confirms; then it goes on, and the log has both roots', async () => {
  await withCore((core) => core.archiveBox(path.join(home, 'a')));
  const old = path.join(home, 'old');
  cpSync(profile, old, { recursive: true });
  await withCore((core) => core.archiveBox(path.join(home, 'b')));
  // The files of then with the secrets of now, as a copy of the databases is put back.
  for (const name of ['archive.db', 'index.db']) cpSync(path.join(old, name), path.join(profile, name));
  const before = await withCore(async (core) => {
    core.follow();
    const client = clientOf(core);
    const { standing } = await client.audit.status();
    const { findings } = await client.audit.verify();
    const refused = [
      await code(core.archiveBox(path.join(home, 'c'))),
      await code(client.audit.chooseAnchor({ account: null, second: null })),
      await code(
        core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined }),
      ),
    ];
    return {
      state: standing?.state,
      less: (standing?.now ?? 0) < (standing?.signed ?? 0),
      ids: findings.map(({ id }) => id),
      refused,
      boxes: core.accounts().length,
    };
  });
  const cli = await plico(['audit', 'confirm', '--json', '--data', profile]);
  const after = await withCore(async (core) => {
    core.follow();
    const client = clientOf(core);
    const written = await code(core.archiveBox(path.join(home, 'c')));
    return {
      written,
      standing: (await client.audit.status()).standing,
      findings: (await client.audit.verify()).findings,
      told: await events(core, 20),
    };
  });
  expect({ before, cli: [cli.code, JSON.parse(cli.stdout)], after }).toMatchObject({
    before: {
      state: 'rollback',
      less: true,
      ids: ['audit.rollback'],
      refused: ['audit.rollback', 'audit.rollback', 'audit.rollback'],
      boxes: 1,
    },
    cli: [0, { state: 'confirmed', was: 'rollback' }],
    after: { written: 'done', standing: null, findings: [] },
  });
  expect(after.told.filter((event) => event === 'backup.restored')).toHaveLength(1);
  expect(after.told.slice(0, 3)).toEqual(['log.verified', 'account.added', 'session.opened']);
}, 60_000);

test('confirmed on the screen, what waited begins', async () => {
  const old = path.join(home, 'older');
  cpSync(profile, old, { recursive: true });
  await withCore((core) => core.archiveBox(path.join(home, 'd')));
  for (const name of ['archive.db', 'index.db']) cpSync(path.join(old, name), path.join(profile, name));
  const told = await withCore(async (core) => {
    core.follow();
    const { standing } = await clientOf(core).audit.confirm();
    return { standing, told: await events(core, 4), written: await code(core.archiveBox(path.join(home, 'e'))) };
  });
  expect(told).toEqual({
    standing: null,
    told: ['session.opened', 'log.checkpoint', 'backup.restored', expect.any(String)],
    written: 'done',
  });
});

test('the log is signed after a thousand entries and after an hour, and not for its own sake', async () => {
  const kept = new Map<string, string>();
  const secrets = memorySecrets(kept);
  let now = Date.parse('2026-11-22T10:00:00Z');
  const clock = { now: () => asInstant(now) };
  const store = openProfile(path.join(home, 'keeper'), { key: null, clock });
  const keeper = createCheckpointKeeper({
    store,
    clock,
    log: createLog({ write: () => undefined }),
    sign: () => makeCheckpoint({ store, secrets, clock }),
  });
  const write = (count: number): void =>
    store.write((tx) => {
      for (let n = 0; n < count; n += 1) appendAudit(tx, clock.now(), { event: 'archive.checked', findings: 0 });
    });
  const looks: unknown[] = [];
  const look = async (): Promise<void> => void looks.push([await keeper.look(), store.read((tx) => lastCheckpoint(tx))?.size ?? 0]);
  write(900);
  await look();
  write(99);
  await look();
  write(10);
  now += 3_599_000;
  await look();
  now += 1_000;
  await look();
  now += 7_200_000;
  await look();
  write(1);
  now -= 86_400_000;
  await look();
  await keeper.close();
  store.close();
  // 900 and log.created; 1,000 and the key; nothing; an hour; nothing but its own; a clock that went back a day.
  expect(looks).toEqual([
    [false, 0],
    [true, 1001],
    [false, 1001],
    [true, 1012],
    [false, 1012],
    [true, 1014],
  ]);
});
