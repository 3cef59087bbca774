// AUD-04: what each command of the contract writes into the log. The table below must have exactly the
// commands of the contract; each that changes something is given to a real core through its router, twice:
// once while the log cannot be written (nothing may be left of it, in the log or beside it), once for real.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isContractProcedure } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerBytes } from '#main/core/byte-answer';
import type { Core } from '#main/core/core-types';
import { openProfileSecrets } from '#main/core/profile-secrets';
import { createNodeCore } from '#main/hosts/node/node-core';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { connect, type Driver } from '#main/store/connection';
import { contract } from '#shared/contract/contract';
import { contentPath, originalPath, partPath } from '#shared/contract/assets';
import type { AccountId, BlobHash } from '#shared/model/ids';
import { invoiceText } from '#tests/support/invoice-text';
import { accountOf, endpointsOf } from '#tests/support/sandbox-run';
import { startTimestampAuthority, type TimestampServer } from '#tests/support/timestamp-authority';
import { zipOf } from '#tests/support/zip-builder';

const ROSSI = 'studio.rossi@pec-uno.example';

let home = '';
let sandbox: Sandbox;
let core: Core;
let client: ReturnType<typeof clientOf>;
/** Another connection to the files of the profile. */
let raw: Driver;
let box: AccountId;
let archive: AccountId;
const hashes: BlobHash[] = [];
let authority: TimestampServer | null = null;

const clientOf = (of: Core) => createRouterClient(of.router, { context: {} });
const eml = (n: number): string =>
  `From: a@pec.example\r\nTo: b@pec.example\r\nSubject: n ${n}\r\nMessage-ID: <${n}@pec.example>\r\nDate: Fri, 20 Nov 2020 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: application/xml\r\n\r\n${invoiceText({ description: `Testo ${n}` })}\r\n`;

async function importZip(name: string, numbers: readonly number[]): Promise<void> {
  const file = core.compose.addFile(zipOf(numbers.map((n) => ({ name: `posta/${n}.eml`, content: eml(n) })))).file;
  const { job } = await client.archive.open({ files: [{ file, name }] });
  while ((await client.archive.opened({ job })).state === 'running') await pause(10);
}

async function addBox(): Promise<{ readonly id: AccountId }> {
  const account = accountOf(sandbox, ROSSI);
  const { imap, smtp } = endpointsOf(sandbox, account);
  const { login, password } = account;
  const at = { host: '127.0.0.1', security: 'tls' } as const;
  const input = { address: ROSSI, login, password, label: null, imap: { ...at, port: imap.port }, smtp: { ...at, port: smtp.port } };
  return client.accounts.add(input);
}

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-commands-'));
  sandbox = await startSandbox({ folder: null, now: Date.now });
  const folder = path.join(home, 'profile');
  core = await createNodeCore({ folder, extraAnchors: [], loopbackRoots: sandbox.tlsRootPem, offline: true, note: () => undefined });
  client = clientOf(core);
  await importZip('Archivio 2020.zip', [1, 2, 3]);
  box = (await addBox()).id;
  await core.idle();
  archive = core.accounts().find(({ offline }) => offline)?.id ?? box;
  for (const row of core.rows({ view: 'all', account: null }, 10)) if (row.hash !== null) hashes.push(row.hash);
  raw = connect(folder, { key: (await openProfileSecrets(folder, null)).key });
});
afterAll(async () => {
  raw.close();
  await core.close();
  await sandbox.stop();
  rmSync(home, { recursive: true, force: true });
});

function hash(n = 0): BlobHash {
  return hashes[n] ?? ('' as BlobHash);
}

function eventsFrom(seq: number): readonly string[] {
  const rows = raw.prepare('SELECT entry FROM idx.audit_entry WHERE seq >= ? ORDER BY seq').all(seq) as { entry: Buffer }[];
  return rows.map(({ entry }) => (JSON.parse(entry.toString('utf8')) as { event: string }).event);
}

function lastData(): object {
  const { entry } = raw.prepare('SELECT entry FROM idx.audit_entry ORDER BY seq DESC LIMIT 1').get() as { entry: Buffer };
  return (JSON.parse(entry.toString('utf8')) as { data: object }).data;
}

