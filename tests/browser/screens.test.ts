// Every screen in both themes, both languages, two sizes: a picture to look at, no axe violation,
// nothing that scrolls sideways. `npm run screens` writes the pictures to test-results/screens.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { everyOutboxState } from './fake-host/compose.ts';
import type { HostOptions } from './fake-host/host.ts';
import { sourceOf } from './fake-host/host.ts';
import { at, BETA, manyBoxes, STUDIO, threeBoxes, withHealth } from './fake-host/people.ts';
import { NOTHING_KNOWN } from './fake-host/trust.ts';
import { expect, expectAccessible, expectFits, row, test } from './screen-test.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../test-results/screens');
/** Pictures for the README. */
const SHOWN = path.resolve(import.meta.dirname, '../../assets/screenshots');
const IN_README = ['sent-three', 'why-proven', 'received'];
const PICTURES = process.env['PLICO_SCREENS'] !== undefined;

type Words = {
  readonly why: RegExp;
  readonly source: RegExp;
  readonly sent: string;
  readonly problems: RegExp;
  readonly pieces: RegExp;
  readonly timeline: RegExp;
  readonly perfection: RegExp;
  readonly compare: RegExp;
  readonly identical: RegExp;
  readonly health: RegExp;
  readonly newPassword: RegExp;
};
const WORDS: Readonly<Record<'it' | 'en', Words>> = {
  it: {
    why: /Perché/,
    source: /Sorgente/,
    sent: 'Inviate',
    problems: /Problemi/,
    pieces: /Che cosa serve/,
    timeline: /Cronologia/,
    perfection: /perfezionamento/,
    compare: /Confronta un file/,
    identical: /identico all’allegato procura.pdf consegnato a 2 destinatari/,
    health: /Salute caselle/,
    newPassword: /Aggiorna la password/,
  },
  en: {
    why: /Why/,
    source: /Source/,
    sent: 'Sent',
    problems: /Problems/,
    pieces: /What is needed/,
    timeline: /Timeline/,
    perfection: /Moments of perfection/,
    compare: /Compare a file/,
    identical: /identical to the attachment procura.pdf delivered to 2 recipients/,
    health: /Mailbox health/,
    newPassword: /Update the password/,
  },
};

type Screen = { readonly name: string; readonly host?: HostOptions; readonly go: (page: Page, words: Words) => Promise<void> };

const openRow =
  (text: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('listbox').focus();
    await expect(page.getByRole('option').first()).toBeVisible();
    const wanted = row(page, text).first();
    // In a low window the row may be below what is drawn.
    for (let pages = 0; pages < 5 && !(await wanted.isVisible()); pages += 1) await page.keyboard.press('PageDown');
    await wanted.click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  };
const why =
  (text: string) =>
  async (page: Page, words: Words): Promise<void> => {
    await openRow(text)(page);
    await page.getByRole('button', { name: words.why }).first().click();
    await expect(page.getByRole('complementary')).toContainText(/SHA-256/);
  };
const listed = async (page: Page): Promise<void> => {
  await expect(page.getByRole('option').first()).toBeVisible();
};

const openTrust = async (page: Page): Promise<void> => {
  await listed(page);
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: /Fiducia|Trust/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Fiducia|Trust/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: /Revoc/ })).toBeVisible();
};

