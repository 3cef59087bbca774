// Every odd message through a whole core: what the server is given = what the archive holds = what is filed in
// Sent, from a server that offers neither 8BITMIME nor SMTPUTF8 and keeps what it got; and to exactly the people
// of To and Cc.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Core } from '#main/core/core-types';
import { createNodeCore } from '#main/hosts/node/node-core';
import { startSandbox, type Sandbox } from '#main/sandbox/sandbox';
import { emptyDraft } from '#shared/model/compose';
import type { AccountId } from '#shared/model/ids';
import { oddMessages } from '#tests/support/odd-messages';
import { startRecordingSmtp, type RecordingSmtp } from '#tests/support/recording-smtp';
import { accountOf, endpointsOf, readFolder } from '#tests/support/sandbox-run';
import { tlsIdentities } from '#tests/support/tls-identities';

const SENDER = 'studio.rossi@pec-uno.example';
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let home = '';
let sandbox: Sandbox;
let smtp: RecordingSmtp;
let core: Core;
let sender: AccountId;

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'plico-wire-'));
  sandbox = await startSandbox({ folder: null, now: Date.now });
  await sandbox.settle();
  const ids = await tlsIdentities();
  smtp = await startRecordingSmtp(ids, 0, { bare: true });
  core = await createNodeCore({
    folder: path.join(home, 'profile'),
    extraAnchors: sandbox.pecAnchorsPem,
    extraLists: sandbox.crls,
    loopbackRoots: `${sandbox.tlsRootPem}\n${ids.root}`,
    note: () => undefined,
  });
  const account = accountOf(sandbox, SENDER);
  const { host, port, security } = smtp.endpoint;
  sender = await core.addAccount(
    {
      address: SENDER,
      label: 'Studio Perù & Figli, «Rossi»',
      imap: { ...endpointsOf(sandbox, account).imap, security: 'tls' },
      smtp: { host, port, security },
      credentials: { login: account.login, password: account.password },
    },
    { test: false },
  );
});
afterAll(async () => {
  await core.close();
  await smtp.stop();
  await sandbox.stop();
  rmSync(home, { recursive: true, force: true });
});

const entryOf = ({ name, address }: { readonly name: string; readonly address: string }): string =>
  name === '' ? address : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}" <${address}>`;

test('SND-03 SND-05 SND-06 bytes on the wire = archived bytes = filed bytes, for every odd message', { timeout: 240_000 }, async () => {
  const archived = new Map<string, string>();
  const faults: string[] = [];
  for (const { title, to, cc, subject, text, html, files } of oddMessages) {
    const before = smtp.received.length;
    const draft = core.compose.create({
      ...emptyDraft(sender),
      to: to.map(entryOf),
      cc: cc.map(entryOf),
      subject,
      text,
      html,
      attachments: files.map(({ name, type, bytes }) => ({ ...core.compose.addFile(bytes), name, type })),
    });
    const sent = core.compose.send(draft.id, draft.revision, { delayMs: 0, scheduledFor: null });
    if (sent.state !== 'queued') {
      faults.push(`${title}: ${JSON.stringify(sent)}`);
      continue;
    }
    await core.outbox.sendNow(sent.dispatch);
    await core.idle();
    const view = await core.dispatch(sent.dispatch);
    const hash = view?.message?.hash;
    const [wire, ...more] = smtp.received.slice(before);
    const bytes = hash === undefined ? null : core.original(sender, hash);
    if (wire === undefined || more.length > 0 || bytes === null) {
      faults.push(`${title}: ${smtp.received.length - before} on the wire, archived: ${bytes !== null}`);
      continue;
    }
    if (hashOf(wire.bytes) !== hashOf(bytes)) faults.push(`${title}: the archive holds other bytes than went out`);
    if (JSON.stringify(wire.to) !== JSON.stringify([...to, ...cc].map(({ address }) => address)) || wire.from !== SENDER)
      faults.push(`${title}: from ${wire.from} to ${wire.to.join()}`);
    const asked = smtp.parameters[before] ?? [];
    if (asked.some((name) => /^(?:BODY|SMTPUTF8|SIZE)$/i.test(name))) faults.push(`${title}: asked for ${asked.join()}`);
    if (/[^\r\n\t\x20-\x7e]/.test(wire.bytes.toString('latin1'))) faults.push(`${title}: not 7 bit`);
    archived.set(title, hashOf(bytes));
  }
  for (let round = 0; round < 3; round += 1)
    await core.syncOnce({ account: null, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
  const filed = (await readFolder(sandbox, SENDER, 'Sent')).map(({ bytes }) => hashOf(bytes));
  for (const [title, hash] of archived) {
    const copies = filed.filter((one) => one === hash).length;
    if (copies !== 1) faults.push(`${title}: filed ${copies} times`);
  }
  expect([faults, archived.size]).toEqual([[], oddMessages.length]);
});
