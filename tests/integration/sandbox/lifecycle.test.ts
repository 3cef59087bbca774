// Start, stop, start again: nothing is left behind, and what was kept is what was there.
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startSandbox } from '#main/sandbox/sandbox';
import type { Sandbox } from '#main/sandbox/sandbox';
import { createPki } from '#main/sandbox/pki';
import { LAYOUT, numberedBoxes } from '#main/sandbox/layout';
import { compose } from '#main/sandbox/compose';
import { accountOf, connectImap, endpointsOf, playScenario, readFolder, submit } from '#tests/support/sandbox-run';

const NOW = Date.parse('2026-11-22T16:30:00Z');
const STUDIO = 'studio.rossi@pec-uno.example';
const COMUNE = 'comune@pec-due.example';
/** Made once: keys cost more than all the rest. */
const pki = await createPki(
  LAYOUT.map((plan) => plan.profile),
  NOW,
);
const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'plico-sandbox-'));
  cleanUps.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function sendOne(sandbox: Sandbox, messageId: string): Promise<void> {
  const bytes = compose({ from: { name: 'Studio', address: STUDIO }, to: [COMUNE], subject: 'Prova', text: 'Prova', at: NOW, messageId });
  sandbox.clock.at(NOW - 3_600_000);
  await submit(sandbox, STUDIO, { from: STUDIO, to: [COMUNE] }, bytes);
  await sandbox.settle();
}

function refused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(false);
    }).on('error', () => resolve(true));
  });
}

test('stop leaves no timer, socket or port, even with clients connected and notices to come', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS/.test(name)).length;
  const sandbox = await startSandbox({ folder: null, now: Date.now, pki });
  const bytes = compose({
    from: { name: 'Studio', address: STUDIO },
    to: ['silente@pec-due.example'],
    subject: 'Prova',
    text: 'Prova',
    at: Date.now(),
    messageId: '<uno@pec-uno.example>',
  });
  await submit(sandbox, STUDIO, { from: STUDIO, to: ['silente@pec-due.example'] }, bytes);
  const client = await connectImap(sandbox, STUDIO);
  const closed = new Promise((resolve) => client.once('close', resolve));
  const ports = sandbox.providers.flatMap((provider) => [provider.imap.port, provider.smtp.port]);
  expect(sandbox.clock.pending().length).toBeGreaterThan(0);
  await sandbox.stop();
  await closed;
  await new Promise((resolve) => setImmediate(resolve));
  const after = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS/.test(name)).length;
  expect([await Promise.all(ports.map((port) => refused(port))), after]).toEqual([ports.map(() => true), before]);
});

test('a second start on the same folder has the same certificates, mail, UIDs and ports', async () => {
  const home = folder();
  const first = await startSandbox({ folder: home, now: () => NOW });
  await sendOne(first, '<uno@pec-uno.example>');
  first.steps.mark('uno');
  const client = await connectImap(first, STUDIO);
  await client.mailboxOpen('INBOX');
  await client.messageFlagsAdd('1', ['\\Seen'], { uid: true });
  const state = await client.status('INBOX', { uidValidity: true, uidNext: true, highestModseq: true });
  await client.logout();
  const mail = await readFolder(first, STUDIO);
  await first.stop();

  const second = await startSandbox({ folder: home, now: () => NOW + 1000 });
  cleanUps.push(() => second.stop());
  const again = await connectImap(second, STUDIO);
  const stateAgain = await again.status('INBOX', { uidValidity: true, uidNext: true, highestModseq: true });
  await again.logout();
  expect([
    first.fresh,
    second.fresh,
    second.steps.done('uno'),
    second.steps.done('due'),
    second.pki.issuing.certificate,
    second.providers,
    stateAgain,
    await readFolder(second, STUDIO),
  ]).toEqual([true, false, true, false, first.pki.issuing.certificate, first.providers, state, mail]);
});

