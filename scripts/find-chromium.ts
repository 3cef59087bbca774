// The browser of the tests: PLICO_CHROMIUM, else the system's Chromium, else the one inside
// @sparticuz/chromium (unpacked to a temporary folder, about 3 s the first time).
import { accessSync, constants } from 'node:fs';

/** Never the arguments of @sparticuz/chromium: those switch web security and site isolation off. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SYSTEM: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null when no browser can be had on this machine. */
export async function findChromium(): Promise<string | null> {
  const chosen = process.env['PLICO_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return runs(chosen) ? chosen : null;
  const installed = SYSTEM.find(runs);
  if (installed !== undefined) return installed;
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch {
    return null; // the package was left out, or there is no room to unpack it
  }
}
