// "Verifica archivio" on a real profile: what it reads, what it names, how it says what changed, and that
// it comes back by itself after a month and after a restart (STO-15, EVIDENCE §16).
import { afterEach, expect, test } from 'vitest';
import path from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { putMessage } from '#main/archive/message';
import { createArchiveCheck, type ArchiveCheck } from '#main/core/archive-check';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { createParserPool, type ParserPool } from '#main/ingest/parser-pool';
import { saveAccount } from '#main/store/account';
import type { Store } from '#main/store/database';
import { saveMessage } from '#main/store/message';
import { asMaterial } from '#main/trust/material';
import { asInstant } from '#shared/model/ids';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';

const DAY = 86_400_000;
const MESSAGES = 250;
const account = accountRecord('a');
const pools: ParserPool[] = [];
afterEach(() => pools.splice(0).forEach((pool) => pool.close()));

type Lab = { readonly check: ArchiveCheck; readonly clock: { now: number } };

function lab(store: Store, servers: { error: string | null } = { error: null }, clock = { now: NOW as number }): Lab {
  const material = asMaterial({ setDate: '2026-11-22' });
  const pool = createParserPool(nodeParserHost, { size: 1, material: () => material });
  pools.push(pool);
  const check = createArchiveCheck({
    store,
    pool,
    queue: { wake: () => undefined } as never,
    clock: { now: () => asInstant(clock.now) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    verifyLog: () => Promise.resolve({ findings: [], checked: { entries: 7 } }),
    compareServers: () => Promise.resolve([{ account: account.id, found: [], onServer: 3, error: servers.error }]),
    pauseMs: 0,
  });
  return { check, clock };
}

function fill(store: Store): void {
  store.write((tx) => {
    saveAccount(tx, account);
    for (let n = 1; n <= MESSAGES; n += 1) {
      const bytes = Buffer.from(`From: a@pec.example\r\nSubject: ${n}\r\n\r\n${'one two three '.repeat(20)}${n}\r\n`, 'latin1');
      const put = putMessage(tx, bytes, { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
      saveMessage(tx, messageRecord(account.id, n, { hash: put.hash }));
    }
  });
}

test('STO-15 everything is read; the monthly one comes by itself, not before, and says what changed', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const first = tempProfile({ folder });
  fill(first);
  const { check, clock } = lab(first);
  check.wake();
  await check.idle();
  const sound = check.state().last;
  clock.now += 29 * DAY;
  check.wake();
  await check.idle();
  const tooSoon = check.state().last?.finishedAt === sound?.finishedAt;
  first.close();

  const db = new Sqlite(path.join(folder, 'archive.db'));
  for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[])
    db.exec(`DROP TRIGGER ${name}`);
  const { number } = db.prepare('SELECT max(number) AS number FROM spool').get() as { number: number };
  db.prepare('UPDATE spool SET body = zeroblob(length(body)) WHERE number = ?').run(number);
  db.close();
  const store = tempProfile({ folder });
  const later = lab(store, { error: 'imap.auth' }, { now: clock.now + 2 * DAY });
  later.check.wake();
  await later.check.idle();
  const damaged = later.check.state().last;
  expect({
    counts: sound?.counts,
    findings: sound?.findings,
    by: sound?.by,
    tooSoon,
    damaged: damaged?.findings.map(({ id }) => id),
    found: damaged?.since?.found.map(({ id }) => id),
    before: damaged?.since?.finishedAt,
    unasked: damaged?.unasked,
  }).toEqual({
    counts: { messages: MESSAGES, parts: 0, signatures: MESSAGES, entries: 7, onServer: 3 },
    findings: [],
    by: 'schedule',
    tooSoon: true,
    damaged: ['archive.damaged'],
    found: ['archive.damaged'],
    before: sound?.finishedAt,
    unasked: [{ id: 'imap.auth', what: account.id }],
  });
});

test('STO-15 a check that a restart cut short goes on where it was', async () => {
  const store = tempProfile();
  fill(store);
  const cut = lab(store);
  cut.check.start();
  while ((cut.check.state().running?.done ?? 0) < 100) await new Promise((resolve) => setImmediate(resolve));
  await cut.check.close();
  const before = cut.check.state().last;
  const again = lab(store);
  again.check.wake();
  const going = again.check.state().running?.done ?? 0;
  await again.check.idle();
  expect({ before, going: going >= 100, messages: again.check.state().last?.counts.messages }).toEqual({
    before: null,
    going: true,
    messages: MESSAGES,
  });
});
