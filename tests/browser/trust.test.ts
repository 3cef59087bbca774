// Fiducia: an authority is added only after its fingerprint was shown and a person said that it was
// compared by another road; what cannot be an authority is refused in one sentence; what was added goes.
import type { Page } from '@playwright/test';
import { expect, test } from './screen-test.ts';

const file = (text: string) => ({ name: 'ca.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(text) });

async function openTrust(page: Page): Promise<void> {
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('fiducia');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Fiducia' })).toBeVisible();
}

test('another authority is added behind a warning and taken away again', async ({ open }) => {
  const { page, host } = await open();
  await openTrust(page);
  await page.setInputFiles('input[type=file]', file('CERTIFICATE'));
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('potrà creare ricevute false');
  await expect(dialog.locator('code')).toHaveText(/^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);

  const add = dialog.getByRole('button', { name: 'Aggiungi autorità' });
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await add.click({ force: true });
  expect(host.calls).not.toContain('trust.add');
  await dialog.getByRole('checkbox').check();
  await add.click();
  await expect(page.getByRole('status').filter({ hasText: 'verifica di nuovo' })).toBeVisible();
  await expect(page.getByText('Aggiunta a mano')).toBeVisible();

  await page.getByRole('button', { name: 'Togli Autorità di prova CA' }).click();
  await page.getByRole('button', { name: 'Togli autorità', exact: true }).click();
  await expect(page.getByText('Aggiunta a mano')).toHaveCount(0);
});

test('a file that holds no authority is refused in one sentence, and a new signer is marked', async ({ open }) => {
  const { page, host } = await open();
  await openTrust(page);
  await expect(page.getByText(/^Nuovo dal/)).toHaveCount(1);
  await page.setInputFiles('input[type=file]', file('provider'));
  await expect(page.getByText('il certificato di un gestore o di una persona')).toBeVisible();
  await page.setInputFiles('input[type=file]', file('testo'));
  await expect(page.getByText('non contiene certificati')).toBeVisible();
  expect(host.calls).not.toContain('trust.add');
});

test('ATT-06 ATT-07 a signed attachment gets a verdict of its own words, a PDF none', async ({ open }) => {
  const { page } = await open();
  const wanted = page.getByRole('option', { name: 'Cartella di pagamento' }).first();
  await page.getByRole('listbox').focus();
  for (let pages = 0; pages < 5 && !(await wanted.isVisible()); pages += 1) await page.keyboard.press('PageDown');
  await wanted.click();
  await expect(page.getByText('Eventuali firme dentro il PDF non sono verificate')).toHaveCount(1);
  await page.getByRole('button', { name: 'Verifica la firma dell’allegato' }).click();
  await expect(page.getByText('la firma non si può decidere qui')).toBeVisible();
  await expect(page.getByText('non prova l’invio né la consegna')).toBeVisible();
  if (process.env['PLICO_SCREENS'] !== undefined) await page.screenshot({ path: 'test-results/screens/attachment-signature.png' });
});
