// Writing, sending, answering and forwarding through a whole core against the two sandbox providers:
// receipts come back by IMAP and fold into the outcome; wire = archive = Sent folder = inside the receipt.
import path from 'node:path';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loopbackRootsFile } from '#main/hosts/node/node-core';
import type { Core } from '#main/core/core-types';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { emptyDraft, type DraftContent } from '#shared/model/compose';
import type { AccountId, DispatchId } from '#shared/model/ids';
import { addSandboxBox, sandboxCore } from '#tests/support/sandbox-core';
import { readFolder } from '#tests/support/sandbox-run';
import { runCli } from '#tests/support/run-cli';

const ROSSI = 'studio.rossi@pec-uno.example';
const COMUNE = 'comune@pec-due.example';

let home = '';
let sandbox: Sandbox;
let core: Core;
let rossi: AccountId;
let comune: AccountId;

async function add(address: string): Promise<AccountId> {
  return addSandboxBox(core, sandbox, address);
}

const open = (): Promise<Core> => sandboxCore(path.join(home, 'profile'), sandbox);

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-send-'));
  sandbox = await startSandbox({ folder: null, now: Date.now });
  await sandbox.settle();
  core = await open();
  rossi = await add(ROSSI);
  comune = await add(COMUNE);
});
afterAll(async () => {
  await core.close();
  await sandbox.stop();
  rmSync(home, { recursive: true, force: true });
});

async function sync(): Promise<void> {
  await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
  await core.idle();
}

function draft(change: Partial<DraftContent>): DraftContent {
  return { ...emptyDraft(rossi), to: [`Comune di Valdoro <${COMUNE}>`], subject: 'Istanza – è così', text: 'Si trasmette.\n', ...change };
}

async function send(content: DraftContent): Promise<DispatchId> {
  const { id, revision } = core.compose.create(content);
  const sent = core.compose.send(id, revision, { delayMs: 0, scheduledFor: null });
  if (sent.state !== 'queued') throw new Error(JSON.stringify(sent));
  await core.outbox.sendNow(sent.dispatch);
  await core.idle();
  return sent.dispatch;
}

async function outcome(dispatch: DispatchId): Promise<readonly string[]> {
  const view = await core.dispatch(dispatch);
  return (view?.state.recipients ?? []).map(({ address, role, status }) => `${role} ${address} ${status}`);
}

const FINAL = /(?:delivered|failed|ordinary|refused)$/;

/** The sandbox takes its time between providers, as real ones do. */
async function settled(dispatch: DispatchId): Promise<readonly string[]> {
  for (let round = 0; round < 100; round += 1) {
    await sync();
    const found = await outcome(dispatch);
    if (found.length > 0 && found.every((one) => FINAL.test(one))) return found;
    await pause(200);
  }
  return outcome(dispatch);
}

let first: DispatchId;

test('SND-06 sent, accepted, delivered; the same bytes in the archive, in Sent and inside the receipt', async () => {
  const pdf = core.compose.addFile(Buffer.from('%PDF-1.4\nprova\n'));
  first = await send(draft({ attachments: [{ ...pdf, name: 'istanza è.pdf', type: 'application/pdf' }] }));
  expect(core.outbox.stateOf(first)?.state).toBe('submitted');
  expect(await outcome(first)).toEqual([`to ${COMUNE} submitted`]);
  await settled(first);
  const view = await core.dispatch(first);
  const archived = view?.message === undefined || view.message === null ? null : core.original(rossi, view.message.hash);
  const filed = await readFolder(sandbox, ROSSI, 'Sent');
  expect({
    outcome: await outcome(first),
    findings: view?.state.findings,
    filed: filed.map(({ bytes }) => archived !== null && bytes.equals(archived)),
    files: view?.message?.attachments.map(({ name, sizeBytes }) => [name, sizeBytes]),
  }).toEqual({
    outcome: [`to ${COMUNE} delivered`],
    findings: [],
    filed: [true],
    files: [['istanza è.pdf', 15]],
  });
});