function logSize(): number {
  return eventsFrom(0).length;
}

/** What the commands of the table change, without what sync writes by itself meanwhile. */
const TABLES =
  'message_template bulk_run legal_hold legal_hold_item retention_policy erasure erased_message outbox_item submission draft office_event handling trust_object setting account message contact'.split(
    ' ',
  );

function everything(): string {
  const digest = createHash('sha256');
  for (const name of TABLES) {
    const schema = ['main', 'idx'].find(
      (at) => raw.prepare(`SELECT 1 FROM ${at}.sqlite_master WHERE type = 'table' AND name = ?`).get(name) !== undefined,
    );
    if (schema === undefined) throw new Error(`no table ${name}`);
    digest.update(`${name}\n${JSON.stringify(raw.prepare(`SELECT * FROM ${schema}.${name}`).all())}\n`);
  }
  const care = raw.prepare('SELECT password_changed_at, password_lifetime_days, expires_at FROM idx.box_care').all();
  return digest.update(JSON.stringify(care)).digest('hex');
}

/** Their effect is the entry: paper, and a look at a message or an attachment. */
const ENTRY_ALONE = ['messages.printed', 'messages.open', 'messages.invoice'];

type Written = { readonly writes: readonly string[]; readonly before?: () => Promise<unknown>; readonly run: () => Promise<unknown> };
const items = (n: number) => ({ kind: 'items' as const, items: [{ type: 'message' as const, account: archive, hash: hash(n) }] });
const kept: Record<string, string> = {};

async function finished(job: () => Promise<{ readonly state: string }>): Promise<void> {
  while ((await job()).state === 'running') await pause(10);
}

async function draft(): Promise<unknown> {
  const made = await client.compose.create({ account: box });
  const { id, revision, content } = made;
  const { origin, attachments, ...plain } = content;
  if (origin.kind !== 'new' || attachments.length > 0) throw new Error('not a new draft');
  const filled = { ...plain, origin, attachments: [], to: ['b@pec.example'], cc: [], references: [], subject: 'Prova', text: 'Testo.' };
  return client.compose.save({ id, revision, content: filled });
}

