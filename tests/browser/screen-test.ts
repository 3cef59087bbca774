// What every test of the screen needs: a host with invented data, a page with the clock of the
// invented boxes, and a watch that fails the test on anything the page should not do.
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startFakeHost, type FakeHost, type HostOptions } from './fake-host/host.ts';
import { NOW } from './fake-host/people.ts';

export { expect };

// Chromium reports what our policy stops while HTML is parsed inertly, before it is made harmless, and
// blocked scripts of a frame that never had any (STACK-FINDINGS §4).
const NOISE =
  /Executing inline event handler|Blocked script execution in 'about:srcdoc'|Setting the document's base URI|Loading media from/;

export type Opened = {
  readonly page: Page;
  readonly host: FakeHost;
  /** Console errors, uncaught errors, and requests that left the host. */
  readonly faults: string[];
};

export const test = base.extend<{ open: (options?: HostOptions) => Promise<Opened> }>({
  open: async ({ page }, use) => {
    const hosts: FakeHost[] = [];
    await page.clock.setFixedTime(NOW);
    const faults = watchFaults(page);
    await use(async (options) => {
      const host = await startFakeHost(options);
      hosts.push(host);
      await page.goto(host.url);
      return { page, host, faults };
    });
    for (const host of hosts) await host.close();
    expect(faults).toEqual([]);
  },
});

/** Fills while the page lives: console errors, uncaught errors, and requests that left the host. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !NOISE.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:', 'about:'].includes(url.protocol) && url.hostname !== '127.0.0.1') faults.push(`request: ${request.url()}`);
  });
  return faults;
}

/** No violation of WCAG 2.2 A and AA; the mail frame is a document of the sender's. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .exclude('iframe')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

/** Nothing scrolls sideways and no control or text of ours is cut by the window. */
export async function expectFits(page: Page): Promise<void> {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter(
        (element) => element.scrollWidth > element.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
      )
      .map((element) => element.className),
  );
  const page_ = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect({ wide, page: page_ }).toEqual({ wide: [], page: 0 });
}

/** The row whose spoken name contains the text. */
export function row(page: Page, text: string): ReturnType<Page['getByRole']> {
  return page.getByRole('option', { name: text });
}
