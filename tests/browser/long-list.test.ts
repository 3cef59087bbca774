// A million rows at two pixel ratios and both densities: every row can be reached, few are drawn, and
// what arrives above does not move what is read (RENDERER §5, §8).
import type { Page } from '@playwright/test';
import { numbered } from './fake-host/numbered.ts';
import { hashOf, STUDIO } from './fake-host/people.ts';
import { expect, test } from './screen-test.ts';

const MILLION = 1_000_000;

const numberedRow = (page: Page, number: number): ReturnType<Page['getByRole']> =>
  page.getByRole('option', { name: new RegExp(`Riga ${number}(?!\\d)`) });

const drawn = (page: Page): Promise<number> => page.getByRole('option').count();

/** Number of the first row whose top is inside the list, and where it stands. */
const top = (page: Page): Promise<{ number: number; y: number }> =>
  page.evaluate(() => {
    const list = document.querySelector('[role="listbox"]')?.getBoundingClientRect();
    const rows = [...document.querySelectorAll('[role="option"]')]
      .map((element) => ({ y: element.getBoundingClientRect().top - (list?.top ?? 0), text: element.textContent ?? '' }))
      .filter((each) => each.y >= 0)
      .sort((left, right) => left.y - right.y);
    return { number: Number(/Riga (-?\d+)/.exec(rows[0]?.text ?? '')?.[1] ?? Number.NaN), y: rows[0]?.y ?? Number.NaN };
  });

for (const ratio of [1, 2]) {
  for (const density of ['normal', 'compact'] as const) {
    test.describe(`ratio ${ratio}, ${density}`, () => {
      test.use({ deviceScaleFactor: ratio });

      test('End, Home, thumb, wheel: the right rows, few of them', async ({ open }) => {
        const source = numbered(MILLION);
        const { page } = await open({ source, settings: { density } });
        await expect(numberedRow(page, 0)).toBeVisible();
        expect(await page.getByRole('listbox').getAttribute('aria-label')).toBe('Tutte, Tutte le caselle');

        await page.keyboard.press('End');
        const last = numberedRow(page, 999999);
        await expect(last).toBeVisible();
        await expect(last).toHaveAttribute('aria-posinset', '1000000');
        await expect(last).toHaveAttribute('aria-setsize', '1000000');
        expect(await drawn(page)).toBeLessThanOrEqual(80);

        await page.keyboard.press('Home');
        await expect(numberedRow(page, 0)).toBeVisible();

        const list = page.getByRole('listbox');
        await list.evaluate((element) => (element.scrollTop = (element.scrollHeight - element.clientHeight) * 0.37));
        await expect.poll(async () => Math.abs((await top(page)).number - 370_000)).toBeLessThan(200);

        const before = await top(page);
        await list.hover();
        for (let step = 0; step < 20; step += 1) await page.mouse.wheel(0, 100);
        const rowHeight = density === 'compact' ? 44 : 64;
        // A wheel step is real pixels, however long the list is; the driver counts device pixels.
        await expect
          .poll(async () => Math.round(((await top(page)).number - before.number) * rowHeight - ((await top(page)).y - before.y)))
          .toBe(2_000 / ratio);
        expect(await drawn(page)).toBeLessThanOrEqual(80);
      });
    });
  }
}

test('rows arriving above leave what is read in its place', async ({ open }) => {
  const source = numbered(20_000);
  const { page, host } = await open({ source });
  await expect(numberedRow(page, 0)).toBeVisible();
  await page.getByRole('listbox').evaluate((element) => (element.scrollTop = 3_210));
  await expect.poll(async () => (await top(page)).number).toBe(51);
  const before = await top(page);
  source.add(100);
  host.emit({ kind: 'messages', account: STUDIO, hashes: [], dispatches: [], many: true });
  await expect(page.getByText('20.100 righe')).toBeVisible();
  await expect.poll(() => top(page)).toEqual(before);
});

test('at the top, new rows show', async ({ open }) => {
  const source = numbered(5_000);
  const { page, host } = await open({ source });
  await expect(numberedRow(page, 0)).toBeVisible();
  source.add(3);
  host.emit({ kind: 'messages', account: STUDIO, hashes: [hashOf('row -1')], dispatches: [], many: false });
  await expect(numberedRow(page, -3)).toBeVisible();
});

test('the cursor stays on its row when rows arrive above', async ({ open }) => {
  const source = numbered(5_000);
  const { page, host } = await open({ source });
  await expect(numberedRow(page, 0)).toBeVisible();
  for (const key of ['j', 'j', 'j', 'j']) await page.keyboard.press(key);
  source.add(5);
  host.emit({ kind: 'messages', account: STUDIO, hashes: [], dispatches: [], many: true });
  await expect(numberedRow(page, -5)).toBeVisible();
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          document.getElementById(document.querySelector('[role="listbox"]')?.getAttribute('aria-activedescendant') ?? '')?.textContent ??
          '',
      ),
    )
    .toMatch(/Riga 3(?!\d)/);
});

test('a storm of 10,000 events does not stop the screen', async ({ open }) => {
  test.setTimeout(120_000);
  const source = numbered(5_000);
  const { page, host } = await open({ source });
  await expect(numberedRow(page, 0)).toBeVisible();
  host.calls.splice(0);
  for (let burst = 0; burst < 100; burst += 1) {
    for (let count = 0; count < 100; count += 1)
      host.emit({ kind: 'messages', account: STUDIO, hashes: [hashOf(`row ${count}`)], dispatches: [], many: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await page.keyboard.press('j');
  await expect(numberedRow(page, 0)).toBeVisible();
  const frames = host.calls.filter((call) => call === 'list.frame').length;
  expect(frames).toBeLessThanOrEqual(41);
});

test('the link to the core drops and comes back', async ({ open }) => {
  const { page, host } = await open({ source: numbered(50) });
  await expect(numberedRow(page, 0)).toBeVisible();
  host.drop();
  await expect(page.getByText('Collegamento con il programma interrotto')).toBeVisible();
  await expect(page.getByText('Collegamento con il programma interrotto')).toBeHidden({ timeout: 10_000 });
  await expect(numberedRow(page, 0)).toBeVisible();
});