test('an answer goes to the writer with both ids in References, a forward takes the whole envelope along', async () => {
  const row = core.rows({ view: 'received', account: comune }, 10)[0];
  if (row === undefined || row.hash === null) throw new Error('nothing came');
  const view = await core.dispatch(first);
  const answer = await core.compose.answer(comune, row.hash, 'replyAll');
  const identificativo = view?.identificativi[0] ?? '';
  expect(answer.content).toMatchObject({
    account: comune,
    to: [`Studio Legale Rossi <${ROSSI}>`],
    cc: [],
    subject: 'Re: Istanza – è così',
    inReplyTo: `<${identificativo}>`,
    references: [view?.msgid, `<${identificativo}>`],
    receipt: 'complete',
  });
  expect(answer.content.text).toContain('> Si trasmette.');
  const forward = await core.compose.answer(comune, row.hash, 'forward');
  const envelope = core.original(comune, row.hash);
  expect([forward.content.attachments.map(({ name, file, sizeBytes }) => [name, file, sizeBytes]), forward.content.to]).toEqual([
    [['Istanza _ e cosi.eml', row.hash, envelope?.byteLength]],
    [],
  ]);
  // The answer, sent, is one thread on both sides.
  const saved = core.compose.save(answer.id, answer.revision, { ...answer.content, text: `Ricevuto.\n${answer.content.text}` });
  if (saved.state !== 'saved') throw new Error('not saved');
  const sent = core.compose.send(answer.id, saved.draft.revision, { delayMs: 0, scheduledFor: null });
  if (sent.state !== 'queued') throw new Error('not queued');
  await core.outbox.sendNow(sent.dispatch);
  expect(await settled(sent.dispatch)).toEqual([`to ${ROSSI} delivered`]);
});

test('SND-07 a link lost after the dot: shown as not known, found again by its receipts, never sent twice', async () => {
  sandbox.servers.get('pec-uno.example')?.smtp.loseNextReply();
  const dispatch = await send(draft({ subject: 'Persa' }));
  const before = await core.dispatch(dispatch);
  expect([core.outbox.stateOf(dispatch)?.state, before?.state.summary.state, before?.state.findings.map(({ code }) => code)]).toEqual([
    'unknown',
    'needsAttention',
    ['submission.unknown'],
  ]);
  core.outbox.retry(null);
  await core.outbox.sendNow(dispatch);
  await settled(dispatch);
  const mine = (await readFolder(sandbox, COMUNE)).filter(({ bytes }) => bytes.includes('Persa'));
  expect([core.outbox.stateOf(dispatch)?.state, await outcome(dispatch), mine.length]).toEqual([
    'submitted',
    [`to ${COMUNE} delivered`],
    1,
  ]);
});

test('a refusal at SMTP is shown, and the message can be written again with another id', async () => {
  sandbox.servers.get('pec-uno.example')?.smtp.refuse('data', 554, '5.6.0 contenuto rifiutato');
  const dispatch = await send(draft({ subject: 'Rifiutata', receipt: 'brief' }));
  const view = await core.dispatch(dispatch);
  expect([core.outbox.stateOf(dispatch), view?.state.summary, await outcome(dispatch)]).toMatchObject([
    { state: 'refused', reply: '554 5.6.0 contenuto rifiutato' },
    { state: 'refused' },
    [`to ${COMUNE} refused`],
  ]);
  const again = await core.compose.answer(rossi, view?.message?.hash ?? ('' as never), 'again');
  expect(again.content).toMatchObject({
    to: [`Comune di Valdoro <${COMUNE}>`],
    subject: 'Rifiutata',
    receipt: 'brief',
    origin: { kind: 'again' },
  });
});

