// The offline verifier out of a bundle, opened from disk in real Chromium: on good and on tampered
// bundles it says what `plico verify` and the commands of openssl say (EVI-10, EVI-13).
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { bash, copyOf, filesUnder, openDemoLab, plico, unpack, type EvidenceLab } from '#tests/support/evidence-lab';
import { FORGERIES, remade, sentForgery } from '#tests/support/bundle-forger';
import { LOG_FORGERIES } from '#tests/support/log-forger';
import { startTimestampAuthority, type TimestampServer } from '#tests/support/timestamp-authority';

const PICTURES = path.resolve(import.meta.dirname, '../../test-results/verifier');

let lab: EvidenceLab;
let authority: TimestampServer | null = null;
let zip = '';
let folder = '';
let trust = '';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  lab = await openDemoLab();
  authority = await startTimestampAuthority();
  zip = path.join(lab.home, 'bundle.zip');
  // A stamp over the log as well: the first that covers the messages goes into their bundle.
  expect((await plico(['audit', 'anchor', '--tsa', authority.url, '--data', lab.profile])).code).toBe(0);
  const { code } = await plico(['export', lab.id('Notificazione'), '--to', zip, '--tsa', authority.url, '--data', lab.profile]);
  expect(code).toBe(0);
  folder = await unpack(zip, path.join(lab.home, 'unpacked'));
  trust = path.join(lab.home, 'anchors.pem');
  copyFileSync(path.join(folder, 'data/trust/anchors.pem'), trust);
  mkdirSync(PICTURES, { recursive: true });
});
test.afterAll(() => {
  authority?.close();
  lab.close();
});

type Verdict = { readonly indication: string; readonly because: string };

async function opened(page: Page): Promise<string[]> {
  const outside: string[] = [];
  page.on('request', (request) => (/^(file|data|blob):/.test(request.url()) ? undefined : outside.push(request.url())));
  page.on('pageerror', (error) => outside.push(error.message));
  await page.goto(pathToFileURL(path.join(folder, 'verifica.html')).href);
  return outside;
}

async function verdictOf(page: Page, chosen: string): Promise<Verdict> {
  const input = chosen.endsWith('.zip') ? '#choose-zip' : '#choose-folder';
  await page.reload();
  await page.locator(input).setInputFiles(chosen);
  await page.waitForFunction(() => document.body.dataset['verdict'] !== undefined);
  return page.evaluate(() => ({ indication: document.body.dataset['verdict'] ?? '', because: document.body.dataset['because'] ?? '' }));
}

async function ownVerdict(bundle: string): Promise<Verdict> {
  const run = await plico(['verify', bundle, '--trust', trust, '--json']);
  const { conclusion } = JSON.parse(run.stdout) as {
    readonly conclusion: { readonly indication: string; readonly because: string | null };
  };
  return { indication: conclusion.indication, because: conclusion.because ?? '' };
}

test('passes the folder and the ZIP, asks nothing of a network, and fits both themes and widths', async ({ page }) => {
  const outside = await opened(page);
  const verdicts = [await verdictOf(page, folder), await verdictOf(page, zip)];
  const rows = await page.locator('tbody tr').count();
  for (const [width, scheme] of [
    [1440, 'light'],
    [700, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: path.join(PICTURES, `passed-${width}-${scheme}.png`), fullPage: true });
  }
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const passed = { indication: 'passed', because: '' };
  expect({ verdicts, rows, outside, sideways }).toEqual({ verdicts: [passed, passed], rows: 8, outside: [], sideways: 0 });
});

const REMAKE = `for n in 256 512; do find data -type f | LC_ALL=C sort | xargs sha\${n}sum > manifest-sha$n.txt; done
  find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | xargs sha256sum > ../tag; mv ../tag tagmanifest-sha256.txt`;

