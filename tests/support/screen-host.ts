// Run as a process of its own by browser tests: the two sandbox providers, a real core with the box of a law
// office, and the headless host. Prints the link; a line on its input makes the provider say "not now" once.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startSandbox } from '#main/sandbox/sandbox';
import { addSandboxBox, sandboxCore } from './sandbox-core.ts';
import { showOnScreen } from './show-on-screen.ts';

const SENDER = 'studio.rossi@pec-uno.example';
const home = mkdtempSync(path.join(os.tmpdir(), 'plico-screen-host-'));
const sandbox = await startSandbox({ folder: null, now: Date.now });
await sandbox.settle();
const core = await sandboxCore(path.join(home, 'profile'), sandbox);
await addSandboxBox(core, sandbox, SENDER);
core.follow();
process.stdin.on('data', () => sandbox.servers.get('pec-uno.example')?.smtp.refuse('mailFrom', 450, '4.7.1 troppi messaggi, riprovare', 1));
await showOnScreen(core, sandbox, home);
