// Real Chromium against the headless host. The executable comes from scripts/test.ts, or is looked
// for here when Playwright is started alone.
import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, findChromium } from './scripts/find-chromium.ts';

const executablePath = await findChromium();

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results/browser',
  timeout: 90_000,
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.001 } },
  // Every file starts a host and providers of its own.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter:
    process.env['PLICO_BROWSER_REPORT'] === undefined ? 'list' : [['json', { outputFile: process.env['PLICO_BROWSER_REPORT'] }], ['line']],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    locale: 'it-IT',
    timezoneId: 'Europe/Rome',
    launchOptions: { args: [...CHROMIUM_ARGUMENTS], ...(executablePath === null ? {} : { executablePath }) },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
