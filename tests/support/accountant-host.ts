// Run as a process of its own by the accountant's story: thirty-one boxes of clients at the two sandbox providers,
// brought into a real core by a table as an accountant has one, synced over IMAP, shown by the headless host.
// Mail is in five of them: one is filling up since ten days, one sent what failed and what is late, two received;
// of a sixth the table has an old password.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compose, type Attachment } from '#main/sandbox/compose';
import type { ExtraBox } from '#main/sandbox/layout';
import { startSandbox } from '#main/sandbox/sandbox';
import { sandboxCore } from './sandbox-core.ts';
import { accountOf, endpointsOf, submit } from './sandbox-run.ts';
import { showOnScreen } from './show-on-screen.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const TRADES = ['Studio', 'Officina', 'Condominio', 'Farmacia', 'Cantina', 'Tipografia', 'Panificio'];
const USUAL_QUOTA = 1024 * 1024 * 1024;
/** Ten days ago 916 of 1000 KiB, now 960: full in nine days. */
const SMALL_QUOTA = 1000 * 1024;

const boxes: readonly ExtraBox[] = Array.from({ length: 31 }, (_, index) => {
  const displayName = `${TRADES[index % 7] ?? ''} ${String.fromCodePoint(65 + (index % 26))}${index >= 26 ? ' bis' : ''}`;
  return {
    address: `${displayName.toLowerCase().replaceAll(' ', '.')}@${index % 2 === 0 ? 'pec-uno.example' : 'pec-due.example'}`,
    displayName,
    quotaBytes: displayName === 'Farmacia D' ? SMALL_QUOTA : USUAL_QUOTA,
  };
});
const STUDIO = 'studio.a@pec-uno.example';
const FULL = 'farmacia.d@pec-due.example';
const OLD_PASSWORD = 'officina.i@pec-uno.example';

const home = mkdtempSync(path.join(os.tmpdir(), 'plico-accountant-'));
const sandbox = await startSandbox({ folder: null, now: Date.now, boxes });
const started = Date.now();
let shift = 10 * DAY_MS;
const core = await sandboxCore(path.join(home, 'profile'), sandbox, { now: () => Date.now() - shift });

let sent = 0;
/** As another program would send it, so long ago. */
async function send(from: string, to: string, subject: string, agoMs: number, attachment: Attachment | null = null): Promise<void> {
  sent += 1;
  const at = started - agoMs;
  sandbox.clock.at(at);
  const bytes = compose({
    from: { name: accountOf(sandbox, from).displayName, address: from },
    to: [to],
    subject,
    text: `${subject}.\nCordiali saluti.`,
    attachments: attachment === null ? [] : [attachment],
    at,
    messageId: `<commercialista-${sent}@${from.split('@')[1] ?? ''}>`,
  });
  await submit(sandbox, from, { from, to: [to] }, bytes);
}

function scans(kib: number): Attachment {
  return { name: 'scansioni.dat', type: 'application/octet-stream', bytes: Buffer.alloc(kib * 1024, 'scansione ') };
}

/** One line of the table for a box: server and password as its provider wrote them in a letter. */
function line({ address }: ExtraBox): string {
  const account = accountOf(sandbox, address);
  const { imap, smtp } = endpointsOf(sandbox, account);
  const password = address === OLD_PASSWORD ? 'quella-di-prima' : account.password;
  return [
    account.displayName,
    address,
    account.login,
    password,
    `${imap.host}:${String(imap.port)}`,
    `${smtp.host}:${String(smtp.port)}`,
  ].join(';');
}

async function importTable(rows: readonly ExtraBox[]): Promise<void> {
  const table = ['nome;casella;utente;password;imap;smtp', ...rows.map((box) => line(box))].join('\r\n');
  const added = await core.importAccounts(`${table}\r\n`, { test: false, onRow: () => undefined });
  const refused = added.filter(({ reason }) => reason !== null);
  if (added.length !== rows.length || refused.length > 0) throw new Error(`rows were refused: ${JSON.stringify(refused)}`);
}

/** One pass of every box that is there, several at a time, all that came judged; only the old password is refused. */
async function readAll(): Promise<void> {
  const passes = core.accounts().map(async ({ id, address }) => {
    const pass = core.syncOnce({ account: id, signal: new AbortController().signal, onStep: () => undefined, onProgress: () => undefined });
    await (address === OLD_PASSWORD ? pass.catch(() => undefined) : pass);
  });
  await Promise.all(passes);
  await core.idle();
}

await send('ditta@pec-due.example', FULL, 'Documenti del trimestre, prima parte', 10 * DAY_MS + HOUR_MS, scans(329));
await send('ditta@pec-due.example', FULL, 'Documenti del trimestre, seconda parte', 10 * DAY_MS + HOUR_MS / 2, scans(329));
await importTable(boxes.filter(({ address }) => address === FULL));
await readAll();
await send('ditta@pec-due.example', FULL, 'Bolle di consegna', 3 * DAY_MS, scans(27));
await send(STUDIO, 'piena@pec-due.example', 'Avviso di pagamento F24', 2 * DAY_MS);
await send(STUDIO, 'silente@pec-due.example', 'Deposito del bilancio 2025', 14 * HOUR_MS);
await send('comune@pec-due.example', 'condominio.c@pec-uno.example', 'TARI: avviso di accertamento', 5 * HOUR_MS);
await send('cliente.a@pec-uno.example', 'cantina.e@pec-uno.example', 'Richiesta di preventivo', 4 * HOUR_MS);
await sandbox.settle();
shift = 0;
await importTable(boxes.filter(({ address }) => address !== FULL));
await readAll();
await showOnScreen(core, sandbox, home);
