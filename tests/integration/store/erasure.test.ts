// What is kept for how long, what must not go, and what a person erases: nothing goes under a hold or
// without two confirmations, what goes leaves a tombstone in the log and no word in the files, and a kill
// at any moment leaves each message there or gone (STO-02, AUD-05).
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkProfile, copyProfile } from '#main/archive/verified-copy';
import { hasMessage, putMessage, readMessage } from '#main/archive/message';
import { verifyLog } from '#main/audit/verify-log';
import { arrive } from '#main/ingest/arrival';
import { recoverLostRows } from '#main/ingest/recovery';
import { auditEntries } from '#main/store/audit-entry';
import { openProfile, type Store } from '#main/store/database';
import { isMessageKnown } from '#main/store/message';
import { AppError } from '#shared/model/app-error';
import { BOX, CANARY, DISPATCH, dispatchOf, erasureMessage, fillForErasure, OTHER_BOX, retentionOf } from '#tests/support/erasure-profile';
import { fixedClock, NOW, tempFolder, tempProfile } from '#tests/support/temp-profile';
import type { EvidenceSelection } from '#main/evidence/selection';
import { markAccountRemoved } from '#main/store/account';
import { asDispatchId, type BlobHash } from '#shared/model/ids';

const KILLS = Number(process.env['PLICO_KILLS'] ?? 3);
const WRITER = path.join(import.meta.dirname, '..', '..', 'support', 'erasure-writer.ts');
const REASON = 'richiesta dell’interessato, art. 17 GDPR';

function item(hash: BlobHash): { readonly type: 'message'; readonly account: typeof BOX.id; readonly hash: BlobHash } {
  return { type: 'message', account: BOX.id, hash };
}

function at(hashes: readonly BlobHash[], n: number): BlobHash {
  const hash = hashes[n];
  if (hash === undefined) throw new Error('so many messages were not made');
  return hash;
}

function eventsOf(store: Store): readonly { readonly event: string; readonly data: Readonly<Record<string, unknown>> }[] {
  return store.read((tx) => auditEntries(tx, 0, 100_000)).map(({ entry }) => JSON.parse(Buffer.from(entry).toString('utf8')) as never);
}

function logFindings(store: Store): readonly string[] {
  // No key was made here: signatures are not the matter.
  return verifyLog(store, { publicKey: null, head: null }).findings.map(({ id }) => id);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'done';
  } catch (error) {
    return error instanceof AppError
      ? `${error.code} ${String(error.values['field'] ?? '')} ${String(error.values['messages'] ?? '')}`.trim()
      : String(error);
  }
}

function filesWith(folder: string, word: string): readonly string[] {
  return readdirSync(folder).filter((name) => readFileSync(path.join(folder, name)).includes(word));
}

test('AUD-05 what was erased is in no file of the profile, the log has its tombstone and no word of it, everything else is whole', async () => {
  const folder = path.join(tempFolder(), 'profile');
  const store = tempProfile({ folder });
  const { hashes, canaries } = fillForErasure(store, 60);
  const retention = retentionOf(store);
  const before = filesWith(folder, CANARY).length;
  // The bytes of the first stay for box b, and so would its words in the files.
  const shared = retention.plan([item(at(canaries, 0)), { type: 'message', account: OTHER_BOX.id, hash: at(canaries, 0) }]);
  const everything = [...canaries.map(item), { type: 'message', account: OTHER_BOX.id, hash: at(canaries, 0) } as const];
  const plan = retention.plan(everything);
  const { id } = retention.ask(everything, REASON, plan.messages);
  const done = await retention.confirm(id, plan.messages);
  const report = checkProfile(store);
  const events = eventsOf(store);
  const tombstones = events.filter(({ event }) => event === 'message.erased');
  const rest = hashes.filter((hash) => !canaries.includes(hash));
  const readable = rest.filter((hash) => store.read((tx) => readMessage(tx, hash)).length > 0).length;
  const log = logFindings(store);
  store.close();
  expect({
    before: before > 0,
    shared: shared.shared,
    plan: { messages: plan.messages, onServer: plan.onServer, kept: plan.kept },
    done: [done.state, done.messages, done.kept],
    findings: report.findings,
    tombstones: tombstones.length,
    gone: tombstones.filter(({ data }) => data['bytes'] === 'gone').length,
    inLog: JSON.stringify(events).includes(CANARY) || JSON.stringify(events).includes('GDPR'),
    log,
    readable,
    files: filesWith(folder, CANARY),
  }).toEqual({
    before: true,
    shared: 2,
    plan: { messages: canaries.length + 1, onServer: canaries.length + 1, kept: {} },
    done: ['done', canaries.length + 1, 0],
    findings: [],
    tombstones: canaries.length + 1,
    gone: canaries.length,
    inLog: false,
    log: [],
    readable: rest.length,
    files: [],
  });
});