/** With the inventory made to fit: only the provider's own signature is left to tell. */
function forgeReceipt(copy: string): string {
  const receipt = filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '';
  const file = path.join(copy, receipt);
  writeFileSync(file, readFileSync(file, 'latin1').replace(/consegnato/, 'consegnata'), 'latin1');
  rmSync(path.join(copy, 'attest'), { recursive: true });
  return `d=$(sha256sum ${receipt} | cut -c1-64); e=$(sha512sum ${receipt} | cut -c1-128); old=$(echo ${receipt} | sed 's/.*-\\([0-9a-f]*\\).eml/\\1/')
    new=$(echo ${receipt} | sed "s/$old/$(echo $d | cut -c1-16)/"); mv ${receipt} $new
    python3 - "$d" "$e" ${receipt} $new <<'PY'
import json,sys
d,e,old,new=sys.argv[1:]
m=json.load(open('data/manifest.json'))
for row in m['files']+m['messages']:
    if row['path']==old: row.update(path=new,sha256=d,sha512=e)
json.dump(m,open('data/manifest.json','w'))
PY
    sed -i "s#${receipt}#$new#g" verifica.sh
    ${REMAKE}`;
}

function flip(file: string, fromEnd: number | null = null): void {
  const bytes = readFileSync(file);
  const at = fromEnd === null ? Math.floor(bytes.length / 2) : bytes.length - fromEnd;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

const TAMPERED: readonly (readonly [string, (copy: string) => string | void, string])[] = [
  [
    'a receipt with one bit changed',
    (copy) => flip(path.join(copy, filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '')),
    'bundle.manifests',
  ],
  ['a report with one bit changed', (copy) => flip(path.join(copy, 'data/report/report.pdf')), 'bundle.manifests'],
  ['a file added', (copy) => writeFileSync(path.join(copy, 'data/more.txt'), 'x'), 'bundle.complete'],
  ['a file removed', (copy) => rmSync(path.join(copy, 'data/timeline.csv')), 'bundle.complete'],
  ['a file added beside', (copy) => writeFileSync(path.join(copy, 'more.txt'), 'x'), 'bundle.root'],
  ['the manifest with one bit changed', (copy) => flip(path.join(copy, 'manifest-sha512.txt')), 'bundle.root'],
  ['the signature of the root changed', (copy) => flip(path.join(copy, 'attest/root.sig'), 5), 'bundle.attestation'],
  ['the time-stamp changed', (copy) => flip(path.join(copy, 'attest/root.tsr'), 20), 'bundle.attestation'],
  ['everything re-made over a forged receipt', forgeReceipt, 'bundle.messages'],
];

test('EVI-10 it agrees with `plico verify` and with openssl on every tampered bundle', async ({ page }) => {
  test.setTimeout(300_000);
  const outside = await opened(page);
  const seen: unknown[] = [];
  for (const [what, spoil] of TAMPERED) {
    const home = mkdtempSync(path.join(lab.home, 'copy-'));
    const copy = copyOf(folder, home);
    const script = spoil(copy);
    if (typeof script === 'string') expect(await bash(`set -e; ${script}`, copy)).toMatchObject({ code: 0 });
    const [own, expert] = await Promise.all([ownVerdict(copy), bash('bash verifica.sh', copy)]);
    seen.push([what, await verdictOf(page, copy), own, expert.code === 0]);
    rmSync(home, { recursive: true, force: true });
  }
  const failed = TAMPERED.map(([what, , because]) => [what, { indication: 'failed', because }, { indication: 'failed', because }, false]);
  expect({ seen, outside }).toEqual({ seen: failed, outside: [] });
});

test('EVI-06 it finds what was made to fit, names the file in its headline, and says it in both languages', async ({ page }) => {
  test.setTimeout(120_000);
  await opened(page);
  const seen: unknown[] = [];
  const sent: typeof FORGERIES = [
    [
      'another text in the sent message',
      (copy) => sentForgery(copy, `b=re.sub(rb'(\\r?\\n\\r?\\n.*?)[Nn]otific',lambda f: f[1]+b'Rettific',b,count=1,flags=re.S)`),
      'bundle.sent',
    ],
    [
      'another subject in the sent message',
      (copy) => sentForgery(copy, `b=re.sub(rb'(?m)^Subject: .*?$',b'Subject: altro\\r',b,count=1)`),
      'bundle.sent',
    ],
  ];
  for (const [what, forge, because] of [...FORGERIES, ...sent]) {
    const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'forged-')));
    expect(await bash(forge(copy), copy)).toMatchObject({ code: 0 });
    seen.push([what, await verdictOf(page, copy), { indication: 'failed', because }]);
  }
  expect(seen).toEqual(seen.map((row) => [(row as unknown[])[0], (row as unknown[])[2], (row as unknown[])[2]]));

  const copy = copyOf(folder, mkdtempSync(path.join(lab.home, 'named-')));
  const receipt = filesUnder(copy).find((file) => file.includes('-consegna-')) ?? '';
  flip(path.join(copy, receipt));
  writeFileSync(path.join(copy, 'more.txt'), 'x');
  await verdictOf(page, copy);
  const name = path.basename(receipt);
  const headlines: (string | null)[] = [];
  for (const language of ['Italiano', 'English']) {
    const button = page.getByRole('button', { name: language });
    if (await button.isVisible()) await button.click();
    headlines.push(await page.locator('.verdict').textContent());
    await page.screenshot({ path: path.join(PICTURES, `failed-${language}.png`), fullPage: true });
  }
  const details = await page.locator('ul.checks').first().textContent();
  expect({ headlines, details: details?.includes('more.txt') }).toEqual({
    headlines: [
      `✕ NON SUPERATO: il contenuto di ${name} non è più quello dichiarato`,
      `✕ FAILED: the content of ${name} is not the stated one any more`,
    ],
    details: true,
  });
});