/** In the order in which they are given; what a command needs from before is made by an earlier one. */
const CHANGES: Readonly<Record<string, Written>> = {
  'accounts.care': { writes: ['account.changed'], run: () => client.accounts.care({ account: box, passwordLifetimeDays: 90 }) },
  'accounts.changePassword': {
    writes: ['account.changed', 'account.changed'],
    run: () => client.accounts.changePassword({ account: box, password: accountOf(sandbox, ROSSI).password }),
  },
  'messages.printed': {
    writes: ['message.printed'],
    run: () => client.messages.printed({ account: archive, hash: hash(), how: 'pdf' }),
  },
  'audit.logOpened': { writes: ['settings.changed'], run: () => client.audit.logOpened({ on: true }) },
  'messages.open': { writes: ['message.opened'], run: () => client.messages.open({ account: archive, hash: hash() }) },
  'messages.invoice': {
    writes: ['message.attachmentOpened'],
    run: () => client.messages.invoice({ account: archive, hash: hash(), part: '', name: 'IT01234567890_00001.xml' }),
  },
  'handling.change': {
    writes: ['office.changed'],
    run: () => client.handling.change({ account: archive, subject: hash(), change: { kind: 'take' } }),
  },
  'audit.chooseAnchor': { writes: ['settings.changed'], run: () => client.audit.chooseAnchor({ account: box, second: null }) },
  'audit.chooseStamp': {
    writes: ['settings.changed'],
    run: () =>
      client.audit.chooseStamp({ plan: { url: 'https://tsa.example/', login: null, weekly: true, afterExport: false }, password: null }),
  },
  'retention.setPolicy': {
    writes: ['retention.changed'],
    run: () => client.retention.setPolicy({ account: archive, category: 'ordinary', months: 1 }),
  },
  'retention.removePolicy': {
    writes: ['retention.changed'],
    run: async () => client.retention.removePolicy({ policy: (await client.retention.state()).policies[0]?.number ?? 0 }),
  },
  'retention.hold': {
    writes: ['hold.set'],
    run: () => client.retention.hold({ account: archive, choice: items(1), reason: 'causa' }),
  },
  'retention.release': {
    writes: ['hold.released'],
    run: async () => client.retention.release({ hold: (await client.retention.state()).holds[0]?.number ?? 0, reason: 'finita' }),
  },
  'retention.ask': {
    writes: ['erasure.asked'],
    run: async () => (kept['erasure'] = (await client.retention.ask({ choice: items(2), reason: 'chiesta', messages: 1 })).id),
  },
  'retention.confirm': {
    writes: ['erasure.confirmed', 'message.erased', 'erasure.done'],
    run: () => client.retention.confirm({ erasure: kept['erasure'] ?? '', messages: 1 }),
  },
  'retention.cancel': {
    writes: ['erasure.cancelled'],
    before: async () => (kept['cancelled'] = (await client.retention.ask({ choice: items(1), reason: 'altra', messages: 1 })).id),
    run: async () => client.retention.cancel({ erasure: kept['cancelled'] ?? '' }),
  },
  'trust.add': {
    writes: ['trust.changed', 'message.judged', 'message.judged'],
    run: async () => {
      const file = Buffer.from(sandbox.pecAnchorsPem[0] ?? '').toString('base64');
      const found = await client.trust.inspect({ file });
      return client.trust.add({ file, name: 'ca.pem', confirmed: found.map(({ certificate }) => certificate.fingerprint) });
    },
  },
  'trust.remove': {
    writes: ['trust.changed', 'message.judged', 'message.judged'],
    run: () => client.trust.remove({ fingerprint: core.trust.added()[0]?.certificate.fingerprint ?? '' }),
  },
  'compose.send': {
    writes: ['draft.submitted'],
    before: draft,
    run: async () => {
      const [found] = await client.compose.drafts();
      if (found === undefined) throw new Error('no draft');
      const { id, revision } = await client.compose.open({ id: found.id });
      const sent = await client.compose.send({ id, revision, scheduledFor: null });
      if (sent.state !== 'queued') throw new Error(JSON.stringify(sent));
      return (kept['dispatch'] = sent.dispatch);
    },
  },
  'compose.undo': { writes: ['draft.withdrawn'], run: () => client.compose.undo({ dispatch: kept['dispatch'] ?? '' }) },
  'outbox.giveUp': {
    writes: ['submission.outcome'],
    before: async () => {
      await CHANGES['compose.send']?.before?.();
      await CHANGES['compose.send']?.run();
      // As after a server that was ready for the message and then said "later": nothing waits to be archived any more.
      raw.prepare('UPDATE idx.outbox_item SET body = NULL WHERE dispatch = ?').run(kept['dispatch']);
    },
    run: () => client.outbox.giveUp({ dispatch: kept['dispatch'] ?? '' }),
  },
  'accounts.remove': { writes: ['account.removed'], run: () => client.accounts.remove({ account: box }) },
};