test('a journal line that was cut by a crash is dropped, the rest stays, UIDs go on', async () => {
  const home = folder();
  const first = await startSandbox({ folder: home, now: () => NOW, pki });
  await sendOne(first, '<uno@pec-uno.example>');
  await first.stop();
  const journal = path.join(home, 'mailboxes', STUDIO, 'journal.ndjson');
  writeFileSync(journal, readFileSync(journal, 'utf8').slice(0, -20));
  const second = await startSandbox({ folder: home, now: () => NOW, pki });
  cleanUps.push(() => second.stop());
  await sendOne(second, '<due@pec-uno.example>');
  const subjects = (await readFolder(second, STUDIO)).map((mail) => [
    mail.uid,
    /^Subject: (\w+)/m.exec(mail.bytes.toString('latin1'))?.[1],
  ]);
  expect(subjects).toEqual([
    [1, 'ACCETTAZIONE'],
    [2, 'ACCETTAZIONE'],
    [3, 'CONSEGNA'],
  ]);
});

test('what was on its way when it stopped goes on at the next start, each event at its own time', async () => {
  const home = folder();
  const first = await startSandbox({ folder: home, now: () => NOW, pki });
  const to = ['lenta@pec-due.example', 'silente@pec-due.example', 'ferma@pec-due.example'];
  const bytes = compose({
    from: { name: 'Studio', address: STUDIO },
    to,
    subject: 'Prova',
    text: 'Prova',
    at: NOW,
    messageId: '<uno@pec-uno.example>',
  });
  const submittedAt = NOW - 4 * 86_400_000;
  first.clock.at(submittedAt);
  await submit(first, STUDIO, { from: STUDIO, to }, bytes);
  const kinds = async (sandbox: Sandbox): Promise<unknown> =>
    (await readFolder(sandbox, STUDIO)).map((mail) => [
      /^X-Ricevuta: (.*)\r/m.exec(mail.bytes.toString('latin1'))?.[1],
      Math.round((mail.internalDate - submittedAt) / 3_600_000),
    ]);
  expect(await kinds(first)).toEqual([['accettazione', 0]]);
  await first.stop();
  const second = await startSandbox({ folder: home, now: () => NOW, pki });
  await second.settle();
  const all = [
    ['accettazione', 0],
    ['preavviso-errore-consegna', 12],
    ['preavviso-errore-consegna', 12],
    ['avvenuta-consegna', 15],
    ['preavviso-errore-consegna', 24],
    ['preavviso-errore-consegna', 24],
  ];
  expect(await kinds(second)).toEqual(all);
  await second.stop();
  const third = await startSandbox({ folder: home, now: () => NOW + 1000, pki });
  cleanUps.push(() => third.stop());
  await third.settle();
  expect([await kinds(third), third.clock.pending()]).toEqual([all, []]);
});

test('the story of a kept sandbox goes on: what waited at first is expired two days later', async () => {
  const home = folder();
  const first = await startSandbox({ folder: home, now: () => NOW, pki });
  const before = (await playScenario(first)).expectedDispatches;
  await first.stop();
  const second = await startSandbox({ folder: home, now: () => NOW + 2 * 86_400_000, pki });
  cleanUps.push(() => second.stop());
  const after = await playScenario(second);
  const changed = after.expectedDispatches.flatMap((dispatch, index) =>
    dispatch.recipients.flatMap(({ address, status }, place) => {
      const was = before[index]?.recipients[place]?.status;
      return was === status ? [] : [[dispatch.account, address, was, status]];
    }),
  );
  expect([changed, after.expectedDispatches.map((dispatch) => dispatch.msgid), second.troublemaker.dropped()]).toEqual([
    [
      [STUDIO, 'silente@pec-due.example', 'delayed', 'expired'],
      ['cliente.a@pec-uno.example', 'silente@pec-due.example', 'accepted', 'expired'],
    ],
    before.map((dispatch) => dispatch.msgid),
    first.troublemaker.dropped(),
  ]);
});

