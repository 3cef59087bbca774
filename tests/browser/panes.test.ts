// Edges between panes, and files dropped on the window: on a sent message, and anywhere.
import type { Locator, Page } from '@playwright/test';
import { expect, row, test } from './screen-test.ts';

async function drop(page: Page, on: Locator, name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text ?? ''], fileName ?? '', { type: 'application/pdf' }));
      return data;
    },
    [name, content],
  );
  for (const type of ['dragover', 'drop']) await on.dispatchEvent(type, { dataTransfer: transfer });
}

test('an edge is moved by key and by pointer, put back by a double click, and the width is kept', async ({ open }) => {
  const { page, host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  const edge = page.getByRole('separator', { name: 'Larghezza dell’elenco' });
  await edge.focus();
  await page.keyboard.press('ArrowRight');
  await expect(edge).toHaveAttribute('aria-valuenow', '436');
  const box = (await edge.boundingBox()) ?? { x: 0, y: 0 };
  await page.mouse.move(box.x + 4, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 104, box.y + 300, { steps: 4 });
  await page.mouse.up();
  await expect(edge).toHaveAttribute('aria-valuenow', '536');
  const wide = (await page.getByRole('listbox').boundingBox())?.width ?? 0;
  expect(Math.abs(wide - 536)).toBeLessThan(3);
  await page.keyboard.press('End');
  await expect(edge).toHaveAttribute('aria-valuenow', '800');
  await edge.dblclick();
  await expect(edge).toHaveAttribute('aria-valuenow', '420');
  expect(host.calls.filter((call) => call === 'settings.set').length).toBeLessThanOrEqual(6);
});

test('a file dropped on a sent message is compared with what was sent; dropped elsewhere it is looked for', async ({ open }) => {
  const { page } = await open();
  await row(page, 'Diffida').first().click();
  const message = page.locator('[data-pane="message"]');
  await expect(message.getByRole('table')).toBeVisible();
  await drop(page, message, 'procura.pdf', 'another file');
  await expect(message.getByText('procura.pdf NON è l’allegato procura.pdf che è stato inviato.')).toBeVisible();
  await expect(message.getByText(/Il primo byte diverso è il numero 1$/)).toBeVisible();
  await drop(page, message, 'qualunque.pdf', 'procura.pdf');
  await expect(message.getByText('qualunque.pdf è identico all’allegato procura.pdf consegnato a 2 destinatari.')).toBeVisible();
  await drop(page, page.getByRole('listbox'), 'altrove.pdf', 'procura.pdf');
  await expect(page.getByRole('combobox').first()).toHaveValue(/altrove|file:/);
});