test('an unknown recipient and an ordinary one have their outcome; a Cc gets the concise receipt', async () => {
  const dispatch = await send(
    draft({ to: [COMUNE, 'nessuno@pec-due.example', 'qualcuno@mail.example'], cc: ['cliente.a@pec-uno.example'], subject: 'Quattro' }),
  );
  const found = await settled(dispatch);
  const view = await core.dispatch(dispatch);
  expect(found).toEqual([
    `to ${COMUNE} delivered`,
    'to nessuno@pec-due.example failed',
    'to qualcuno@mail.example ordinary',
    'cc cliente.a@pec-uno.example delivered',
  ]);
  expect(view?.state.recipients[3]?.receipts.map(({ extent }) => extent).filter((extent) => extent !== null)).toEqual(['concise']);
  // Again, to those it did not reach alone; who was in Cc alone is then whom it is addressed to.
  const sent = view?.message?.hash ?? ('' as never);
  const again = async (...only: readonly string[]): Promise<unknown> => {
    const { content } = await core.compose.answer(rossi, sent, 'again', only);
    return [content.to, content.cc];
  };
  expect([await again('NESSUNO@pec-due.example'), await again('cliente.a@pec-uno.example')]).toEqual([
    [['nessuno@pec-due.example'], []],
    [['cliente.a@pec-uno.example'], []],
  ]);
  // What was learned warns the next time.
  const { findings } = core.compose.check(draft({ to: ['qualcuno@mail.example'] }), null);
  expect(findings.map(({ code }) => code)).toEqual(['recipient.ordinary']);
});

test('SND-07 blocking findings keep a draft at home; undo brings it back as it was; a draft is saved once; its box stays while it waits', async () => {
  const { id, revision, content } = core.compose.create(draft({ to: ['a@pec.example\r\nBcc: x@x.example'] }));
  expect(core.compose.send(id, revision, { delayMs: 0, scheduledFor: null })).toMatchObject({ state: 'blocked' });
  const saved = core.compose.save(id, revision, { ...content, to: [COMUNE] });
  expect(core.compose.save(id, revision, content)).toMatchObject({ state: 'conflict', draft: { revision: 2 } });
  if (saved.state !== 'saved') throw new Error('not saved');
  const sent = core.compose.send(id, 2, { delayMs: 10_000, scheduledFor: null });
  const twice = core.compose.send(id, 2, { delayMs: 10_000, scheduledFor: null });
  if (sent.state !== 'queued' || twice.state !== 'queued') throw new Error('not queued');
  expect([sent.dispatch === twice.dispatch, core.compose.drafts().some((one) => one.id === id)]).toEqual([true, false]);
  // A box that is gone would neither send nor show it.
  await expect(core.removeAccount(rossi)).rejects.toMatchObject({ code: 'account.sending' });
  expect(core.compose.undo(sent.dispatch)).toMatchObject({ id, content: { to: [COMUNE] } });
  expect([core.outbox.stateOf(sent.dispatch), core.compose.drafts().some((one) => one.id === id)]).toEqual([null, true]);
});

test('plico send --wait ends with the outcome of every recipient', async () => {
  await core.close();
  writeFileSync(loopbackRootsFile(path.join(home, 'profile')), sandbox.tlsRootPem);
  const data = ['--data', path.join(home, 'profile'), '--json'];
  const sent = await runCli([
    'send',
    '--account',
    ROSSI,
    '--to',
    COMUNE,
    '--subject',
    'Da riga di comando',
    '--text',
    'Prova',
    '--wait',
    '--timeout',
    '60',
    ...data,
  ]);
  expect({ code: sent.code, out: JSON.parse(sent.stdout) as unknown }).toMatchObject({
    code: 0,
    out: {
      state: 'submitted',
      recipients: [{ address: COMUNE, status: 'delivered', receipts: [{ receipt: 'delivery', extent: 'complete' }] }],
    },
  });
  const hidden = await runCli(['send', '--account', ROSSI, '--to', COMUNE, '--bcc', 'x@pec.example', ...data]);
  expect({
    code: hidden.code,
    state: (JSON.parse(hidden.stdout) as { state: string }).state,
    said: hidden.stderr.includes('Ccn') || hidden.stderr.includes('Bcc'),
  }).toEqual({
    code: 3,
    state: 'blocked',
    said: true,
  });
  core = await open();
});
