// Writing and sending on screen: pre-flight, drafts, attachments, undo, the outbox.
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFits, row, test } from './screen-test.ts';

const composer = (page: Page): ReturnType<Page['locator']> => page.locator('[data-scope="composer"]');
const preflight = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('complementary', { name: 'Prima di inviare' });

/** Both sizes and both themes, to look at, with `npm run screens`. */
async function pictures(page: Page, name: string): Promise<void> {
  if (process.env['PLICO_SCREENS'] === undefined) return;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [suffix, width, height] of [
    ['', 1440, 900],
    ['-small', 900, 700],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const theme of ['light', 'dark']) {
      await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
      await page.screenshot({ path: `test-results/screens/${name}${suffix}-${theme}.png` });
      if (theme === 'light') await expectFits(page);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
}

async function startWriting(page: Page): Promise<void> {
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { level: 1, name: 'Nuovo messaggio' })).toBeVisible();
}

test('with the keyboard alone: write, fix what pre-flight found, send, undo', async ({ open }) => {
  const { page, host } = await open();
  await startWriting(page);
  await expect(preflight(page)).toContainText('Manca il destinatario');
  await expect(page.getByRole('combobox', { name: 'A', exact: true })).toBeFocused();
  // A message without recipient does not leave, and the focus goes to what stops it.
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Prima di inviare' })).toBeFocused();
  await expect(page.getByText('Non inviata')).toBeVisible();
  await page.getByRole('combobox', { name: 'A', exact: true }).focus();
  await page.keyboard.type('valdoro');
  await expect(page.getByRole('option', { name: /Comune di Valdoro/ })).toBeVisible();
  // The only one offered is the one meant.
  await expect(page.getByRole('option', { name: /Comune di Valdoro/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('button', { name: /Togli Comune di Valdoro/ })).toBeVisible();
  await expect(preflight(page)).not.toContainText('Manca il destinatario');
  await expect(preflight(page)).toContainText('Manca l’oggetto');
  await page.getByRole('textbox', { name: 'Oggetto' }).focus();
  await page.keyboard.type('Diffida ad adempiere');
  await page.getByRole('textbox', { name: 'Testo' }).focus();
  await page.keyboard.type('Si diffida.');
  await expect(preflight(page)).toContainText('Pronto per l’invio');
  await page.keyboard.press('Control+Enter');
  // Back where one was, with ten seconds to take it back.
  await expect(page.getByRole('listbox')).toBeVisible();
  await expect(page.getByText('«Diffida ad adempiere» parte tra 10 s')).toBeVisible();
  await page.getByRole('button', { name: 'Annulla invio' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Oggetto' })).toHaveValue('Diffida ad adempiere');
  await expect(page.getByText('«Diffida ad adempiere» parte')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeVisible();
  expect(host.calls.filter((call) => call === 'compose.send')).toHaveLength(1);
});

test('SND-11 hostile HTML pasted into the formatted text is reduced before it is shown, and undo brings nothing back', async ({ open }) => {
  const { page } = await open();
  await startWriting(page);
  await page.getByRole('radio', { name: 'Con formattazione' }).check();
  const editor = page.getByRole('textbox', { name: 'Testo' });
  await expect(editor).toBeVisible();
  await editor.focus();
  await editor.evaluate((element) => {
    const clipboard = new DataTransfer();
    clipboard.setData(
      'text/html',
      '<p onclick="alert(1)">uno <b style="color:red">due</b><img src="https://tracker.example/x.png" onerror="alert(2)">' +
        '<script>alert(3)</script><a href="javascript:alert(4)">tre</a> <a href="https://pec.example/">quattro</a>' +
        '<iframe src="https://evil.example"></iframe><form><input name="a"></form></p>',
    );
    clipboard.setData('text/plain', 'uno due');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
  });
  await expect(editor).toContainText('uno duetre quattro');
  const found = (): Promise<unknown> =>
    editor.evaluate((element) => [
      [...new Set([...element.querySelectorAll('*')].map((each) => each.tagName))].toSorted(),
      [...element.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()),
    ]);
  expect(await found()).toEqual([['A', 'B', 'P'], ['href']]);
  await page.keyboard.type(' cinque');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  expect(await found()).toEqual([['A', 'B', 'P'], ['href']]);
});

test('formatted text: what is typed while the editor is on its way is kept', async ({ open }) => {
  const { page } = await open();
  await startWriting(page);
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(/format-editor/, async (route) => {
    await held;
    return route.continue();
  });
  const field = page.getByRole('textbox', { name: 'Testo' });
  await field.fill('Buongiorno,');
  await page.getByRole('radio', { name: 'Con formattazione' }).check();
  await expect(field).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.type(' scrivo mentre');
  await expect(page.getByRole('button', { name: 'Grassetto' })).toHaveCount(0);
  go();
  await expect(page.getByRole('button', { name: 'Grassetto' })).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type(' aspetto');
  await expect(field).toHaveText('Buongiorno, scrivo mentre aspetto');
  await expect(page.getByRole('status').filter({ hasText: 'Bozza salvata' })).toBeVisible();
});

test('@screens a template: written in the settings, its fields asked for, read before it goes in, and never more than text', async ({
  open,
}) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Nuovo modello' }).click();
  const editor = page.getByRole('dialog');
  await editor.getByLabel('Nome del modello').fill('Sollecito');
  await editor.getByLabel('Oggetto').fill('Sollecito – fattura {{numero}}');
  await editor.getByLabel('Testo').fill('Spett.le {{cliente}},\n\nla fattura {{numero}} non risulta pagata.');
  await expect(editor).toContainText('Campi: numero, cliente');
  await expectAccessible(page);
  await pictures(page, 'template-1-editor');
  await editor.getByRole('button', { name: 'Salva il modello' }).click();
  await expect(page.getByRole('button', { name: 'Modifica il modello Sollecito' })).toBeVisible();
  await page.getByRole('button', { name: 'Modifica il modello Sollecito' }).scrollIntoViewIfNeeded();
  await pictures(page, 'template-2-settings');
  await page.keyboard.press('Escape');
  await startWriting(page);
  await page.getByRole('textbox', { name: 'Testo' }).fill('Distinti saluti');
  await page.getByRole('button', { name: 'Modelli…' }).click();
  const dialog = page.getByRole('dialog');
  await pictures(page, 'template-3-choose');
  await dialog.getByRole('button', { name: 'Usa il modello Sollecito' }).click();
  await expect(dialog.getByLabel('numero')).toBeFocused();
  await page.keyboard.type('12{{cliente}}');
  await dialog.getByLabel('cliente').fill('Alfa S.r.l.');
  await expect(dialog.getByRole('region', { name: 'Come verrà' })).toContainText('la fattura 12{{cliente}} non risulta pagata.');
  await expectAccessible(page);
  await pictures(page, 'template-4-fields');
  await dialog.getByRole('button', { name: 'Inserisci in cima al testo' }).click();
  await expect(page.getByRole('textbox', { name: 'Oggetto' })).toHaveValue('Sollecito – fattura 12{{cliente}}');
  await expect(page.getByRole('textbox', { name: 'Testo' })).toHaveValue(
    'Spett.le Alfa S.r.l.,\n\nla fattura 12{{cliente}} non risulta pagata.\n\nDistinti saluti',
  );
  await expect(composer(page).getByRole('button', { name: /^Togli / })).toHaveCount(0);
});

test('recipients: suggestions, several pasted at once, a wrong one comes back to be corrected', async ({ open }) => {
  const { page } = await open();
  await startWriting(page);
  const to = page.getByRole('combobox', { name: 'A', exact: true });
  await to.evaluate((element) => {
    const clipboard = new DataTransfer();
    clipboard.setData('text/plain', 'uno@pec.example; Rossi, Mario <m@pec.example>\nsbagliato@');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }));
  });
  await expect(composer(page).getByRole('button', { name: /^Togli / })).toHaveCount(3);
  await to.focus();
  await page.keyboard.press('Backspace');
  await expect(to).toHaveValue('sbagliato@');
  await page.keyboard.type('pec.example');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('button', { name: 'Togli sbagliato@pec.example' })).toBeVisible();
  // Cc says at once what it costs, and one press undoes it.
  await page.getByRole('button', { name: 'Aggiungi Cc' }).click();
  await page.getByRole('combobox', { name: 'Cc' }).fill('altro@pec.example');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByText('Chi è in Cc dà solo una ricevuta sintetica, senza copia del messaggio. Per averne')).toBeVisible();
  await preflight(page).getByRole('button', { name: 'Sposta tutti in «A»' }).click();
  await expect(composer(page).getByRole('button', { name: 'Togli altro@pec.example' })).toBeVisible();
  await expect(preflight(page)).not.toContainText('ricevuta sintetica');
});