const SCREENS: readonly Screen[] = [
  { name: 'list', go: listed },
  {
    name: 'invoice',
    go: async (page) => {
      await openRow('Notifica di esito')(page);
      await page.getByRole('button', { name: /^(Leggi|Read).*00117.xml$/ }).click();
      await expect(page.getByRole('region', { name: /2026\/117/ })).toBeVisible();
      await page.getByRole('button', { name: /^(Leggi|Read).*00118.xml.p7m$/ }).click();
      await page.getByRole('region', { name: /2026\/117/ }).evaluate((element) => element.scrollIntoView({ block: 'start' }));
    },
  },
  { name: 'received', go: openRow('Istanza prot. 4471') },
  { name: 'sent-three', go: openRow('Diffida e messa in mora') },
  { name: 'sent-attention', go: openRow('Recesso dal contratto') },
  { name: 'anomaly', go: openRow('Re: preventivo') },
  { name: 'unreadable', go: openRow('ignoto@pec.mittente.example') },
  { name: 'pending', go: openRow('Avviso di addebito') },
  { name: 'forged', go: openRow('Ricorso per decreto ingiuntivo') },
  { name: 'newsletter', go: openRow('Novità di novembre') },
  { name: 'why-proven', go: why('Diffida e messa in mora') },
  { name: 'why-notes', go: why('Cartella di pagamento') },
  { name: 'why-undecided', go: why('Trasmissione documenti 2009') },
  { name: 'why-refused', go: why('Ricorso per decreto ingiuntivo') },
  { name: 'why-ordinary', go: why('Novità di novembre') },
  { name: 'why-anomaly', go: why('Re: preventivo') },
  {
    name: 'source',
    go: async (page, words) => {
      await openRow('Istanza prot. 4471')(page);
      await page.getByRole('button', { name: words.source }).click();
      await expect(page.getByText('Subject: prova')).toBeVisible();
    },
  },
  {
    name: 'problems',
    go: async (page, words) => {
      await listed(page);
      await page.getByRole('button', { name: words.problems }).click();
      await page.getByRole('option').first().click();
      await expect(page.getByRole('article').first()).toBeVisible();
    },
  },
  {
    name: 'proof-details',
    go: async (page, words) => {
      await openRow('Diffida e messa in mora')(page);
      for (const name of [words.pieces, words.timeline, words.perfection]) await page.getByRole('button', { name }).click();
      await page.getByRole('button', { name: words.perfection }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'health',
    host: { accounts: manyBoxes },
    go: async (page, words) => {
      await listed(page);
      await page.getByRole('button', { name: words.health }).click();
      await expect(page.getByRole('row')).toHaveCount(32);
    },
  },
  {
    name: 'password',
    host: {
      accounts: withHealth(threeBoxes, BETA, { state: 'error', error: { code: 'imap.passwordExpired', values: {} }, lastCheck: at(400) }),
    },
    go: async (page, words) => {
      await listed(page);
      await page.getByRole('button', { name: words.newPassword }).click();
      await page.getByRole('dialog').getByLabel('Password').fill('sbagliata');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog').getByRole('status')).toBeVisible();
    },
  },
  {
    name: 'file-check',
    go: async (page, words) => {
      await openRow('Diffida e messa in mora')(page);
      const choosing = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: words.compare }).click();
      // The digest of the invented attachment is that of its name.
      await (await choosing).setFiles({ name: 'scansione.pdf', mimeType: 'application/pdf', buffer: Buffer.from('procura.pdf') });
      await expect(page.getByText(words.identical)).toBeVisible();
    },
  },
  { name: 'compact', host: { settings: { density: 'compact' } }, go: listed },
  { name: 'boxes-31', host: { accounts: manyBoxes }, go: listed },
  {
    name: 'syncing',
    host: {
      accounts: withHealth(
        withHealth(threeBoxes, STUDIO, { state: 'syncing', progress: { done: 1_240, total: 8_900, phase: 'fetching' } }),
        BETA,
        { state: 'syncing', progress: { done: 0, total: 0, phase: 'listing' } },
      ),
    },
    go: listed,
  },
  {
    name: 'offline',
    host: { accounts: threeBoxes.map((box) => ({ ...box, health: { ...box.health, state: 'offline' as const } })) },
    go: listed,
  },
  {
    name: 'box-error',
    host: {
      accounts: withHealth(threeBoxes, BETA, { state: 'error', error: { code: 'imap.passwordExpired', values: {} }, lastCheck: at(400) }),
    },
    go: listed,
  },
  { name: 'empty', host: { source: sourceOf([]) }, go: (page) => expect(page.getByText(/10:41/).first()).toBeVisible() },
  {
    name: 'palette',
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('in');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'help',
    go: async (page) => {
      await listed(page);
      await page.getByRole('listbox').focus();
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'link-check',
    go: async (page) => {
      await openRow('Novità di novembre')(page);
      await page.frameLocator('iframe').getByText('https://www.fornitore.example/area-clienti').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'settings',
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+,');
      await expect(page.getByRole('radiogroup').first()).toBeVisible();
    },
  },
  {
    name: 'batch',
    host: { batchStays: true },
    go: async (page) => {
      await listed(page);
      await page.getByRole('listbox').focus();
      for (const key of ['j', 'x', 'j', 'x', 'e']) await page.keyboard.press(key);
      await expect(page.getByRole('progressbar', { name: /8[.,]900/ })).toBeVisible();
    },
  },
  {
    name: 'demo-preparing',
    host: { accounts: [], demo: { state: 'preparing', step: 'sending', done: 14, total: 42 } },
    go: (page) => expect(page.getByRole('progressbar')).toBeVisible(),
  },
  {
    name: 'demo',
    host: { demo: { state: 'inside', back: { kind: 'address', address: '/' } } },
    go: openRow('Diffida e messa in mora'),
  },
  {
    name: 'problems-selected',
    go: async (page, words) => {
      await listed(page);
      await page.getByRole('button', { name: words.problems }).click();
      await expect(page.getByRole('listbox')).toBeFocused();
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
      await expect(page.getByRole('toolbar').first()).toBeVisible();
    },
  },
  {
    name: 'keys',
    host: { settings: { keys: { 'office.take': ['i'] } } },
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: /Cambia i tasti|Change the keys/ }).click();
      await page
        .getByRole('button', { name: /Apri i comandi|Open the commands/ })
        .last()
        .click();
      await page.keyboard.press('Control+f');
      await expect(page.getByRole('status').filter({ hasText: /È già di|It belongs to/ })).toBeVisible();
    },
  },
  {
    name: 'search-offers',
    host: { settings: { recentSearches: ['diffida', 'stato:non-consegnata dopo:7g'] } },
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+f');
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('search').getByRole('option').first()).toContainText('diffida');
    },
  },
  {
    name: 'search-results',
    host: {
      settings: { savedViews: [{ name: 'Inadempimenti 2026', query: 'stato:non-consegnata', account: null }] },
    },
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('Control+f');
      await page.keyboard.type('di');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('option').locator('mark').first()).toBeVisible();
    },
  },
  {
    name: 'trust',
    go: async (page) => {
      await openTrust(page);
      await page.getByRole('button', { name: 'AgID CA1', exact: false }).first().click();
    },
  },
  { name: 'trust-empty', host: { trust: NOTHING_KNOWN }, go: (page) => openTrust(page) },
  {
    name: 'trust-add',
    go: async (page) => {
      await openTrust(page);
      await page.setInputFiles('input[type=file]', {
        name: 'nuova-ca.pem',
        mimeType: 'application/x-pem-file',
        buffer: Buffer.from('CERTIFICATE'),
      });
      await expect(page.getByRole('dialog')).toContainText('SHA-256');
    },
  },
  {
    name: 'composer',
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('c');
      await expect(page.getByRole('complementary')).toBeVisible();
      await page.keyboard.type('comune@pec-due.example,sbagliato@,');
      await page.locator('[data-field="subject"] input').fill('Diffida ad adempiere');
      await page.locator('textarea').fill('Egregi,\n\ncon la presente si diffida.\n');
      await page
        .locator('input[type=file]')
        .setInputFiles([{ name: 'diffida.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n'.padEnd(212_000)) }]);
      await expect(page.getByText('diffida.pdf', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'composer-formatted',
    go: async (page) => {
      await listed(page);
      await page.keyboard.press('c');
      await page.getByRole('radio').nth(1).check();
      await page.locator('[contenteditable="true"]').click();
      await page.keyboard.type('Egregi,');
      await expect(page.locator('[contenteditable="true"]')).toContainText('Egregi,');
    },
  },
  {
    name: 'outgoing',
    host: { outbox: everyOutboxState },
    go: async (page) => {
      await listed(page);
      await page.getByRole('button', { name: /^(Bozze, In uscita|Drafts, outgoing)/ }).click();
      await expect(page.getByText(/250 2\.0\.0/)).toBeVisible();
    },
  },
  { name: 'first-run', host: { accounts: [] }, go: (page) => expect(page.getByRole('textbox').first()).toBeVisible() },
  {
    name: 'selection',
    go: async (page) => {
      await listed(page);
      await page.getByRole('listbox').focus();
      for (const key of ['j', 'x', 'j', 'x', 'j']) await page.keyboard.press(key);
    },
  },
];

