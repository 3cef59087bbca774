// Writing and sending on screen: pre-flight, drafts, attachments, undo, the outbox.
import type { Page } from '@playwright/test';
import { expect, row, test } from './screen-test.ts';

const composer = (page: Page): ReturnType<Page['locator']> => page.locator('[data-scope="composer"]');
const preflight = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('complementary', { name: 'Prima di inviare' });

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
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(composer(page).getByRole('button', { name: /Togli Comune di Valdoro/ })).toBeVisible();
  await expect(preflight(page)).toContainText('Pronto per l’invio');
  await page.getByRole('textbox', { name: 'Oggetto' }).focus();
  await page.keyboard.type('Diffida ad adempiere');
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
