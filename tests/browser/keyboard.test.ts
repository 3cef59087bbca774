// Journeys with the keyboard alone, and what the focus does in between (RENDERER §5, §8).
import type { Page } from '@playwright/test';
import { commandTable } from '#ui/app/command-table.ts';
import { it } from '#shared/text/it';
import { expect, row, test } from './screen-test.ts';

const active = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? document.activeElement?.tagName ?? '');
const descendant = (page: Page): Promise<{ resolves: boolean; text: string }> =>
  page.evaluate(() => {
    const id = document.querySelector('[role="listbox"]')?.getAttribute('aria-activedescendant') ?? null;
    const element = id === null ? null : document.getElementById(id);
    return { resolves: id === null || element !== null, text: element?.textContent ?? '' };
  });

test.use({ hasTouch: false });

test('find, open, Perché, back to the list', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  expect(await active(page)).toBe('list');
  for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
  expect((await descendant(page)).text).toContain('Diffida e messa in mora');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Diffida e messa in mora' })).toBeVisible();
  expect(await active(page)).toBe('message');
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'Perché' })).toContainText('la firma è integra');
  expect(await active(page)).toBe('why');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toBeHidden();
  expect(await active(page)).toBe('message');
  await page.keyboard.press('Escape');
  expect(await active(page)).toBe('list');
});

test('recipients and their receipts can be reached and opened', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  for (const key of ['j', 'j', 'j', 'Enter']) await page.keyboard.press(key);
  const table = page.getByRole('table', { name: 'Destinatari e ricevute' });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(table.getByRole('row', { name: /piena@pec.fornitore.example/ })).toContainText('Mancata consegna: casella piena');
  const receipt = table.getByRole('button', { name: 'Apri Mancata consegna di piena@pec.fornitore.example' });
  for (let steps = 0; steps < 40 && !(await receipt.evaluate((element) => element === document.activeElement)); steps += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('AVVISO DI MANCATA CONSEGNA');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Diffida e messa in mora' })).toBeVisible();
});

test('search, then back', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('diffida');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /Risultati «diffida»/ })).toBeVisible();
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Control+f');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tutte · Tutte le caselle' })).toBeVisible();
});

test('letters typed in a field do nothing else', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('jkpx?');
  await expect(page.getByRole('combobox', { name: 'Cerca' })).toHaveValue('jkpx?');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect((await descendant(page)).text).toBe('');
});

test('selection: toggle, extend, all, clear', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  for (const key of ['j', 'x', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
  await expect(page.getByText('3 selezionate')).toBeVisible();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('47 selezionate')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('46 selezionate')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('47 righe')).toBeVisible();
});

test('F6 goes round the panes', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  for (const key of ['j', 'j', 'j', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByRole('table')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary')).toBeVisible();
  const seen: string[] = [];
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('F6');
    seen.push(await active(page));
  }
  expect(seen).toEqual(['rail', 'list', 'message', 'why']);
  await page.keyboard.press('Shift+F6');
  expect(await active(page)).toBe('message');
});

test('closing an overlay gives the focus back', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  for (const [open_, name] of [
    ['Control+k', 'Comandi'],
    ['?', 'Tasti'],
  ] as const) {
    await page.keyboard.press(open_);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    expect(await active(page)).toBe('list');
  }
});