test('a hold is stronger than a policy and than a confirmation; a stale number confirms nothing', async () => {
  const store = tempProfile();
  const { hashes } = fillForErasure(store, 30);
  const retention = retentionOf(store);
  retention.setPolicy(null, 'certified', 24);
  retention.setPolicy(BOX.id, 'sent', 24);
  const due = retention.due();
  const first = retention.plan(due);
  const { id } = retention.ask(due, REASON, first.messages);
  const waiting = hashes.every((hash) => store.read((tx) => hasMessage(tx, hash)));
  // Between the two confirmations: one message, and one receipt, which holds its whole dispatch.
  const hold = retention.setHold(null, [item(at(hashes, 4)), item(at(hashes, 2))], 'causa R.G. 123/2026');
  const second = retention.plan(due);
  const stale = await retention.confirm(id, first.messages).then(
    () => 'done',
    (error: unknown) =>
      codeOf(() => {
        throw error;
      }),
  );
  const done = await retention.confirm(id, second.messages);
  const held = [at(hashes, 4), at(hashes, 1), at(hashes, 2), at(hashes, 3)].map((hash) => store.read((tx) => hasMessage(tx, hash)));
  retention.releaseHold(hold.number, 'causa chiusa con sentenza');
  const released = retention.plan([{ type: 'dispatch', id: DISPATCH }, item(at(hashes, 4))]);
  expect({
    due: due.some((one) => one.type === 'dispatch'),
    waiting,
    kept: second.kept,
    stale,
    done: [done.state, done.messages, done.kept],
    held,
    released: [released.messages, released.kept],
    log: logFindings(store),
    events: eventsOf(store)
      .filter(({ event }) => /^(hold|erasure|retention)\./.test(event))
      .map(({ event }) => event),
    findings: checkProfile(store).findings,
  }).toEqual({
    due: true,
    waiting: true,
    kept: { hold: 2 },
    stale: `input.invalid confirm ${second.messages}`,
    done: ['done', second.messages, 2],
    held: [true, true, true, true],
    released: [4, {}],
    log: [],
    events: ['retention.changed', 'retention.changed', 'erasure.asked', 'hold.set', 'erasure.confirmed', 'erasure.done', 'hold.released'],
    findings: [],
  });
});

test('a hold on a box, or on all, holds what is still to come', () => {
  const store = tempProfile();
  const { hashes } = fillForErasure(store, 10);
  const retention = retentionOf(store);
  const box = retention.setHold(BOX.id, null, 'ispezione in corso');
  const other = { type: 'message', account: OTHER_BOX.id, hash: at(hashes, 0) } as const;
  const held = [retention.plan([item(at(hashes, 5))]).kept, retention.plan([other]).kept];
  retention.setHold(null, null, 'ispezione estesa a tutto');
  retention.releaseHold(box.number, 'sostituito dal successivo');
  expect([...held, retention.plan([other]).kept, codeOf(() => retention.releaseHold(box.number, 'due volte'))]).toEqual([
    { hold: 1 },
    {},
    { hold: 1 },
    'notFound',
  ]);
});