/** Several transactions, or work that goes on after the answer: given once, without the failing turn. */
const LONGER: Readonly<Record<string, Written>> = {
  'accounts.add': { writes: ['account.added'], run: addBox },
  'batch.start': {
    writes: ['office.changed', 'office.changed'],
    run: async () => {
      const rows = core.rows({ view: 'all', account: archive }, 10);
      const keys = rows.map(({ key }) => key);
      kept['batch'] = (await client.batch.start({ selection: { kind: 'rows', keys }, change: { kind: 'take' } })).job;
      await finished(() => client.batch.job({ job: kept['batch'] ?? '' }));
    },
  },
  'batch.undo': {
    writes: ['office.changed', 'office.changed'],
    run: async () => {
      const { job } = await client.batch.undo({ job: kept['batch'] ?? '' });
      await finished(() => client.batch.job({ job }));
    },
  },
  'audit.verify': { writes: ['log.verified'], run: () => client.audit.verify() },
  'audit.export': { writes: ['key.created', 'log.checkpoint'], run: () => client.audit.export() },
  'audit.anchorNow': {
    writes: ['log.checkpoint', 'log.anchored', 'draft.submitted'],
    run: async () => {
      const sent = await client.audit.anchorNow();
      if (sent.state !== 'queued') throw new Error(sent.why ?? '');
    },
    before: async () =>
      client.audit.chooseAnchor({ account: (await client.accounts.list()).find(({ offline }) => !offline)?.id ?? box, second: null }),
  },
  'audit.stamp': {
    writes: ['log.checkpoint', 'log.anchored'],
    before: async () => (authority = await startTimestampAuthority()),
    run: () => client.audit.stamp({ url: authority?.url ?? '' }),
  },
  'evidence.start': {
    writes: ['log.checkpoint', 'export.made', 'message.exported'],
    run: async () => {
      const { job } = await client.evidence.start({
        choice: items(0),
        profile: 'prova',
        language: 'it',
        timestamp: authority?.url ?? null,
      });
      await finished(() => client.evidence.job({ job }));
      authority?.close();
      const made = await client.evidence.job({ job });
      // A stored ZIP has its names in clear: the stamp that was asked for is in it.
      if (made.state !== 'done' || !readFileSync(made.result.path).includes('attest/root.tsr')) throw new Error(JSON.stringify(made));
    },
  },
  'archiveCheck.start': {
    writes: ['log.verified', 'archive.checked'],
    run: async () => {
      await client.archiveCheck.start();
      for (let n = 0; n < 500 && (await client.archiveCheck.state()).running !== null; n += 1) await pause(10);
    },
  },
  'archive.open': {
    writes: ['account.added', 'import.started', 'message.stored', 'import.finished', 'message.judged'],
    run: async () => {
      await importZip('Altro.zip', [9]);
      await core.idle();
    },
  },
};

/** Work of a person that is no evidence, or of which the log hears when it has an effect (when a run of messages sends one). */
const QUIET =
  'demo.open demo.leave demo.remove accounts.dismissNotice messages.markRead settings.set templates.save templates.remove compose.create compose.save compose.remove compose.reply compose.setSignature compose.importPeople compose.forgetImported notification.make bulk.create bulk.change bulk.remove bulk.start bulk.pause bulk.resume sync.now batch.stop outbox.retry evidence.cancel archiveCheck.stop';
/** Needs a server with pictures (pictures.test.ts), an older copy (read-only.test.ts). */
const ELSEWHERE = 'messages.fetchPictures audit.confirm';
const READS =
  'demo.state accounts.list accounts.preset accounts.providers accounts.health accounts.figures list.frame list.slice list.placeOf list.all list.counts search.snippets search.suggest search.byFile search.status dispatches.open radar.list verification.report verification.attachment compose.drafts compose.open compose.check compose.signatures compose.people compose.suggest outbox.list evidence.plan evidence.job evidence.reveal audit.status audit.page archiveCheck.state retention.state retention.plan trust.view trust.inspect batch.job archive.opened bulk.list bulk.open bulk.check bulk.rows bulk.preview notification.check templates.list settings.get events';

function proceduresOf(part: unknown, at: readonly string[]): readonly string[] {
  if (isContractProcedure(part)) return [at.join('.')];
  if (typeof part !== 'object' || part === null) throw new Error(at.join('.'));
  return Object.entries(part).flatMap(([name, inner]) => proceduresOf(inner, [...at, name]));
}

