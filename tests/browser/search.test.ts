// The search field as a person uses it: what is offered, results with their words marked, views, a
// dropped file.
import { createHash } from 'node:crypto';
import { expect, expectAccessible, row, test } from './screen-test.ts';

test('filters are offered and taken by keyboard, searches are remembered and forgotten', async ({ open }) => {
  const { page, host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('/');
  const field = page.getByRole('combobox', { name: 'Cerca' });
  const offered = page.getByRole('listbox', { name: 'Suggerimenti per la ricerca' });
  await expect(offered.getByRole('option', { name: 'stato: esito o gestione' })).toBeVisible();
  await page.keyboard.type('stat');
  await expect(offered.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(field).toHaveValue('stato:');
  await page.keyboard.type('non-c');
  await expect(offered.getByRole('option').first()).toContainText('stato:non-consegnata');
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('stato:non-consegnata ');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.type('diffida');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /Risultati «diffida»/ })).toBeVisible();
  await expect(row(page, 'Diffida e messa in mora').locator('mark')).toHaveText(/diffida/i);
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await expect(offered.getByRole('option').first()).toHaveText(/diffida.*Recente/);
  await page.keyboard.press('Escape');
  await expect(offered).toBeHidden();
  await expect(field).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await offered.getByRole('option', { name: 'Dimentica le ricerche recenti' }).click();
  await expect(offered.getByRole('option', { name: /Recente/ })).toHaveCount(0);
  expect(host.calls).toContain('search.snippets');
});

test('a search becomes a view, is found again, and goes', async ({ open }) => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('comune');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Salva come vista' }).click();
  const dialog = page.getByRole('dialog', { name: 'Salva la ricerca come vista' });
  await expect(dialog.getByRole('textbox', { name: 'Nome della vista' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Con il Comune');
  await page.keyboard.press('Enter');
  const view = page.getByRole('navigation').getByRole('button', { name: 'Con il Comune' });
  await expect(view).toHaveAttribute('aria-current', 'page');
  await page.getByRole('navigation').getByRole('button', { name: 'Inviate' }).click();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('con il comune');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Con il Comune · Tutte le caselle' })).toBeVisible();
  await page.getByRole('button', { name: 'Togli dalle viste' }).click();
  await expect(view).toBeHidden();
});

test('a dropped file is looked for by its bytes, which stay in the page', async ({ open }) => {
  const { page, host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['contratto firmato'], 'contratto.pdf', { type: 'application/pdf' }));
    return transfer;
  });
  await page.getByRole('search').dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByRole('heading', { name: 'Messaggi che portano «contratto.pdf»' })).toBeVisible();
  await expect(page.getByText('Nessun messaggio in archivio porta questo file, byte per byte.')).toBeVisible();
  const digest = createHash('sha256').update('contratto firmato').digest('hex');
  await expect(page.getByRole('combobox', { name: 'Cerca' })).toHaveValue(`file:${digest}`);
  expect(host.calls.filter((call) => call.includes('upload'))).toEqual([]);
});

test('more than a thousand is said as such', async ({ open }) => {
  const { page } = await open({
    source: {
      frame: (view) =>
        view.view === 'search'
          ? { revision: 1, count: 1_000, more: true, buckets: [{ firstKey: 'a', count: 1_000 }] }
          : { revision: 1, count: 0, buckets: [] },
      slice: () => [],
      placeOf: () => null,
      counts: () => ({ all: 0, received: 0, sent: 0, problems: 0, unhandled: 0, inCharge: 0 }),
    },
  });
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('rossi');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/1\.?000\+ righe/)).toBeVisible();
});
