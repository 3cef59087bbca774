// `npm run bench screen`: the screen alone, at a million rows, in the Chromium of this machine, against a
// host that answers at once: opening, opening a message, dragging from top to bottom, memory. With
// --url LINK it measures a running host instead (plico serve over a real archive).
// Arguments: --rows N (1000000), --url LINK, --open N messages (60).
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { BlobHash } from '#shared/model/ids';
import type { MessageView } from '#shared/model/views';
import { startFakeHost } from './fake-host/host.ts';
import { mailbox } from './fake-host/mailbox.ts';
import { numbered } from './fake-host/numbered.ts';
import { hashOf } from './fake-host/people.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from '#scripts/find-chromium';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, url: { type: 'string' }, open: { type: 'string', default: '60' } },
});

type Measured = { readonly what: string; readonly value: number; readonly unit: 'ms' | 'MB'; readonly must: number };

async function main(): Promise<number> {
  const executablePath = await findChromium();
  if (executablePath === null) {
    process.stderr.write('plico: no Chromium on this machine; set PLICO_CHROMIUM or install one\n');
    return 3;
  }
  const host = values.url === undefined ? await startFakeHost({ source: numbered(Number(values.rows)), messageOf: anyMessage }) : null;
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'it-IT', timezoneId: 'Europe/Rome' });
    const results = await measure(browser, page, values.url ?? host?.url ?? '');
    for (const { what, value, unit, must } of results) {
      const good = value <= must;
      process.stdout.write(`${good ? 'ok  ' : 'MISS'} ${what.padEnd(44)} ${value.toFixed(1).padStart(8)} ${unit}   (at most ${must})\n`);
    }
    return results.every(({ value, must }) => value <= must) ? 0 : 1;
  } finally {
    await browser.close();
    await host?.close();
  }
}

async function measure(browser: Browser, page: Page, url: string): Promise<readonly Measured[]> {
  await page.addInitScript(WATCH_FIRST_ROW);
  await page.goto(url);
  await page.waitForFunction(() => Number(Reflect.get(window, 'firstRowMs') ?? 0) > 0);
  const firstListMs = await page.evaluate(() => Number(Reflect.get(window, 'firstRowMs') ?? 0));
  const openings = await openMessages(page, Number(values.open));
  const frames = await dragThrough(page, 6_000);
  const memory = await rendererMegabytes(browser);
  return [
    { what: 'page start to the first row painted', value: firstListMs, unit: 'ms', must: 1_000 },
    { what: 'click to painted message, median', value: part(openings, 0.5), unit: 'ms', must: 50 },
    { what: 'click to painted message, p95', value: part(openings, 0.95), unit: 'ms', must: 50 },
    { what: 'frame while dragging top to bottom, p95', value: part(frames, 0.95), unit: 'ms', must: 16.8 },
    { what: 'longest frame while dragging', value: part(frames, 1), unit: 'ms', must: 50 },
    { what: 'memory of the renderer process', value: memory, unit: 'MB', must: 250 },
  ];
}

const WATCH_FIRST_ROW = `(() => {
  const look = () => {
    if (document.querySelector('[role="option"]:not([aria-busy])') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => { window.firstRowMs = performance.now(); });
  };
  look();
})();`;

/** Each is from the click event to the frame after the one whose heading and body are the message's. */
async function openMessages(page: Page, count: number): Promise<readonly number[]> {
  return page.evaluate(async (wanted) => {
    const times: number[] = [];
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let step = 0; step < wanted; step += 1) {
      const rows = [...document.querySelectorAll<HTMLElement>('[role="option"]')];
      const row = rows[2 + (step % Math.max(1, Math.min(10, rows.length - 2)))];
      const before = document.querySelector('h1')?.textContent ?? '';
      if (row === undefined) break;
      const startedAt = performance.now();
      row.click();
      while ((document.querySelector('h1')?.textContent ?? '') === before && performance.now() - startedAt < 5_000) await frame();
      await frame();
      times.push(performance.now() - startedAt);
      // A person reads; the screen fetches ahead and settles.
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return times;
  }, count);
}

async function dragThrough(page: Page, durationMs: number): Promise<readonly number[]> {
  return page.evaluate(async (duration) => {
    const list = document.querySelector('[role="listbox"]');
    if (list === null) return [Number.POSITIVE_INFINITY];
    const frames: number[] = [];
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    let last = await frame();
    const startedAt = last;
    while (last - startedAt < duration) {
      list.scrollTop = ((last - startedAt) / duration) * (list.scrollHeight - list.clientHeight);
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    return frames;
  }, durationMs);
}

/** Private memory of the largest renderer process, from the kernel. */
async function rendererMegabytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter((each) => each.type === 'renderer')
    .map((each) => Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${each.id}/status`, 'utf8'))?.[1] ?? 0) / 1_000);
  return Math.max(0, ...sizes);
}

function part(values_: readonly number[], share: number): number {
  const sorted = values_.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.POSITIVE_INFINITY;
}

function anyMessage(hash: BlobHash): MessageView | null {
  const like = mailbox.messages.get(hashOf('proven'));
  return like === undefined ? null : { ...like, hash, subject: `Messaggio ${hash.slice(0, 12)}` };
}

process.exitCode = await main();
