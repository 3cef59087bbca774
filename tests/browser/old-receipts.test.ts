// A receipt of 2014 and an envelope of 2018, as their providers signed them, in an archive without an account
// and with the network off: "Perché" is complete and can be read. Pictures are kept in test-results/acceptance.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
const CLI = path.join(REPOSITORY, 'src-main/hosts/node/cli.ts');
const PICTURES = path.join(REPOSITORY, 'test-results', 'acceptance');
const CORPUS = path.join(process.env['PLICO_SHARED'] ?? path.join(REPOSITORY, '..', 'shared'), 'pec', 'corpus', 'pec');
const FILES = ['02-avvenuta-consegna-completa-aruba-2014.eml', '04-busta-trasporto-sogei-2018.eml'].map((name) => path.join(CORPUS, name));
const OFFLINE = { ...process.env, CI: '1', PLICO_OFFLINE: '1' };

test.skip(!FILES.every((file) => existsSync(file)), 'needs ../shared');
test.describe.configure({ mode: 'serial' });

let folder = '';
let serving: ChildProcess | null = null;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  folder = mkdtempSync(path.join(os.tmpdir(), 'plico-old-'));
  expect(await run('import', ...FILES)).toBe(0);
  serving = spawn(process.execPath, [CLI, 'serve', '--data', folder], { env: OFFLINE });
  page = await (await browser.newContext({ locale: 'it-IT', timezoneId: 'Europe/Rome', viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(await link(serving));
});

test.afterAll(async () => {
  await page?.context().close();
  const child = serving;
  if (child !== null) await new Promise((resolve) => (child.on('close', resolve), child.kill('SIGINT')));
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    spawn(process.execPath, [CLI, ...args, '--data', folder], { env: OFFLINE, stdio: 'ignore' }).on('close', resolve);
  });
}

function link(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.on('close', (code) => reject(new Error(`serve ended with ${String(code)}: ${text}`)));
  });
}

const OLD = [
  // A delivery receipt alone: the message it speaks of is known from it.
  { year: '2014', row: /test private.*Consegnata/, signer: /firmata da .*Aruba/i, file: 'old-2014.png' },
  { year: '2018', row: /Ricevuta di consegna 6782414.*Verificata/, signer: /firmata da .*Sogei/i, file: 'old-2018.png' },
];

for (const { year, row, signer, file } of OLD) {
  test(`SIG-02 "Perché" of ${year}, offline: every group, the signer, the limits`, async () => {
    await page.getByRole('option', { name: row }).click({ timeout: 60_000 });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page
      .getByRole('button', { name: /Perché/ })
      .first()
      .click();
    const why = page.getByRole('complementary', { name: 'Perché' });
    await expect(why.getByText(signer).first()).toBeVisible();
    for (const group of ['Il file', 'La firma', 'Il contenuto certificato', 'Che cosa non prova'])
      await expect(why.getByText(group, { exact: true }).first()).toBeAttached();
    // Without the network nothing is known about revocation: said, and neither red nor passed over.
    await expect(why.getByText(/revoc/i).first()).toBeAttached();
    await page.screenshot({ path: path.join(PICTURES, file) });
    await page.keyboard.press('Escape');
  });
}