test('a port that was asked for and is taken rejects; one of the last run is replaced', async () => {
  const home = folder();
  const first = await startSandbox({ folder: home, now: () => NOW, pki });
  cleanUps.push(() => first.stop());
  const [provider] = first.providers;
  const taken = { imap: provider?.imap.port ?? 0, smtp: 0 };
  await expect(startSandbox({ folder: null, now: () => NOW, pki, ports: { 'pec-uno.example': taken } })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  const second = await startSandbox({ folder: home, now: () => NOW, pki });
  cleanUps.push(() => second.stop());
  expect(second.providers.map((entry) => entry.imap.port)).not.toContain(taken.imap);
});

test('live: acceptance and delivery come by themselves, through IDLE', async () => {
  const sandbox = await startSandbox({ folder: null, now: Date.now, pki });
  cleanUps.push(() => sandbox.stop());
  const client = await connectImap(sandbox, STUDIO);
  cleanUps.push(() => client.logout());
  await client.mailboxOpen('INBOX');
  const both = new Promise<void>((resolve) => {
    client.on('exists', (event: { count: number }) => {
      if (event.count === 2) resolve();
    });
  });
  const idling = client.idle();
  const bytes = compose({
    from: { name: 'Studio', address: STUDIO },
    to: [COMUNE],
    subject: 'Prova',
    text: 'Prova',
    at: Date.now(),
    messageId: '<vivo@pec-uno.example>',
  });
  await submit(sandbox, STUDIO, { from: STUDIO, to: [COMUNE] }, bytes);
  await both;
  await client.noop();
  await idling;
  expect((await readFolder(sandbox, COMUNE)).length).toBe(1);
});

test.each<[what: string, from: string, to: readonly string[], password: string | null, code: number]>([
  ['a wrong password', STUDIO, [COMUNE], 'sbagliata', 535],
  ['MAIL FROM of another mailbox', 'cliente.a@pec-uno.example', [COMUNE], null, 553],
])('SMTP refuses %s', async (_what, from, to, password, code) => {
  const sandbox = await startSandbox({ folder: null, now: () => NOW, pki });
  cleanUps.push(() => sandbox.stop());
  const bytes = compose({
    from: { name: 'Studio', address: from },
    to,
    subject: 'Prova',
    text: 'Prova',
    at: NOW,
    messageId: '<x@pec-uno.example>',
  });
  await expect(submit(sandbox, STUDIO, { from, to }, bytes, password ?? undefined)).rejects.toMatchObject({ responseCode: code });
});

test('SMTP faults: a refusal on demand, and a reply that is lost after the message was taken', async () => {
  const sandbox = await startSandbox({ folder: null, now: () => NOW, pki });
  cleanUps.push(() => sandbox.stop());
  const server = sandbox.servers.get(accountOf(sandbox, STUDIO).provider);
  const bytes = compose({
    from: { name: 'Studio', address: STUDIO },
    to: [COMUNE],
    subject: 'Prova',
    text: 'Prova',
    at: NOW,
    messageId: '<x@pec-uno.example>',
  });
  sandbox.clock.at(NOW - 3_600_000);
  server?.smtp.refuse('mailFrom', 550, 'MAIL from: blocked "Class Of Service" - Too much traffic from this sender');
  await expect(submit(sandbox, STUDIO, { from: STUDIO, to: [COMUNE] }, bytes)).rejects.toMatchObject({ responseCode: 550 });
  server?.smtp.loseNextReply();
  await expect(submit(sandbox, STUDIO, { from: STUDIO, to: [COMUNE] }, bytes)).rejects.toThrow();
  expect([(await readFolder(sandbox, STUDIO)).length, endpointsOf(sandbox, accountOf(sandbox, STUDIO)).smtp.port]).toEqual([
    2,
    server?.smtp.port,
  ]);
});

test('more boxes, each with its quota, log in and are told it by IMAP; one nobody serves and a second of one name are refused', async () => {
  const boxes = [...numberedBoxes(2, 1_048_576), { address: 'farmacia@enti.pec-due.example', displayName: 'Farmacia', quotaBytes: 51_200 }];
  const sandbox = await startSandbox({ folder: null, now: () => NOW, pki, boxes });
  cleanUps.push(() => sandbox.stop());
  const limits: unknown[] = [];
  for (const address of ['casella-1@pec-uno.example', 'casella-2@pec-due.example', 'farmacia@enti.pec-due.example', STUDIO]) {
    const client = await connectImap(sandbox, address);
    const quota = await client.getQuota('INBOX');
    await client.logout();
    limits.push(quota === false ? null : quota?.storage?.limit);
  }
  expect(limits).toEqual([1_048_576, 1_048_576, 51_200, 1_073_741_824]);
  const start = (address: string): Promise<Sandbox> =>
    startSandbox({ folder: null, now: () => NOW, pki, boxes: [{ address, displayName: '', quotaBytes: 1 }] });
  await expect(start('uno@altrove.example')).rejects.toThrow('no provider serves uno@altrove.example');
  await expect(start(STUDIO.toUpperCase())).rejects.toThrow(`two boxes are called ${STUDIO}`);
});