const SIZES = [
  [1440, 900],
  [900, 700],
] as const;

// All eight combinations of size, theme and language when pictures are taken. The suite takes two that differ in
// all three: both for the screens most worked in, else one, in turn.
const WORKED_IN = ['list', 'received', 'sent-three', 'why-proven', 'composer'];
const inSuite = (width: number, theme: string, language: string): boolean =>
  width === 1440 ? theme === 'light' && language === 'it' : theme === 'dark' && language === 'en';
const inTurn = (index: number, width: number): boolean =>
  WORKED_IN.includes(SCREENS[index]?.name ?? '') || (index % 2 === 0) === (width === 1440);

for (const [width, height] of SIZES) {
  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['it', 'en'] as const) {
      if (!PICTURES && !inSuite(width, theme, language)) continue;
      test.describe(`${width}x${height} ${theme} ${language} @screens`, () => {
        test.use({ viewport: { width, height } });
        for (const [index, screen] of SCREENS.entries()) {
          if (!PICTURES && !inTurn(index, width)) continue;
          test(screen.name, async ({ open }) => {
            const { page } = await open({ ...screen.host, settings: { ...screen.host?.settings, theme, language } });
            await screen.go(page, WORDS[language]);
            await page.mouse.move(0, 0);
            await expectAccessible(page);
            await expectFits(page);
            if (!PICTURES) return;
            mkdirSync(FOLDER, { recursive: true });
            await page.screenshot({ path: path.join(FOLDER, `${screen.name}-${width}x${height}-${theme}-${language}.png`) });
            if (IN_README.includes(screen.name) && inSuite(width, theme, language)) {
              mkdirSync(SHOWN, { recursive: true });
              await page.screenshot({ path: path.join(SHOWN, `${screen.name}-${theme}.png`) });
            }
          });
        }
      });
    }
  }
}

// 200 % zoom halves the window in CSS pixels; 640 px is one pane.
for (const [name, width, height, scale] of [
  ['zoom-200', 720, 450, 2],
  ['narrow', 640, 900, 1],
] as const) {
  test.describe(`${name} @screens`, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor: scale });
    for (const screen of SCREENS.filter((each) =>
      ['list', 'sent-three', 'why-notes', 'settings', 'first-run', 'help'].includes(each.name),
    )) {
      test(screen.name, async ({ open }) => {
        const { page } = await open({ ...screen.host, settings: { ...screen.host?.settings, theme: 'light', language: 'it' } });
        await screen.go(page, WORDS.it);
        await expectAccessible(page);
        await expectFits(page);
        if (PICTURES) await page.screenshot({ path: path.join(FOLDER, `${screen.name}-${name}.png`) });
      });
    }
  });
}
