// One message per row on screen, over a real core and the sandbox: a table is dropped in, the template is
// read as each row will get it, the dry run names the bad row, and the proof table fills while one looks.
// Pictures are kept in test-results/acceptance.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, expectFits } from './screen-test.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
const PICTURES = path.join(REPOSITORY, 'test-results', 'acceptance');
const ROWS = [
  'comune@pec-due.example;Comune di Valdoro;120,00',
  'ditta@pec-due.example;=HYPERLINK("x");80,50',
  'nessuno@pec-due.example;Casella che non c’è;10,00',
  'senza chiocciola;Riga sbagliata;1,00',
  'cliente.a@pec-uno.example;Alfa Costruzioni S.r.l.;99,90',
  'comune@pec-due.example;Comune di Valdoro, ufficio tributi;',
];
const TABLE = Buffer.from(`\ufeffPEC;Ragione sociale;Importo\r\n${ROWS.join('\r\n')}\r\n`);

let host: ChildProcess;
let page: Page;
const complaints: string[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  mkdirSync(PICTURES, { recursive: true });
  host = spawn(process.execPath, [path.join(REPOSITORY, 'tests/support/screen-host.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => host.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())));
  const context = await browser.newContext({
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.on('console', (message) => (message.type() === 'error' ? complaints.push(message.text()) : undefined));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
});

test.afterAll(async () => {
  await page?.context().close();
  const ended = new Promise((resolve) => host.on('close', resolve));
  host.kill('SIGTERM');
  expect([await ended, complaints]).toEqual([0, []]);
});

async function pictures(name: string): Promise<void> {
  for (const [suffix, width, height] of [
    ['', 1440, 900],
    ['-small', 900, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const theme of ['light', 'dark']) {
      await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
      await page.screenshot({ path: path.join(PICTURES, `${name}${suffix}-${theme}.png`) });
      if (theme === 'light') await expectFits(page);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
}

test('SND-09 bulk with preview: table, template, preview, dry run', async () => {
  await page.getByRole('navigation').getByText('Invio a molti').click();
  await expect(page.getByText('Nessun invio a molti, per ora.')).toBeVisible();
  await pictures('bulk-1-empty');
  await page
    .getByLabel('Scegli una tabella…')
    .setInputFiles({ name: 'guasta.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004x') });
  await expect(page.getByText('Il file non è una tabella leggibile')).toBeVisible();
  await page.getByLabel('Scegli una tabella…').setInputFiles({ name: 'quote 2026.csv', mimeType: 'text/csv', buffer: TABLE });
  await expect(page.getByRole('heading', { name: 'quote 2026.csv' })).toBeVisible();
  await expect(page.getByLabel('Colonna degli indirizzi')).toHaveValue('PEC');
  await page.getByLabel('Oggetto', { exact: true }).fill('Quota 2026 – {{ragione sociale}}');
  await page.getByLabel('Testo', { exact: true }).fill('Spett.le {{Ragione sociale}},\n\nla quota per il 2026 è di € ');
  await page.getByRole('button', { name: 'Inserisci Importo' }).click();
  await page.getByLabel('Al minuto, al massimo').fill('');
  const preview = page.getByRole('region', { name: /^Anteprima della riga/ });
  await expect(preview.getByText('la quota per il 2026 è di € 120,00')).toBeVisible();
  await preview.getByRole('button', { name: 'Riga dopo' }).click();
  await expect(preview.getByText('Quota 2026 – =HYPERLINK("x")')).toBeVisible();
  await page.getByRole('button', { name: 'Prova a vuoto' }).click();
  await expect(page.getByText('5 righe partiranno, 1 no')).toBeVisible();
  await expect(page.getByRole('row', { name: /senza chiocciola/ }).getByText('non è un indirizzo valido')).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Riga sbagliata/ })).toContainText('manca la parte dopo la chiocciola');
  await expectAccessible(page);
  await pictures('bulk-2-check');
});

test('SND-09 the run: the provider says "not now", it waits with its reason, goes on, and the proof table fills', async () => {
  host.stdin?.write('\n');
  await page.getByRole('button', { name: 'Invia 5 messaggi…' }).click();
  await expect(page.getByText('Una riga non partirà')).toBeVisible();
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await expect(page.getByText('Il gestore ha detto di aspettare («450 4.7.1 troppi messaggi, riprovare»)')).toBeVisible();
  await pictures('bulk-3-waits');
  await page.getByRole('button', { name: 'Riprova ora' }).click();
  await expect(page.getByText('5 di 5 consegnati al gestore')).toBeVisible();
  // Receipts arrive while one looks; nothing is loaded anew.
  await expect(page.getByRole('row', { name: /Alfa Costruzioni/ })).toContainText('Consegnata', { timeout: 60_000 });
  await expect(page.getByRole('row', { name: /nessuno@/ })).toContainText('Mancata consegna', { timeout: 60_000 });
  await expect(page.getByRole('row', { name: /Riga sbagliata/ })).toContainText('Non inviata');
  await expect(page.getByRole('definition').first()).toHaveText('4');
  await expectAccessible(page);
  await pictures('bulk-4-proof');
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Scarica CSV' }).click()]);
  expect(csv.suggestedFilename()).toBe('prove-quote 2026.csv');
  await page.getByRole('button', { name: 'Apri la riga 2' }).click();
  await expect(page.getByRole('heading', { name: 'Quota 2026 – Comune di Valdoro', exact: true })).toBeVisible();
});

test('SND-10 the service by a lawyer: form, report, draft in the composer, receipts, the file to be filed', async () => {
  const act = Buffer.from('%PDF-1.7\natto\n');
  // By the palette, as by the rail.
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('legge 53');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Manca il foro dell’avvocato notificante.')).toBeVisible();
  await pictures('notification-1-empty');
  for (const [label, value] of [
    ['Nome e cognome', 'Anna Rossi'],
    ['Codice fiscale dell’avvocato', 'RSSNNA80A01H501U'],
    ['Foro', 'Milano'],
    ['Nome o denominazione della parte', 'Alfa S.r.l.'],
    ['Codice fiscale della parte', '01234567890'],
    ['Nome o denominazione', 'Comune di Valdoro'],
    ['Indirizzo PEC', 'comune@pec-due.example'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByLabel('Pubblico elenco').selectOption('IPA');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date());
  await page.getByLabel('Consultato il').fill(today);
  await page.getByLabel('Allega un file…').setInputFiles({ name: 'atto.pdf', mimeType: 'application/pdf', buffer: act });
  await page.getByLabel('Descrizione').fill('atto di citazione');
  await page
    .getByLabel('Allega un file…')
    .setInputFiles({ name: 'relata.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nrelata\n') });
  await expect(page.getByText('Controlla che la relata sia firmata')).toBeVisible();
  // What was typed is still there after a look elsewhere.
  await page.getByRole('navigation').getByText('Inviate', { exact: true }).click();
  await page.getByRole('navigation').getByText('Notifica in proprio').click();
  await expect(page.getByLabel('Descrizione')).toHaveValue('atto di citazione');
  await expect(page.getByRole('region', { name: 'Relata di notificazione' })).toContainText('estratto dal pubblico elenco IPA');
  await expectAccessible(page);
  await pictures('notification-2-form');
  await page.getByRole('button', { name: 'Prepara il messaggio' }).click();
  await expect(page.getByLabel('Oggetto')).toHaveValue('notificazione ai sensi della legge n. 53 del 1994');
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await page.getByRole('navigation').getByText('Notifica in proprio').click();
  // The lawyer stays, the parties went with the draft.
  await expect(page.getByLabel('Foro', { exact: true })).toHaveValue('Milano');
  await expect(page.getByText('Manca l’indirizzo PEC del destinatario 1.')).toBeVisible();
  await page.getByRole('button', { name: 'Svuota il modulo' }).click();
  await pictures('notification-4-clear');
  await page.getByRole('button', { name: 'Svuota', exact: true }).click();
  await expect(page.getByLabel('Foro', { exact: true })).toHaveValue('');
  const filing = page.getByRole('region', { name: /il file da depositare/ });
  const choose = filing.getByLabel('Scegli il file da depositare…');
  await expect(filing.getByLabel('Notifica inviata')).toBeVisible({ timeout: 40_000 });
  await choose.setInputFiles({ name: 'copia.pdf', mimeType: 'application/pdf', buffer: act });
  await expect(filing).toContainText('copia.pdf è identico all’allegato atto.pdf consegnato a 1 destinatario', { timeout: 60_000 });
  await expect(filing).toContainText('comune@pec-due.example: la ricevuta completa contiene questi stessi byte');
  await expect(filing.getByText('manca una ricevuta di consegna')).toHaveCount(0);
  await filing.getByRole('status').scrollIntoViewIfNeeded();
  await pictures('notification-3-filing');
  await choose.setInputFiles({ name: 'atto.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\natt0\n') });
  await expect(filing).toContainText('atto.pdf NON è l’allegato atto.pdf che è stato inviato');
  await expect(filing.getByText('identico')).toHaveCount(0);
});