test('a key is changed in the settings: the new one works, the old one does not, a taken one is named, and it can be reset', async ({
  open,
}) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Cambia i tasti' }).click();
  const take = it.screen.commands['office.take'];
  await page.getByRole('button', { name: `Cambia il tasto di: ${take}` }).click();
  await page.keyboard.press('g');
  await expect(page.getByText(`È già di «${it.screen.commands['office.handle']}».`)).toBeVisible();
  await page.keyboard.press('Control+t');
  await expect(page.getByText(/lo usano il browser/)).toBeVisible();
  await page.keyboard.press('q');
  await expect(page.getByRole('button', { name: `Rimetti il tasto di Plico: ${take}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await row(page, 'Istanza prot. 4471').first().click();
  await page.keyboard.press('e');
  await page.keyboard.press('q');
  await expect(page.getByText('In carico a te. Ctrl+Z annulla.')).toBeVisible();
  await page.keyboard.press('?');
  const line = page.getByRole('dialog', { name: 'Tasti' }).locator('dl > div').filter({ hasText: take });
  await expect(line.locator('kbd')).toHaveText(['Q']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Cambia i tasti' }).click();
  await page.getByRole('button', { name: 'Rimetti tutti i tasti di Plico' }).click();
  await expect(page.getByRole('button', { name: /^Rimetti il tasto/ })).toHaveCount(0);
});

test('every command is in the palette unless it only moves', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Comandi' });
  for (const command of commandTable.filter((each) => each.keyOnly !== true)) {
    await page.getByRole('dialog').getByRole('combobox').fill(it.screen.commands[command.id]);
    await expect(palette.getByRole('option').first()).toContainText(it.screen.commands[command.id]);
  }
});

test('the palette runs: theme, language, a box', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  const run = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
  };
  await run('cambia tema');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await run('cliente alfa');
  await expect(page.getByRole('heading', { name: 'Tutte · Cliente Alfa' })).toBeVisible();
  await run('english');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { name: 'All · Cliente Alfa' })).toBeVisible();
});

test('keys pressed inside the mail frame reach the screen', async ({ open }) => {
  const { page } = await open();
  await row(page, 'Novità di novembre').click();
  await page.frameLocator('iframe').getByText('Gentile cliente').click();
  await page.keyboard.press('p');
  await expect(page.getByRole('complementary', { name: 'Perché' })).toBeVisible();
});

test('a random walk of 200 keys never loses the active row', async ({ open }) => {
  test.setTimeout(120_000);
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  const keys = ['j', 'k', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x', 'Shift+ArrowDown'];
  let seed = 20_261_120;
  const lost: string[] = [];
  for (let step = 0; step < 200; step += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const key = keys[seed % keys.length] ?? 'j';
    await page.keyboard.press(key);
    if (!(await descendant(page)).resolves) lost.push(`${step} ${key}`);
  }
  expect(lost).toEqual([]);
});

test('take in charge, handled with an outcome, undo', async ({ open }) => {
  const { page } = await open();
  const proven = row(page, 'Istanza prot. 4471').first();
  await proven.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Istanza');
  await page.keyboard.press('e');
  await expect(proven).toContainText('In carico a Anna');
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Segna come gestita' });
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('risposto per telefono');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(proven).toContainText('Gestita');
  await page.keyboard.press('Control+z');
  await expect(proven).not.toContainText('Gestita');
  await expect(page.getByText('Annullato.')).toBeVisible();
});

test('several at once', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  for (const key of ['j', 'j', 'j', 'j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key);
  await expect(page.getByText('2 selezionate')).toBeVisible();
  await page.keyboard.press('e');
  await expect(row(page, 'Istanza prot. 4471').first()).toContainText('In carico a Anna');
  await expect(row(page, 'Cartella di pagamento').first()).toContainText('In carico a Anna');
});

test('all of a view but one, in one go, and taken back', async ({ open }) => {
  const { page } = await open();
  const proven = row(page, 'Istanza prot. 4471').first();
  await expect(proven).toBeVisible();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('47 selezionate')).toBeVisible();
  for (const key of ['j', 'x']) await page.keyboard.press(key);
  await expect(page.getByText('46 selezionate')).toBeVisible();
  await page.getByRole('toolbar', { name: 'Azioni sui messaggi selezionati' }).getByRole('button', { name: 'In carico' }).click();
  await expect(page.getByText(/\d+ messaggi presi in carico\. \d+ restano com’erano\. Ctrl\+Z annulla\./)).toBeVisible();
  await expect(proven).toContainText('In carico a Anna');
  await page.keyboard.press('Control+z');
  await expect(page.getByText(/Annullato: \d+ messaggi tornano com’erano\./)).toBeVisible();
  await expect(proven).not.toContainText('In carico a Anna');
});

test('first run: a provider nobody can tell from the address is chosen by name; what is missing has the focus', async ({ open }) => {
  const { page } = await open({ accounts: [] });
  await page.getByRole('textbox', { name: 'Il tuo indirizzo PEC' }).fill('avv.rossi@sconosciuto.example');
  await page.keyboard.press('Tab');
  await expect(page.getByText('Gestore non riconosciuto dall’indirizzo: sceglilo qui sotto.')).toBeVisible();
  await page.getByLabel('Password').fill('una');
  await page.keyboard.press('Enter');
  const imap = page.getByLabel('Server di ricezione (IMAP)', { exact: true });
  await expect(imap).toBeFocused();
  await page.getByRole('combobox', { name: 'Il tuo gestore' }).selectOption('Gestore Due');
  await expect(imap).toHaveValue('imaps.pec.gestore-due.example');
  await expect(page.getByLabel('Server di invio (SMTP)', { exact: true })).toHaveValue('smtps.pec.gestore-due.example');
  await expect(page.getByText('Servono i nomi dei due server.')).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Il tuo indirizzo PEC' }).fill('avv.rossi@pec.gestore-uno.example');
  await page.keyboard.press('Tab');
  await expect(page.getByText(/Gestore Uno/).first()).toBeVisible();
});

test('first run: an old archive from a file becomes the first box; a file without mail is said to be one', async ({ open }) => {
  const { page } = await open({ accounts: [] });
  await page.getByRole('textbox', { name: 'Il tuo indirizzo PEC' }).waitFor();
  const pick = page.locator('input[type=file]');
  await pick.setInputFiles({ name: 'lista.mbox', mimeType: 'text/plain', buffer: Buffer.from('niente') });
  await expect(page.getByText('In questo file non c’è posta che Plico sappia leggere.')).toBeVisible();
  // The second one is dropped, anywhere on the window.
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['PK'], 'Archivio 2020.zip', { type: 'application/zip' }));
    return transfer;
  });
  for (const event of ['dragover', 'drop']) await page.getByRole('heading', { level: 1 }).dispatchEvent(event, { dataTransfer: dropped });
  await expect(row(page, 'Diffida').first()).toBeVisible();
});
