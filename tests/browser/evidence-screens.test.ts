// Export, Registro and Verifica archivio as pictures and by keyboard alone: both widths, both themes.
import path from 'node:path';
import type { Page } from '@playwright/test';
import { damagedReport, evidenceFake } from './fake-host/evidence.ts';
import { expect, expectAccessible, expectFits, row, test } from './screen-test.ts';

const PICTURES = path.resolve(import.meta.dirname, '../../test-results/evidence');

async function pictures(page: Page, name: string): Promise<void> {
  for (const [width, height, theme] of [
    [1440, 900, 'light'],
    [900, 700, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
    await page.screenshot({ path: path.join(PICTURES, `${name}-${width}-${theme}.png`) });
    await expectFits(page);
  }
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectAccessible(page);
}

/** By the palette, as somebody without a pointer does. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Comandi' }).or(page.locator('[role=dialog] input')).first().fill(words);
  await page.keyboard.press('Enter');
}

test('a sent message is exported: what would be in it, progress, the result with its digest', async ({ open }) => {
  const { page, host } = await open();
  await row(page, 'Diffida').first().click();
  await page.getByRole('button', { name: 'Esporta la prova' }).click();
  await expect(page.getByText('8 messaggi, di cui 7 ricevute; 1,3 MB.')).toBeVisible();
  await pictures(page, 'export');
  await page.getByRole('radio', { name: 'mbox' }).check({ force: true });
  await expect(page.getByText('Un solo file mbox (mboxrd)')).toBeVisible();
  await pictures(page, 'export-mail');
  await page.getByRole('radio', { name: 'Fascicolo di prova' }).check({ force: true });
  const authority = page.getByRole('textbox', { name: 'Indirizzo dell’autorità' });
  await authority.fill('tsa.example');
  await expect(page.getByText('Serve un indirizzo http o https.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Esporta', exact: true })).toBeDisabled();
  await authority.fill('https://tsa.example/stamp');
  await pictures(page, 'export-stamp');
  await page.getByRole('button', { name: 'Esporta', exact: true }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Esportazione completata' })).toBeVisible();
  await expect(page.getByText('cd'.repeat(32))).toBeVisible();
  await pictures(page, 'export-done');
  await page.getByRole('button', { name: 'Apri cartella' }).click();
  await expect.poll(() => host.calls).toContain('evidence.reveal');
});

test('a search, a correspondent, a period; a bad day is said; a full disk is said', async ({ open }) => {
  const { page } = await open({ evidence: evidenceFake({ failing: true }) });
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+e');
  await page.getByRole('radio', { name: 'Un periodo' }).check({ force: true });
  await page.getByRole('textbox', { name: 'Dal' }).fill('31/02/2026');
  await expect(page.getByText('Scrivi una data come 20/11/2026.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Dal' }).fill('1/2/2026');
  await page.getByRole('button', { name: 'Esporta', exact: true }).click();
  await expect(page.getByText(/spazio/i)).toBeVisible();
  await pictures(page, 'export-failed');
});

test('the log: state, filter, check, proof, anchor', async ({ open }) => {
  const { page, host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await command(page, 'Apri il Registro');
  await expect(page.getByRole('heading', { name: 'Registro', exact: true })).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(101);
  await page.getByRole('button', { name: 'Controlla ora' }).click();
  await expect(page.getByText('Registro integro: 31.022 voci controllate.')).toBeVisible();
  await pictures(page, 'registry');
  await page.getByRole('radio', { name: 'Esportazioni', exact: true }).check({ force: true });
  await expect(page.getByRole('cell', { name: 'Esportazione' }).first()).toBeVisible();
  await page.getByLabel('Casella', { exact: true }).selectOption({ index: 1 });
  await page.getByRole('radio', { name: 'Anche dopo ogni esportazione' }).check({ force: true });
  await page.getByRole('button', { name: 'Salva', exact: true }).click();
  await page.getByRole('button', { name: 'Invia ora' }).click();
  await expect(page.getByText('Ancora in uscita.')).toBeVisible();
  expect(host.calls).toContain('audit.anchorNow');
  const authority = page.getByRole('textbox', { name: 'Indirizzo dell’autorità' });
  await authority.fill('tsa.example');
  await expect(page.getByRole('button', { name: 'Marca ora' })).toBeDisabled();
  await authority.fill('https://tsa.example/stamp');
  await page.getByRole('textbox', { name: 'Nome utente' }).fill('studio');
  await page.getByLabel('Password').fill('segreta');
  await page.getByRole('radio', { name: 'Settimana ed esportazioni' }).check({ force: true });
  await page.getByRole('button', { name: 'Salva la scelta' }).click();
  await expect(page.getByText('Scelta salvata.')).toBeVisible();
  await expect(page.getByLabel('Password')).toHaveValue('');
  await page.getByRole('button', { name: 'Marca ora' }).click();
  await expect(page.getByText(/tsa\.example, fino alla voce 31\.022\. Verificata\./)).toBeVisible();
  await authority.scrollIntoViewIfNeeded();
  await pictures(page, 'registry-stamp');
});

test('AUD-07 the log is behind what was signed: said with the numbers, until the owner confirms', async ({ open }) => {
  const { page, host } = await open({ evidence: evidenceFake({ standing: { state: 'rollback', signed: 31_400, now: 31_022 } }) });
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await command(page, 'Apri il Registro');
  await expect(page.getByText(/31\.400 voci firmate, ora 31\.022/)).toBeVisible();
  await pictures(page, 'registry-behind');
  await page.getByRole('button', { name: 'Confermo: ho rimesso una copia' }).click();
  await expect(page.getByText(/voci firmate, ora/)).toHaveCount(0);
  expect(host.calls).toContain('audit.confirm');
});

test('the check of the archive: sound, running, with findings', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await command(page, 'Verifica archivio');
  await expect(page.getByText('Tutto è come deve essere.')).toBeVisible();
  await pictures(page, 'check-sound');
  await page.getByRole('button', { name: 'Verifica ora' }).click();
  await expect(page.getByText('Impronte dei messaggi · 3.200 di 12.480')).toBeVisible();
  await page.getByRole('button', { name: 'Interrompi' }).click();
  await expect(page.getByRole('button', { name: 'Verifica ora' })).toBeVisible();
});

test('the check of the archive names what is damaged and what changed', async ({ open }) => {
  const { page } = await open({ evidence: evidenceFake({ check: { running: null, last: damagedReport, nextAt: null } }) });
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await command(page, 'Verifica archivio');
  await expect(page.getByText('2 anomalie')).toBeVisible();
  await expect(page.getByText('non c’è più')).toBeVisible();
  await pictures(page, 'check-damaged');
});

test('a hold, a retention time, an erasure that is asked for, seen, and confirmed by its number', async ({ open }) => {
  const { page, host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await command(page, 'Vincoli, tempi');
  await expect(page.getByText('Nessun vincolo.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Ricerca' }).fill('da:rossi');
  await page.getByRole('textbox', { name: 'Ragione' }).fill('causa R.G. 123/2026');
  await page.getByRole('button', { name: 'Metti il vincolo' }).click();
  await expect(page.getByText('causa R.G. 123/2026')).toBeVisible();
  await page.getByRole('button', { name: 'Stabilisci' }).click();
  await expect(page.getByText('12 oltre il tempo')).toBeVisible();
  await page.getByRole('button', { name: 'Guarda che cosa andrebbe via' }).click();
  await expect(page.getByText('3 sotto vincolo')).toBeVisible();
  await page.getByText('3 sotto vincolo').scrollIntoViewIfNeeded();
  await pictures(page, 'retention-plan');
  await page.getByRole('textbox', { name: 'Ragione' }).last().fill('oltre i tempi stabiliti');
  await page.getByRole('button', { name: 'Chiedi la cancellazione di 14 messaggi' }).click();
  const last = page.getByRole('button', { name: 'Cancella per sempre' });
  await expect(last).toBeDisabled();
  await page.getByRole('textbox', { name: /scrivere 14/ }).fill('14');
  expect(host.calls).not.toContain('retention.confirm');
  await last.click();
  await expect(page.getByText('fatta')).toBeVisible();
  expect(host.calls.filter((call) => call === 'retention.confirm')).toHaveLength(1);
});
