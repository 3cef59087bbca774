// Bytes that do not fit their hash are never exported as good (EVIDENCE §10, EVI-09).
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { expect, test } from 'vitest';
import { appendAudit } from '#main/audit/append';
import { readLog } from '#main/audit/log-proof';
import { addAuditCheckpoint } from '#main/store/audit-entry';
import { putMessage } from '#main/archive/message';
import { exportProva } from '#main/evidence/export-prova';
import { shippedFiles } from '#main/evidence/shipped-files';
import { assetsFolder } from '#main/hosts/node/assets-folder';
import { nodeParserHost } from '#main/hosts/node/parser-process';
import { createParserPool } from '#main/ingest/parser-pool';
import { asMaterial } from '#main/trust/material';
import { saveAccount } from '#main/store/account';
import { saveMessage } from '#main/store/message';
import { accountRecord, messageRecord } from '#tests/support/store-records';
import { NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';
import { createNodeCore } from '#main/hosts/node/node-core';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { connect } from '#main/store/connection';
import { asAccountId, asBlobHash } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';
import { errorText } from '#shared/text/wording';
import { zipOf } from '#tests/support/zip-builder';

test('EVI-09 a damaged message stops the export by name, and nothing is left in the place', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const first = tempProfile({ folder });
  const account = accountRecord('a');
  const hash = first.write((tx) => {
    saveAccount(tx, account);
    const bytes = Buffer.from(`From: a@pec.example\r\nSubject: x\r\n\r\n${'one two three '.repeat(50)}\r\n`, 'latin1');
    const put = putMessage(tx, bytes, { origin: { account: account.id, source: 'imap', detail: '', at: NOW } });
    saveMessage(tx, messageRecord(account.id, 1, { hash: put.hash }));
    return put.hash;
  });
  first.close();
  const db = new Sqlite(path.join(folder, 'archive.db'));
  for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[])
    db.exec(`DROP TRIGGER ${name}`);
  // In the spool or made small already: either way other bytes.
  for (const table of ['blob', 'spool']) db.exec(`UPDATE ${table} SET body = zeroblob(length(body))`);
  db.close();
  const store = tempProfile({ folder });
  const material = asMaterial({ setDate: '2026-11-22' });
  const pool = createParserPool(nodeParserHost, { size: 1, material: () => material });
  const place = path.join(tempFolder(), 'out');
  mkdirSync(place);
  const ports = {
    store,
    pool,
    material: () => material,
    provenance: () => null,
    program: { name: 'Plico', version: '0' },
    shipped: shippedFiles(assetsFolder('')),
  };
  const failure = await exportProva(ports, [{ type: 'message', account: account.id, hash }], {
    to: place,
    asOf: NOW,
    policy: 'pec/1',
    form: 'zip',
    log: null,
    attest: null,
    stamp: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  }).catch((error: unknown) => error);
  pool.close();
  expect({ failure, left: readdirSync(place) }).toMatchObject({ failure: { code: 'storage.damaged', values: { hash } }, left: [] });
});

test('EVI-09 asked for on screen: refused, the message named in words, and the log has it', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const core = await createNodeCore({ folder, extraAnchors: [], offline: true, note: () => undefined });
  const { archive, evidence } = createRouterClient(core.router, { context: {} });
  const content = `From: a@pec.example\r\nTo: b@pec.example\r\nSubject: x\r\n\r\n${'one two three '.repeat(50)}\r\n`;
  const { file } = core.compose.addFile(zipOf([{ name: 'posta/1.eml', content }]));
  const opening = await archive.open({ files: [{ file, name: 'Archivio.zip' }] });
  while ((await archive.opened(opening)).state === 'running') await pause(10);
  await core.idle();
  const [row] = core.rows({ view: 'all', account: null }, 10);
  const hash = row?.hash ?? asBlobHash('00'.repeat(32));
  const raw = connect(folder, { key: (await openProfileSecrets(folder, null)).key });
  for (const { name } of raw.prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[])
    raw.exec(`DROP TRIGGER main.${name}`);
  for (const table of ['blob', 'spool']) raw.exec(`UPDATE main.${table} SET body = zeroblob(length(body))`);
  const items = [{ type: 'message' as const, account: row?.account ?? asAccountId(''), hash }];
  const { job } = await evidence.start({ choice: { kind: 'items', items }, profile: 'prova', language: 'it', timestamp: null });
  let state = await evidence.job({ job });
  for (; state.state === 'running'; state = await evidence.job({ job })) await pause(10);
  const refused = raw.prepare(`SELECT entry FROM idx.audit_entry WHERE CAST(entry AS TEXT) LIKE '%export.refused%'`).all() as {
    entry: Buffer;
  }[];
  raw.close();
  await core.close();
  const said = state.state === 'failed' ? errorText(textFor('it'), state) : state.state;
  expect({
    said,
    left: readdirSync(path.join(folder, 'exports')),
    log: refused.map(({ entry }) => /"code":"([^"]+)"/.exec(entry.toString())?.[1]),
  }).toEqual({
    said: `Il messaggio ${hash} è danneggiato nell’archivio: lancia «plico doctor» e tieni pronta una copia.`,
    left: [],
    log: ['storage.damaged'],
  });
}, 60_000);

test('EVI-09 an entry of the log that was changed under its old hash stops the export as well', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const first = tempProfile({ folder });
  first.write((tx) => {
    for (const findings of [0, 1, 2]) appendAudit(tx, NOW, { event: 'archive.checked', findings });
    addAuditCheckpoint(tx, { size: 4, text: 'x', signature: Buffer.alloc(1) });
  });
  first.close();
  const db = new Sqlite(path.join(folder, 'index.db'));
  for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_entry'`).all() as {
    name: string;
  }[])
    db.exec(`DROP TRIGGER ${name}`);
  db.exec(`UPDATE audit_entry SET entry = CAST(replace(CAST(entry AS TEXT), '"findings":1', '"findings":9') AS BLOB)`);
  db.close();
  const store = tempProfile({ folder });
  const read = (seq: string): Promise<unknown> =>
    readLog(
      store,
      (text) => text.includes(seq),
      () => Promise.resolve(),
    ).catch((error: unknown) => error);
  expect([await read('"seq":1,'), await read('"seq":2,')]).toMatchObject([
    { size: 4 },
    { code: 'storage.damaged', values: { file: 'audit' } },
  ]);
});
