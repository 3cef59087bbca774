// Run as a process of its own by browser tests: the two sandbox providers, a real core with the box of a law
// office, and the headless host. Prints the link; a line on its input makes the provider say "not now" once.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createNodeCore } from '#main/hosts/node/node-core';
import { startSandbox } from '#main/sandbox/sandbox';
import { accountOf, endpointsOf } from './sandbox-run.ts';
import { showOnScreen } from './show-on-screen.ts';

const SENDER = 'studio.rossi@pec-uno.example';
const home = mkdtempSync(path.join(os.tmpdir(), 'plico-screen-host-'));
const sandbox = await startSandbox({ folder: null, now: Date.now });
await sandbox.settle();
const core = await createNodeCore({
  folder: path.join(home, 'profile'),
  extraAnchors: sandbox.pecAnchorsPem,
  extraLists: sandbox.crls,
  loopbackRoots: sandbox.tlsRootPem,
  note: () => undefined,
});
const account = accountOf(sandbox, SENDER);
const { imap, smtp } = endpointsOf(sandbox, account);
await core.addAccount(
  {
    address: SENDER,
    label: account.displayName,
    imap: { ...imap, security: 'tls' },
    smtp: { ...smtp, security: 'tls' },
    credentials: { login: account.login, password: account.password },
  },
  { test: false },
);
core.follow();
process.stdin.on('data', () => sandbox.servers.get('pec-uno.example')?.smtp.refuse('mailFrom', 450, '4.7.1 troppi messaggi, riprovare', 1));
await showOnScreen(core, sandbox, home);
