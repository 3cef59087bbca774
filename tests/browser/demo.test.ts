// The demonstration boxes in real Chromium, as somebody sees them who pressed "Prova le caselle demo" on the first
// screen: the list, a sent message with three recipients of whom one failed, "Perché", a forged receipt that is
// refused. Real core, real IMAP and SMTP behind it; and beside it, untouched, the person's own empty profile.
// Pictures are kept in test-results/acceptance.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { compose } from '#main/sandbox/compose';
import { LAYOUT } from '#main/sandbox/layout';
import { createSubmitter } from '#main/smtp/submit';
import { numberedMessage } from '#tests/support/numbered-message';
import { dropPaths } from './drop-paths.ts';
import { person } from './person.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
const CLI = path.join(REPOSITORY, 'src-main/hosts/node/cli.ts');
const PICTURES = path.join(REPOSITORY, 'test-results', 'acceptance');
const SUBJECT = 'Notificazione ai sensi della legge n. 53 del 1994 – R.G. 1284/2026';

let host: ChildProcess;
let page: Page;
/** Of the person's own mail. */
let own = '';
/** Of the demonstration. */
let folder = '';
let home = '';
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  own = path.join(mkdtempSync(path.join(os.tmpdir(), 'plico-screen-')), 'profile');
  folder = `${own}-demo`;
  host = spawn(process.execPath, [CLI, 'serve', '--data', own], {
    env: { ...process.env, CI: '1', PLICO_PASSPHRASE: 'parola della posta vera' },
  });
  const url = await firstLink(host);
  const context = await browser.newContext({ locale: 'it-IT', timezoneId: 'Europe/Rome', viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.on('console', (message) => (message.type() === 'error' ? complaints.push(message.text()) : undefined));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => (/^(https?|wss?):\/\/(?!127\.0\.0\.1)/.test(request.url()) ? complaints.push(request.url()) : undefined));
  await page.goto(url);
  home = page.url();
});

test.afterAll(async () => {
  await page?.context().close();
  const code = host.exitCode ?? (await new Promise((resolve) => (host.on('close', resolve), host.kill('SIGINT'))));
  rmSync(path.dirname(own), { recursive: true, force: true });
  expect(code).toBe(0);
});

function firstLink(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const link = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)?.[0];
      if (link !== undefined) resolve(link);
    });
    child.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('close', (code) => reject(new Error(`the host ended with ${String(code)}: ${text}`)));
  });
}

function row(subject: string): ReturnType<Page['getByRole']> {
  return page.getByRole('option', { name: subject });
}

async function openView(name: string): Promise<void> {
  await page.getByRole('navigation').getByText(name, { exact: true }).first().click();
}