// What is held is kept on every road by which it could be named: alone, through a sending it is part of,
// out of a box that was removed, after it was opened from a backup.
describe('under a hold', () => {
  const OTHER_DISPATCH = asDispatchId('d2d2d2d2d2d2');
  const dispatch = (id: typeof DISPATCH) => ({ type: 'dispatch' as const, id });

  test.each<
    [string, hold: (hashes: readonly BlobHash[]) => EvidenceSelection | null, erase: (hashes: readonly BlobHash[]) => EvidenceSelection]
  >([
    ['a message, named itself', (all) => [item(at(all, 5))], (all) => [item(at(all, 5))]],
    ['a message of a held box', () => null, (all) => [item(at(all, 5))]],
    ['a receipt, through its sending', (all) => [item(at(all, 3))], () => [dispatch(DISPATCH)]],
    ['the sent copy, through its sending', (all) => [item(at(all, 1))], () => [dispatch(DISPATCH)]],
    ['a sending, through its receipt', () => [dispatch(DISPATCH)], (all) => [item(at(all, 3))]],
    ['a sending, through another one that has a message with it in common', () => [dispatch(OTHER_DISPATCH)], () => [dispatch(DISPATCH)]],
    ['the other way round', () => [dispatch(DISPATCH)], () => [dispatch(OTHER_DISPATCH)]],
  ])('%s: kept, here, once its box is removed, and in what a backup gives back', async (_what, hold, erase) => {
    const home = tempFolder();
    const folder = path.join(home, 'profile');
    const store = tempProfile({ folder });
    const { hashes } = fillForErasure(store, 10);
    // The delivery receipt of the first sending was sent on by itself.
    store.write((tx) => dispatchOf(tx, OTHER_DISPATCH, at(hashes, 3), []));
    const retention = retentionOf(store);
    retention.setHold(BOX.id, hold(hashes), 'causa R.G. 123/2026');
    const whole = (of: Store): boolean => hashes.every((hash) => of.read((tx) => hasMessage(tx, hash)));
    const here = [retention.plan(erase(hashes)), codeOf(() => retention.ask(erase(hashes), REASON, 1))] as const;
    store.write((tx) => markAccountRemoved(tx, BOX.id, NOW));
    const removed = [retention.plan(erase(hashes)), codeOf(() => retention.ask(erase(hashes), REASON, 1))] as const;
    await copyProfile(store, path.join(home, 'copy'), { key: null, clock: fixedClock() });
    const all = whole(store);
    store.close();
    const restored = tempProfile({ folder: path.join(home, 'copy') });
    const again = retentionOf(restored);
    const after = [again.plan(erase(hashes)), codeOf(() => again.ask(erase(hashes), REASON, 1))] as const;
    const allAfter = whole(restored);
    restored.close();
    const refused = [{ messages: 0, kept: { hold: 1 } }, 'input.invalid confirm 0'];
    expect({ roads: [here, removed, after].map(([{ messages, kept }, code]) => [{ messages, kept }, code]), all, allAfter }).toEqual({
      roads: [refused, refused, refused],
      all: true,
      allAfter: true,
    });
  });
});

test('a single receipt never goes, nor without a reason, nor with another number than the plan’s', () => {
  const store = tempProfile();
  const { hashes } = fillForErasure(store, 10);
  const retention = retentionOf(store);
  expect([
    retention.plan([item(at(hashes, 2))]).kept,
    codeOf(() => retention.ask([item(at(hashes, 2))], REASON, 0)),
    codeOf(() => retention.ask([item(at(hashes, 5))], '  ', 1)),
    codeOf(() => retention.ask([item(at(hashes, 5))], REASON, 2)),
    store.read((tx) => isMessageKnown(tx, BOX.id, at(hashes, 5))),
  ]).toEqual([{ receipt: 1 }, 'input.invalid confirm 0', 'input.invalid reason', 'input.invalid confirm 1', true]);
});

test('a server does not bring back what was erased; a person does, and the log knows both', async () => {
  const store = tempProfile();
  const { hashes } = fillForErasure(store, 10);
  const retention = retentionOf(store);
  const { id } = retention.ask([item(at(hashes, 5))], REASON, 1);
  await retention.confirm(id, 1);
  const bytes = erasureMessage(5, 5);
  const arrival = { account: BOX.id, bytes, detail: '', sent: false, receivedAt: null, at: NOW };
  const synced = store.write((tx) => arrive(tx, { ...arrival, source: 'imap' }));
  const after = store.read((tx) => hasMessage(tx, at(hashes, 5)));
  const imported = store.write((tx) => arrive(tx, { ...arrival, source: 'import' }));
  expect([synced, after, imported.known, store.read((tx) => hasMessage(tx, at(hashes, 5))), logFindings(store)]).toEqual([
    { hash: hashes[5], known: true },
    false,
    false,
    true,
    [],
  ]);
});

test('the check of the log tells a tombstone from a loss, and names what is there in spite of one', async () => {
  const store = tempProfile();
  const { hashes } = fillForErasure(store, 10);
  const retention = retentionOf(store);
  const { id } = retention.ask([item(at(hashes, 5))], REASON, 1);
  await retention.confirm(id, 1);
  const sound = logFindings(store);
  const origin = { account: BOX.id, source: 'imap', detail: '', at: NOW } as const;
  // Behind the back of the program.
  store.write((tx) => putMessage(tx, erasureMessage(5, 5), { origin }));
  expect([sound, logFindings(store)]).toEqual([[], ['archive.notErased']]);
});

