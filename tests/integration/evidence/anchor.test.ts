// Anchors of the log by PEC through the two sandbox providers (EVIDENCE §14): sent to oneself and to a
// second box, back as receipts, verified, and able to tell a log that was rewritten with the stolen key.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anchorSubject, judgeAnchor, readAnchorSubject, type AnchorEvidence } from '#main/audit/anchor';
import type { Core } from '#main/core/core-types';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import type { AccountId } from '#shared/model/ids';
import { addSandboxBox, sandboxCore } from '#tests/support/sandbox-core';

const ROSSI = 'studio.rossi@pec-uno.example';
const COMUNE = 'comune@pec-due.example';

let home = '';
let sandbox: Sandbox;
let core: Core;
let rossi: AccountId;
let kept = '';

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-anchor-'));
  sandbox = await startSandbox({ folder: null, now: Date.now });
  await sandbox.settle();
  core = await sandboxCore(path.join(home, 'profile'), sandbox);
  rossi = await addSandboxBox(core, sandbox, ROSSI);
});
afterAll(async () => {
  await core.close();
  await sandbox.stop();
  rmSync(home, { recursive: true, force: true });
});

async function receiptsBack(count: number): Promise<readonly AnchorEvidence[]> {
  for (let round = 0; round < 100; round += 1) {
    await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
    await core.idle();
    const found = await core.anchors.evidence(null);
    if (found.length >= count) return found;
    await pause(200);
  }
  return core.anchors.evidence(null);
}

test('nothing goes out before an account was chosen', async () => {
  await expect(core.anchors.send({ asked: true })).rejects.toMatchObject({ code: 'input.invalid' });
  expect(await core.anchors.sendIfDue()).toBeNull();
});

test('AUD-08 an anchor comes back as acceptance and deliveries, each verified, and the log fits them', async () => {
  core.anchors.choose({ account: rossi, second: COMUNE, afterExport: false });
  const sent = await core.anchors.send({ asked: true });
  if (sent.state !== 'queued') throw new Error(JSON.stringify(sent));
  await core.outbox.sendNow(sent.dispatch);
  const evidence = await receiptsBack(3);
  const { findings } = await core.audit.verify(null);
  expect({
    evidence: evidence.map((one) => (one.state === 'proven' ? { size: one.anchored.size, root: one.anchored.root } : one)),
    findings,
    soon: await core.anchors.send({ asked: false }),
    last: core.anchors.last()?.size,
  }).toEqual({
    evidence: Array.from({ length: 3 }, () => ({ size: sent.size, root: sent.root })),
    findings: [],
    soon: { state: 'skipped', why: 'tooSoon' },
    last: sent.size,
  });
});

test('AUD-08 a receipt that somebody else kept counts, a forged or damaged one never does', async () => {
  kept = path.join(home, 'kept');
  mkdirSync(kept);
  const [first] = await core.anchors.evidence(null);
  const bytes = Buffer.from(core.original(rossi, (first?.what ?? '') as never) ?? []);
  writeFileSync(path.join(kept, 'receipt.eml'), bytes);
  const good = await core.audit.verify(kept);
  writeFileSync(
    path.join(kept, 'unsigned.eml'),
    bytes.toString('latin1').replace(/multipart\/signed[^\r\n]*/, 'multipart/mixed;'),
    'latin1',
  );
  // The text of a signed part cannot be changed; the root in the outer subject can, and does not matter.
  writeFileSync(path.join(kept, 'outer.eml'), bytes.toString('latin1').replace(/^Subject: .*$/m, 'Subject: ANCORA'), 'latin1');
  const bad = await core.audit.verify(kept);
  rmSync(path.join(kept, 'unsigned.eml'));
  expect({ good: good.findings, bad: bad.findings }).toEqual({ good: [], bad: [{ id: 'audit.anchorUnverifiable', what: 'unsigned.eml' }] });
});

