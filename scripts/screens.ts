// `npm run screens [playwright options]`: takes the pictures of the screens anew. Browser tests whose
// title carries @screens write them to assets/screenshots (README) and test-results/screens (to look at).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from './find-chromium.ts';
import { ROOT } from './source-files.ts';
import { killRunning, runSuite } from './suite-process.ts';

const LIMIT_MS = 15 * 60_000;

async function main(argv: readonly string[]): Promise<number> {
  const executable = await findChromium();
  if (executable === null) {
    process.stderr.write('plico: no Chromium on this machine; set PLICO_CHROMIUM or install one\n');
    return 3;
  }
  const built = await runSuite(['scripts/build.ts', 'renderer'], LIMIT_MS);
  if (built.code !== 0) return 3;
  for (const folder of ['assets/screenshots', 'test-results/screens']) mkdirSync(path.join(ROOT, folder), { recursive: true });
  const end = await runSuite(['node_modules/@playwright/test/cli.js', 'test', '--grep', '@screens', ...argv], LIMIT_MS, {
    PLICO_CHROMIUM: executable,
    PLICO_SCREENS: '1',
  });
  return end.code ?? 1;
}

if (import.meta.main) {
  process.on('SIGINT', () => {
    killRunning();
    process.exit(130);
  });
  process.exitCode = await main(process.argv.slice(2));
}