test('a file by the field, its size, away again; a message with warnings asks before it leaves; later at a chosen time', async ({
  open,
}) => {
  const { page } = await open();
  await startWriting(page);
  await page
    .locator('input[type=file]')
    .setInputFiles([{ name: 'atto.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_234_567) }]);
  await expect(composer(page).getByText('1,2 MB', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Togli atto.pdf' }).click();
  await expect(page.getByRole('heading', { name: 'Allegati' })).toBeFocused();
  await page.getByRole('combobox', { name: 'A', exact: true }).fill('uno@pec.example,');
  await page.getByRole('button', { name: 'Aggiungi Cc' }).click();
  await page.getByRole('combobox', { name: 'Cc' }).fill('due@pec.example');
  await page.getByRole('textbox', { name: 'Oggetto' }).fill('Programmata');
  await page.getByRole('button', { name: 'Invia più tardi' }).click();
  await page.getByLabel('Parte il').fill('2030-01-02T08:00');
  await page.getByRole('button', { name: 'Programma l’invio' }).click();
  await expect(page.getByRole('dialog')).toContainText('Chi è in Cc dà solo una ricevuta sintetica');
  await page.getByRole('button', { name: 'Invia comunque' }).click();
  await expect(page.getByText(/Programmata: partirà 2 gen 2030/)).toBeVisible();
  await page.getByRole('button', { name: /^Bozze, In uscita/ }).click();
  await expect(page.getByText(/^Partirà 2 gen 2030/)).toBeVisible();
  await page.getByRole('button', { name: 'Annulla invio' }).click();
  await expect(page.getByRole('textbox', { name: 'Oggetto' })).toHaveValue('Programmata');
});