test('after an export of evidence one goes out though another did today, never after mail as it came', async () => {
  core.anchors.choose({ account: rossi, second: null, afterExport: true });
  const chosen = await exported('prova');
  const mail = await exported('eml');
  core.anchors.choose({ account: rossi, second: null, afterExport: false });
  const not = await exported('prova');
  if (chosen.pec?.state !== 'queued') throw new Error(JSON.stringify(chosen));
  await core.outbox.sendNow(chosen.pec.dispatch);
  const size = chosen.pec.size;
  const evidence = await receiptsBack(5);
  const back = evidence.filter((one) => one.state === 'proven' && one.anchored.size === size).length;
  expect({ mail, not, back, last: core.anchors.last()?.size, findings: (await core.audit.verify(null)).findings }).toEqual({
    mail: { stamp: null, pec: null },
    not: { stamp: null, pec: null },
    back: 2,
    last: size,
    findings: [],
  });
}, 120_000);

test('where the last one failed none goes out by itself: said with its reason beside the box, until a person sends one', async () => {
  core.anchors.choose({ account: rossi, second: 'nessuno@pec-due.example', afterExport: true });
  const failing = await core.anchors.send({ asked: true });
  if (failing.state !== 'queued') throw new Error(JSON.stringify(failing));
  await core.outbox.sendNow(failing.dispatch);
  for (let round = 0; round < 100 && core.anchors.held() === null; round += 1) {
    await receiptsBack(0);
    await pause(200);
  }
  const { pec } = await exported('prova');
  const notices = (): readonly unknown[] => core.health()[0]?.notices.map(({ code, values }) => ({ code, values })) ?? [];
  const told = notices();
  core.anchors.choose({ account: rossi, second: null, afterExport: true });
  expect({ pec, held: core.anchors.held(), told, after: notices() }).toEqual({
    pec: { state: 'skipped', why: 'lastFailed' },
    held: 'lastFailed',
    told: [{ code: 'logNotAnchored', values: { why: 'lastFailed' } }],
    after: [],
  });
}, 120_000);

test('a box that is gone is said, and nothing goes out', async () => {
  const gone = await core.archiveBox(path.join(home, 'gone'));
  core.anchors.choose({ account: gone, second: null, afterExport: true });
  await core.removeAccount(gone);
  const outcome = await core.anchors.sendIfDue();
  expect([core.anchors.held(), await core.anchors.send({ asked: false }), outcome, (await exported('prova')).pec]).toEqual([
    'boxGone',
    { state: 'skipped', why: 'boxGone' },
    null,
    { state: 'skipped', why: 'boxGone' },
  ]);
});

let exports = 0;

async function exported(profile: 'prova' | 'eml') {
  const { outside } = await core.exportEvidence([core.rows({ view: 'all', account: rossi }, 1)[0]?.id ?? ''], {
    profile,
    to: path.join(home, `out-${(exports += 1)}`),
    asOf: null,
    form: 'folder',
    unsigned: false,
    timestamp: null,
    language: 'it',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  if (outside === undefined) throw new Error('an export that says nothing of what went outside');
  return outside;
}

test('AUD-08 digest that differs, another log, nothing proven: named, never anchored', () => {
  const checkpoint = { logId: 'ab'.repeat(16), size: 300, root: '12'.repeat(32), time: '2026-11-22T10:00:00Z' };
  const anchored = readAnchorSubject(`ACCETTAZIONE: ${anchorSubject(checkpoint)}`);
  if (anchored === null) throw new Error('an own subject was not read');
  const proven: AnchorEvidence = { what: 'r', state: 'proven', anchored };
  const roots = new Map([[300, checkpoint.root]]);
  expect([
    judgeAnchor(proven, checkpoint.logId, roots),
    judgeAnchor(proven, checkpoint.logId, new Map([[300, '34'.repeat(32)]])),
    judgeAnchor(proven, checkpoint.logId, new Map()),
    judgeAnchor(proven, 'cd'.repeat(16), roots),
    judgeAnchor({ what: 'r', state: 'unproven' }, checkpoint.logId, roots),
    readAnchorSubject('ANCORA pec-audit/1 log=zz n=1 sha256=12'),
    anchorSubject(checkpoint).length < 150,
  ]).toEqual(['anchored', 'mismatch', 'mismatch', 'otherLog', 'unproven', null, true]);
});
