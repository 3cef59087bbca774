// Somebody who does what he came for: presses are counted, each step leaves a picture with `npm run screens`,
// and at the end clicks and seconds are printed.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';

const FOLDER = path.resolve(import.meta.dirname, '../../test-results/stories');
export const TAKES_PICTURES = process.env['PLICO_SCREENS'] !== undefined;

/** Presses count; looking does not. */
export function person(page: Page, story: string) {
  const started = performance.now();
  let presses = 0;
  let step = 0;
  return {
    async clicks(what: Locator): Promise<void> {
      await what.click();
      presses += 1;
    },
    async sees(what: string): Promise<void> {
      step += 1;
      if (!TAKES_PICTURES) return;
      mkdirSync(FOLDER, { recursive: true });
      // A picture is not taken halfway between two themes.
      await page.emulateMedia({ reducedMotion: 'reduce' });
      for (const [width, height] of [
        [1440, 900],
        [900, 700],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const theme of ['light', 'dark'] as const) {
          await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
          await page.screenshot({ path: path.join(FOLDER, `${story}-${step}-${what}-${width}-${theme}.png`) });
        }
      }
      await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
      await page.setViewportSize({ width: 1440, height: 900 });
    },
    done(): number {
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      process.stdout.write(`\n${story}: ${presses} clicks, ${seconds} s by the robot\n`);
      return presses;
    },
  };
}
