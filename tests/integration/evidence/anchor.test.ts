// Anchors of the log by PEC through the two sandbox providers (EVIDENCE §14): sent to oneself and to a
// second box, back as receipts, verified, and able to tell a log that was rewritten with the stolen key.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anchorSubject, judgeAnchor, readAnchorSubject, type AnchorEvidence } from '#main/audit/anchor';
import { createNodeCore } from '#main/hosts/node/node-core';
import type { Core } from '#main/core/core-types';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import type { AccountId } from '#shared/model/ids';
import { accountOf, endpointsOf } from '#tests/support/sandbox-run';

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
  core = await createNodeCore({
    folder: path.join(home, 'profile'),
    extraAnchors: sandbox.pecAnchorsPem,
    extraLists: sandbox.crls,
    loopbackRoots: sandbox.tlsRootPem,
    note: () => undefined,
  });
  const account = accountOf(sandbox, ROSSI);
  const { imap, smtp } = endpointsOf(sandbox, account);
  rossi = await core.addAccount(
    {
      address: ROSSI,
      label: account.displayName,
      imap: { ...imap, security: 'tls' },
      smtp: { ...smtp, security: 'tls' },
      credentials: { login: account.login, password: account.password },
    },
    { test: false },
  );
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
  core.anchors.choose({ account: rossi, second: COMUNE });
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