/** A store whose disk is full from the given write on, until `roomAgain`. */
function narrow(store: Store, writes: number): { readonly store: Store; roomAgain(): void } {
  let left = writes;
  const write: Store['write'] = (change, options) => {
    left -= 1;
    if (left < 0) throw new AppError('storage.full', { retry: 'afterUser' });
    return store.write(change, options);
  };
  return { store: { ...store, write }, roomAgain: () => (left = Number.MAX_SAFE_INTEGER) };
}

test('STO-04 a disk full in the middle of an erasure: said, the rest goes on when asked, and the next erasure is not held up', async () => {
  const full = tempProfile();
  const { hashes } = fillForErasure(full, 10);
  // The two confirmations of the first, the second one's asking, and two messages.
  const { store, roomAgain } = narrow(full, 5);
  const retention = retentionOf(store);
  const first = retention.ask([item(at(hashes, 4)), item(at(hashes, 5)), item(at(hashes, 6))], REASON, 3);
  const second = retention.ask([item(at(hashes, 7))], REASON, 1);
  await expect(retention.confirm(first.id, 3)).rejects.toMatchObject({ code: 'storage.full' });
  const stopped = retention.state().erasures.find(({ id }) => id === first.id);
  roomAgain();
  const ended = await retention.confirm(second.id, 1);
  const wentOn = await retention.confirm(first.id, 3);
  expect([stopped?.state, stopped?.left, ended.state, wentOn.state, wentOn.messages, wentOn.left, logFindings(full)]).toEqual([
    'stopped',
    1,
    'done',
    'done',
    3,
    0,
    [],
  ]);
});

test('STO-04 a disk that is full at the start does not keep the profile from opening; the erasure is told as stopped', async () => {
  const full = tempProfile();
  const { hashes } = fillForErasure(full, 10);
  const before = narrow(full, 2);
  const { id } = retentionOf(before.store).ask([item(at(hashes, 4))], REASON, 1);
  await expect(retentionOf(before.store).confirm(id, 1)).rejects.toMatchObject({ code: 'storage.full' });
  const next = narrow(full, 0);
  const retention = retentionOf(next.store);
  retention.resume();
  await retention.close();
  expect([retention.state().erasures.map(({ state, left }) => [state, left]), full.read((tx) => hasMessage(tx, at(hashes, 4)))]).toEqual([
    [['stopped', 1]],
    true,
  ]);
});

/** Milliseconds after the first word until the kill. */
function eraseUntilKilled(folder: string, id: string, count: number, afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [WRITER, folder, id, String(count)], { stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      if (out === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += text;
    });
    child.on('error', reject);
    child.on('close', () => resolve(out.includes('done')));
  });
}

test(
  `STO-02 ${KILLS} kills in the middle of an erasure: each message is there or gone, and the next start ends it`,
  { timeout: KILLS * 20_000 },
  async () => {
    const faults: string[] = [];
    let cut = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const folder = path.join(tempFolder(), 'profile');
      const filling = openProfile(folder, { key: null, clock: fixedClock() });
      const { hashes, canaries } = fillForErasure(filling, 150, 3);
      const items = canaries.slice(2).map(item);
      const { id } = retentionOf(filling).ask(items, REASON, items.length);
      filling.close();
      const ended = await eraseUntilKilled(folder, id, items.length, (kill * 53) % 400);
      if (!ended) cut += 1;
      const store = openProfile(folder, { key: null, clock: fixedClock() });
      const note = (what: string): number => faults.push(`kill ${kill}: ${what}`);
      recoverLostRows(store, NOW);
      const retention = retentionOf(store);
      retention.resume();
      // Killed before the second confirmation was kept, nothing is gone and it can be given again.
      const [found] = retention.state().erasures;
      if (found?.state === 'asked') await retention.confirm(id, items.length);
      while (retention.state().erasures[0]?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 20));
      const tombstones = eventsOf(store).filter(({ event }) => event === 'message.erased');
      if (tombstones.length !== items.length || new Set(tombstones.map(({ data }) => data['blob'])).size !== items.length)
        note(`${tombstones.length} tombstones`);
      for (const hash of hashes) {
        const wanted = !items.some((one) => one.hash === hash);
        if (store.read((tx) => hasMessage(tx, hash)) !== wanted || store.read((tx) => isMessageKnown(tx, BOX.id, hash)) !== wanted)
          note(`message ${hashes.indexOf(hash)}`);
      }
      for (const { id: what } of checkProfile(store).findings) note(what);
      for (const what of logFindings(store)) note(what);
      await retention.close();
      store.close();
    }
    expect({ faults, cut: cut > 0 }).toEqual({ faults: [], cut: true });
  },
);