describe('AUD-04', () => {
  test('the table has every command of the contract once', () => {
    const told = [...Object.keys(CHANGES), ...Object.keys(LONGER), ...[QUIET, ELSEWHERE, READS].flatMap((names) => names.split(' '))];
    expect(told.toSorted()).toEqual([...proceduresOf(contract, [])].toSorted());
  });

  test.each(Object.entries(CHANGES))(
    '%s leaves nothing where the log cannot be written, and writes its entry where it can',
    async (name, told) => {
      await told.before?.();
      await core.idle();
      const [size, state] = [logSize(), everything()];
      // After the entry and the change: the last step of the transaction.
      raw.exec("CREATE TRIGGER idx.refused BEFORE INSERT ON audit_frontier BEGIN SELECT RAISE(ABORT, 'refused'); END");
      const refused = await told.run().then(
        () => 'done',
        () => 'refused',
      );
      raw.exec('DROP TRIGGER idx.refused');
      await core.idle();
      const left = { refused, entries: logSize() - size, same: everything() === state };
      await told.run();
      await core.idle();
      expect({ left, events: eventsFrom(size), changed: everything() !== state }).toEqual({
        left: { refused: 'refused', entries: 0, same: true },
        events: told.writes,
        changed: !ENTRY_ALONE.includes(name),
      });
    },
  );

  test.each(Object.entries(LONGER))('%s writes its entries and no others', async (_, told) => {
    await told.before?.();
    await core.idle();
    const size = logSize();
    await told.run();
    await core.idle();
    expect(eventsFrom(size).toSorted()).toEqual([...told.writes].toSorted());
  });

  test('an attachment saved by its address is told where openings are, by message and box alone, and not given where it cannot be', async () => {
    const saved = async (): Promise<string> => ((await answerBytes(core, partPath(archive, hash(), ''), true)) === null ? 'none' : 'given');
    await client.audit.logOpened({ on: false });
    const size = logSize();
    const quiet = await saved();
    await client.audit.logOpened({ on: true });
    raw.exec("CREATE TRIGGER idx.refused BEFORE INSERT ON audit_frontier BEGIN SELECT RAISE(ABORT, 'refused'); END");
    const refused = await saved().catch(() => 'refused');
    raw.exec('DROP TRIGGER idx.refused');
    const told = await saved();
    // No signed document, no such message, the whole message: no attachment was given.
    await answerBytes(core, contentPath(archive, hash(), ''), false);
    await answerBytes(core, partPath(archive, '0'.repeat(64) as BlobHash, ''), false);
    await answerBytes(core, originalPath(archive, hash()), false);
    const { rows } = await client.audit.page({ before: null, take: 1, group: 'people' });
    expect([quiet, refused, told, eventsFrom(size), rows]).toMatchObject([
      'given',
      'refused',
      'given',
      ['settings.changed', 'message.attachmentOpened'],
      [{ event: 'message.attachmentOpened', message: { hash: hash() }, detail: '' }],
    ]);
    expect(Object.keys(lastData())).toEqual(['account', 'blob']);
  });

  test('work that is no evidence writes nothing', async () => {
    const size = logSize();
    await client.settings.set({ theme: 'dark' });
    await client.messages.markRead({ account: archive, hash: hash(), read: true });
    const template = await client.templates.save({ id: null, content: { name: 'a', subject: 'b', text: 'c' } });
    await client.templates.remove({ id: template.id });
    await client.compose.setSignature({ account: archive, text: 'Firma' });
    await draft();
    const [made] = await client.compose.drafts();
    if (made !== undefined) await client.compose.remove({ id: made.id });
    await client.compose.forgetImported();
    await client.outbox.retry({ account: null });
    expect(eventsFrom(size)).toEqual([]);
  });

  test('what is refused writes nothing', async () => {
    const size = logSize();
    const nobody = 'nobody' as AccountId;
    const refusals = await Promise.allSettled([
      client.accounts.remove({ account: nobody }),
      client.accounts.care({ account: nobody, expiresAt: null }),
      client.messages.printed({ account: archive, hash: '0'.repeat(64), how: 'paper' }),
      client.messages.open({ account: archive, hash: '0'.repeat(64) }),
      client.audit.chooseAnchor({ account: nobody, second: null }),
      client.audit.chooseAnchor({ account: null, second: 'no address' }),
      client.retention.release({ hold: 999, reason: 'x' }),
      client.retention.cancel({ erasure: '0'.repeat(16) }),
      client.compose.undo({ dispatch: 'none' }).then((found) => (found === null ? Promise.reject(new Error('none')) : found)),
    ]);
    expect([refusals.map(({ status }) => status), eventsFrom(size)]).toEqual([refusals.map(() => 'rejected'), []]);
  });
});