test('from the first screen to the demonstration boxes: how far it is, and that nothing there is real', async () => {
  test.setTimeout(120_000);
  await expect(page.getByRole('heading', { name: 'Benvenuto in Plico' })).toBeVisible();
  // A folder of that name which is not ours is named and left alone; nothing offers to empty it.
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'profile'), 'altro');
  await page.getByRole('button', { name: 'Prova le caselle demo' }).click();
  await expect(page.getByText(`La cartella ${folder} non è di Plico: spostala o rinominala, poi riprova.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Elimina le caselle di prova' })).toHaveCount(0);
  expect(readdirSync(folder)).toEqual(['profile']);
  rmSync(folder, { recursive: true });
  await page.getByRole('button', { name: 'Prova le caselle demo' }).click();
  await expect(page.getByText(/Invio la posta di prova: \d+ di \d+/).first()).toBeVisible();
  await page.screenshot({ path: path.join(PICTURES, '0-preparing.png') });
  const banner = page.getByRole('complementary', { name: 'Prova', exact: true });
  await expect(banner).toContainText('Caselle di prova: nessun messaggio è reale', { timeout: 60_000 });
  expect(new URL(page.url()).origin).not.toBe(new URL(home).origin);
});

test('the list shows dispatches and received messages, never loose receipts', async () => {
  const list = page.getByRole('listbox');
  await expect(list.getByRole('option').first()).toBeVisible();
  await page.screenshot({ path: path.join(PICTURES, '1-list.png') });
  await openView('Inviate');
  await expect(row('Memoria difensiva')).toHaveCount(1);
  // Its acceptance and two delivery receipts are inside it.
  await expect(page.getByRole('option', { name: /ACCETTAZIONE: Memoria/ })).toHaveCount(0);
});

test('lawyer: sent to three, one failed, prove what was delivered, export it, and let the export be checked', async () => {
  test.setTimeout(120_000);
  await list().focus();
  await page.keyboard.press('End');
  // Until the sent copy has been read too, nobody can say that three were asked for.
  await expect(page.getByRole('option', { name: SUBJECT }).last()).toContainText('1 mancata', { timeout: 60_000 });
  const lawyer = person(page, 'lawyer');
  await lawyer.clicks(page.getByRole('option', { name: SUBJECT }).last());
  await expect(page.getByRole('heading', { name: SUBJECT })).toBeVisible();
  const table = page.getByRole('table', { name: 'Destinatari e ricevute' });
  for (const recipient of ['comune@pec-due.example', 'ditta@pec-due.example'])
    await expect(table.getByRole('row', { name: new RegExp(recipient) })).toContainText(/Consegnata/);
  await expect(table.getByRole('row', { name: /piena@pec-due.example/ })).toContainText('Mancata consegna: casella piena');
  await expect(page.getByText('Prova completa per 2 su 3').first()).toBeVisible();
  await page.screenshot({ path: path.join(PICTURES, '2-three-recipients.png') });
  // What one of them received, against what was sent: every check in words, with its source.
  await lawyer.clicks(
    table
      .getByRole('row', { name: /comune@pec-due.example/ })
      .getByRole('button')
      .first(),
  );
  const why = page.getByRole('complementary', { name: 'Perché' });
  await expect(why).toContainText('È una ricevuta di avvenuta consegna completa');
  await expect(why.getByText(/firmata da Gestore Due S\.p\.A\./)).toBeVisible();
  for (const group of ['Il file', 'La firma', 'Il contenuto certificato', 'Il confronto', 'Che cosa non prova'])
    await expect(why.getByText(group, { exact: true }).first()).toBeAttached();
  await expect(why.getByText('RFC 5652', { exact: false }).first()).toBeVisible();
  await page.screenshot({ path: path.join(PICTURES, '3-why.png') });
  await lawyer.clicks(page.getByRole('button', { name: 'Esporta la prova' }));
  await expect(page.getByText(/\d+ messaggi, di cui \d+ ricevute/)).toBeVisible();
  await lawyer.clicks(page.getByRole('button', { name: 'Esporta', exact: true }));
  await expect(page.getByRole('heading', { name: 'Esportazione completata' })).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: path.join(PICTURES, '3-exported.png') });
  expect(lawyer.done()).toBe(4);
  // What an opponent would do with it: the file alone, and the authorities he trusts.
  const exports = path.join(folder, 'profile', 'exports');
  const [bundle = ''] = readdirSync(exports);
  const authorities = path.join(path.dirname(own), 'authorities.pem');
  writeFileSync(authorities, sandboxPki().issuing.certificate);
  const checked = spawnSync(process.execPath, [CLI, 'verify', path.join(exports, bundle), '--trust', authorities, '--json'], {
    encoding: 'utf8',
  });
  const { form, conclusion } = JSON.parse(checked.stdout) as { form: string; conclusion: { indication: string } };
  expect([checked.status, form, conclusion.indication]).toEqual([0, 'bundle', 'passed']);
  await page.keyboard.press('Escape');
});

test('small office: who certified this, is it genuine, and what of the one that is not: its status is not shown', async () => {
  await openView('Ricevute');
  const genuine = page.getByRole('option', { name: /Memoria difensiva.*Verificata/ }).first();
  await expect(genuine).toBeVisible();
  const office = person(page, 'small office');
  await office.clicks(genuine);
  const proof = page.getByRole('region', { name: 'Prova', exact: true });
  await expect(proof).toContainText('certificata da Gestore Uno S.p.A.');
  await expect(proof).toContainText('Verificata');
  await office.clicks(page.getByRole('button', { name: /perché\?/ }).first());
  const why = page.getByRole('complementary', { name: 'Perché' });
  await expect(why).toContainText('la firma è integra e il certificato era valido in quel momento');
  await expect(why).toContainText('Che cosa non prova');
  await office.clicks(page.getByRole('option', { name: /CONSEGNA: .*Firma non valida/ }).first());
  await expect(proof).toContainText('Firma non valida');
  await office.clicks(page.getByRole('button', { name: /perché\?/ }).first());
  await expect(why).toContainText('Non vale come PEC');
  await page.screenshot({ path: path.join(PICTURES, '4-forged.png') });
  expect(office.done()).toBe(4);
  await page.keyboard.press('Escape');
});

test('problems are handled several at once, leave the list, and come back when it is taken back', async () => {
  await openView('Problemi');
  const problems = page.getByRole('listbox').getByRole('option');
  await expect(problems.first()).toBeVisible();
  const before = await problems.count();
  await page.getByRole('listbox').focus();
  for (const key of ['j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key);
  await expect(page.getByText('2 selezionate')).toBeVisible();
  await page.keyboard.press('g');
  await page.getByRole('dialog').getByRole('button', { name: 'Gestita', exact: true }).click();
  await expect(page.getByText('2 messaggi segnati come gestiti. Ctrl+Z annulla.')).toBeVisible();
  await expect.poll(() => problems.count()).toBeLessThanOrEqual(before - 2);
  await page.keyboard.press('Control+z');
  await expect.poll(() => problems.count()).toBe(before);
  await page.keyboard.press('Escape');
});

test('a failure leads to a new sending, to whom it failed alone; a search that finds nothing offers what it could mean', async () => {
  await page.getByRole('option', { name: 'Mancata consegna: casella piena' }).first().click();
  await page.getByRole('button', { name: 'Prepara un nuovo invio' }).first().click();
  const to = page.locator('[data-field="to"]');
  await expect(to.getByRole('button', { name: /^Togli / })).toHaveCount(1);
  await expect(to.getByRole('button', { name: /Togli .*piena@pec-due.example/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Cerca' }).fill('ditt');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Cerca parole che cominciano così: ditt*' }).click();
  await expect(list().getByRole('option').first()).toContainText('ditta');
  await page.getByRole('combobox', { name: 'Cerca' }).fill('stato:boh');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Valore non riconosciuto: stato:boh\. Puoi scrivere: problemi, consegnata, /)).toBeVisible();
  await openView('Tutte');
});

test('mail that arrives while the window is open appears without reload', async () => {
  const opened = await page.evaluate(() => performance.timeOrigin);
  await openView('Ricevute');
  const subject = 'Arrivata a finestra aperta';
  await expect(row(subject)).toHaveCount(0);
  await sendFromAnotherProgram(subject);
  await expect(row(subject)).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByRole('option', { name: new RegExp(`${subject}.*Verificata`) })).toBeVisible({ timeout: 60_000 });
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(opened);
});

test('write, attach what pre-flight misses, send, take it back, send again: the receipts come into the open window', async () => {
  test.setTimeout(180_000);
  const opened = await page.evaluate(() => performance.timeOrigin);
  const subject = 'Diffida scritta nella finestra';
  await list().focus();
  await page.keyboard.press('c');
  await expect(page.getByRole('combobox', { name: 'A', exact: true })).toBeFocused();
  await page.keyboard.type('ditta@pec-due.example,');
  await page.getByRole('textbox', { name: 'Oggetto' }).fill(subject);
  await page.getByRole('textbox', { name: 'Testo' }).fill('Egregi,\n\nin allegato la diffida firmata.\n');
  const preflight = page.getByRole('complementary', { name: 'Prima di inviare' });
  await expect(preflight.getByText('Il testo parla di un allegato, ma non ce n’è')).toBeVisible();
  await page.screenshot({ path: path.join(PICTURES, '5-preflight.png') });
  const papers = path.join(path.dirname(own), 'Atti');
  mkdirSync(papers);
  writeFileSync(path.join(papers, '.nascosto'), 'x');
  await dropPaths(page, page.getByRole('textbox', { name: 'Testo' }), [papers]);
  await expect(page.getByText('La cartella è vuota: non c’è nulla da allegare.')).toBeVisible();
  // Chromium tells of a folder a hundred files at a time.
  for (let file = 0; file <= 100; file += 1) writeFileSync(path.join(papers, `${file}.pdf`), '%PDF');
  await dropPaths(page, page.getByRole('textbox', { name: 'Testo' }), [papers]);
  await expect(page.getByText('Nella cartella ci sono più di 100 file')).toBeVisible();
  for (let file = 0; file <= 100; file += 1) rmSync(path.join(papers, `${file}.pdf`));
  writeFileSync(path.join(papers, 'diffida.pdf'), '%PDF-1.7 prova');
  await dropPaths(page, page.getByRole('textbox', { name: 'Testo' }), [papers]);
  await expect(page.getByRole('button', { name: 'Togli diffida.pdf' })).toBeVisible();
  await expect(preflight.getByText('Pronto per l’invio')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Annulla invio' }).click();
  await expect(page.getByRole('textbox', { name: 'Oggetto' })).toHaveValue(subject);
  await expect(page.getByText('Bozza salvata')).toBeVisible();
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await page.getByRole('button', { name: 'Segui le ricevute' }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
  const proof = page.getByRole('region', { name: 'Prova', exact: true });
  await expect(proof).toContainText(/Accettata .* · Gestore Uno/, { timeout: 60_000 });
  await expect(proof).toContainText(/1 destinatario:\s*Consegnata\s*· Prova completa/, { timeout: 60_000 });
  await expect(page.getByRole('option', { name: new RegExp(subject) })).toHaveCount(1);
  await page.screenshot({ path: path.join(PICTURES, '6-receipts.png') });
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(opened);
});

test('a draft is still there after the window was closed in the middle of a word', async () => {
  await list().focus();
  await page.keyboard.press('c');
  await page.getByRole('textbox', { name: 'Oggetto' }).fill('Bozza interrotta');
  await expect(page.getByText('Bozza salvata')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: /^Bozze, In uscita/ }).click();
  await page.getByRole('button', { name: 'Apri la bozza Bozza interrotta' }).click();
  await expect(page.getByRole('textbox', { name: 'Oggetto' })).toHaveValue('Bozza interrotta');
  await page.keyboard.press('Escape');
});

test('the way back: the person’s own mail has nothing of the demonstration, which goes when it is told to', async () => {
  await page.getByRole('button', { name: 'Torna alla mia posta' }).click();
  await expect(page.getByRole('heading', { name: 'Benvenuto in Plico' })).toBeVisible();
  expect(page.url()).toBe(home);
  // Its authorities and passwords lie in its own folder; neither keychain nor passphrase of the person's mail is used.
  expect(readdirSync(path.join(folder, 'profile'))).toContain('secrets.sealed');
  expect(existsSync(path.join(folder, 'profile.key'))).toBe(true);
  await page.getByRole('button', { name: 'Elimina le caselle di prova' }).click();
  await expect(page.getByText('Le caselle di prova sono state eliminate.')).toBeVisible();
  expect([existsSync(folder), existsSync(own)]).toEqual([false, true]);
  await page.getByRole('button', { name: 'Prova le caselle demo' }).waitFor();
});

test('a folder dropped on the first screen: what is wrong with it is said, the mail in it becomes a box', async () => {
  const brought = path.join(path.dirname(own), 'Posta 2019');
  const deeper = path.join(brought, 'Inviate');
  mkdirSync(deeper, { recursive: true });
  const welcome = page.getByRole('heading', { name: 'Benvenuto in Plico' });
  await dropPaths(page, welcome, [deeper]);
  await expect(page.getByText('La cartella è vuota.')).toBeVisible();
  writeFileSync(path.join(brought, '.DS_Store'), 'x');
  writeFileSync(path.join(brought, 'primo.eml'), numberedMessage(1));
  writeFileSync(path.join(deeper, 'secondo.eml'), numberedMessage(2));
  await dropPaths(page, welcome, [brought]);
  await expect(page.getByRole('option', { name: 'CONSEGNA: prova' })).toHaveCount(2);
  await expect(page.getByRole('button', { name: /Posta 2019/ })).toBeVisible();
  // Where one file is looked for, a folder is not silently a file.
  await dropPaths(page, list(), [brought]);
  await expect(page.getByText('È una cartella: lascia qui un file alla volta.')).toBeVisible();
});

test('no error on the console and no request off this machine', () => {
  expect(complaints).toEqual([]);
});

/** Another mail program of the same user hands a message to the demo's provider by SMTP. */
async function sendFromAnotherProgram(subject: string): Promise<void> {
  const kept = JSON.parse(readFileSync(path.join(folder, 'sandbox', 'ports.json'), 'utf8')) as Readonly<
    Record<string, { readonly smtp: number }>
  >;
  const pki = sandboxPki();
  const from = LAYOUT.flatMap((plan) => plan.mailboxes).find((mailbox) => mailbox.address === 'ditta@pec-due.example');
  const port = kept['pec-due.example']?.smtp;
  if (from === undefined || port === undefined) throw new Error('the demo has no ditta@pec-due.example');
  const to = 'studio.rossi@pec-uno.example';
  const bytes = compose({
    from: { name: from.displayName, address: from.address },
    to: [to],
    subject,
    text: 'Buongiorno.',
    at: Date.now(),
    messageId: `<finestra-${Date.now()}@pec-due.example>`,
  });
  const endpoint = { host: '127.0.0.1', port, security: 'tls', extraRoot: pki.tlsRoot.certificate } as const;
  const outcome = await createSubmitter().submit(
    endpoint,
    { login: from.login, password: from.password },
    { from: from.address, to: [to] },
    bytes,
  );
  expect(outcome.state).toBe('submitted');
}

type Certificate = { readonly certificate: string };

function sandboxPki(): { readonly tlsRoot: Certificate; readonly issuing: Certificate } {
  return JSON.parse(readFileSync(path.join(folder, 'sandbox', 'pki.json'), 'utf8')) as ReturnType<typeof sandboxPki>;
}

function list(): ReturnType<Page['getByRole']> {
  return page.getByRole('listbox');
}