test('a ZIP with a second directory is not read: other programs would find other files in it', async ({ page }) => {
  await opened(page);
  const twice = path.join(lab.home, 'twice.zip');
  writeFileSync(twice, Buffer.concat([readFileSync(zip), readFileSync(zip)]));
  expect(await verdictOf(page, twice)).toEqual({ indication: 'failed', because: 'bundle.structure' });
});

type Name = 'before' | 'anchored' | 'later' | 'stamped';

async function firstLine(out: Readable): Promise<string> {
  let text = '';
  for await (const piece of out) {
    text += String(piece);
    if (text.includes('\n')) break;
  }
  return text;
}

test('EVI-06 EVI-10 what the log says: anchors and stamps hold, and what was forged in it and made to fit is found', async ({ page }) => {
  test.setTimeout(240_000);
  const writer = spawn(process.execPath, [path.resolve('tests/support/anchored-bundles-writer.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const bundles = JSON.parse(await firstLine(writer.stdout)) as Record<Name, { zip: string; folder: string }> & { readonly home: string };
    const outside = await opened(page);
    const seen: unknown[] = [];
    for (const name of ['before', 'anchored', 'later', 'stamped'] as const) {
      const { indication } = await verdictOf(page, bundles[name].zip);
      seen.push([
        name,
        indication,
        /(?:era già così|voci erano già così|nessuna ancora)/.exec(await page.locator('#result').innerText())?.[0],
      ]);
    }
    const since = async (bundle: string): Promise<string | undefined> => {
      await verdictOf(page, bundle);
      return /già così il \S+/.exec(await page.locator('#result').innerText())?.[0];
    };
    const early = copyOf(bundles.anchored.folder, mkdtempSync(path.join(bundles.home, 'early-')));
    const change = `for row in m['audit']['anchors']: row['verifyAt']['epoch']-=3*86400`;
    expect(await bash(remade(early, change), early)).toMatchObject({ code: 0 });
    expect(await since(early)).toBe(await since(bundles.anchored.zip));
    for (const [what, of, forge] of LOG_FORGERIES) {
      const copy = copyOf(bundles[of].folder, mkdtempSync(path.join(bundles.home, 'forged-')));
      expect(await bash(`${forge(copy) ?? ''}\n${remade(copy)}`, copy)).toMatchObject({ code: 0 });
      seen.push([what, await verdictOf(page, copy)]);
    }
    expect({ seen, outside }).toEqual({
      seen: [
        ['before', 'passed', 'nessuna ancora'],
        ['anchored', 'passed', 'era già così'],
        ['later', 'passed', 'voci erano già così'],
        ['stamped', 'passed', 'era già così'],
        ...LOG_FORGERIES.map(([what]) => [what, { indication: 'failed', because: 'bundle.log' }]),
      ],
      outside: [],
    });
  } finally {
    writer.stdin.end();
  }
});
