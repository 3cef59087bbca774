// Reading copies: what comes out on paper, that it says what it is, and what the log is told.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { readPdf } from '#main/search/text/pdf-text';
import type { MessageView } from '#shared/model/views';
import { mailbox } from './fake-host/mailbox.ts';
import { hashOf } from './fake-host/people.ts';
import { expect, row, test } from './screen-test.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../test-results/screens');

async function paperOf(page: Page, name: string): Promise<string> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  if (process.env['PLICO_SCREENS'] !== undefined) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path.join(FOLDER, `${name}.pdf`), pdf);
  }
  let text = '';
  const add = (piece: string): boolean => ((text += piece), true);
  await readPdf(pdf, { left: () => 1_000_000, add, stopped: () => undefined, late: () => false, unpacked: () => true });
  return text.replace(/\s+/g, ' ');
}

test('a sent message with its receipts, marked as a copy, from the dark theme @screens', async ({ open }) => {
  const { page, host } = await open({ settings: { theme: 'dark' } });
  await page.evaluate(() => {
    Object.assign(window, {
      printed: 0,
      print: () => Object.assign(window, { printed: 1, theme: document.documentElement.dataset['theme'] }),
    });
  });
  await row(page, 'Diffida e messa in mora').click();
  await expect(page.getByRole('table', { name: 'Destinatari e ricevute' })).toBeVisible();
  await page.keyboard.press('Control+p');
  await expect
    .poll(() => page.evaluate(() => `${String(Reflect.get(window, 'printed'))} ${String(Reflect.get(window, 'theme'))}`))
    .toBe('1 light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(host.calls.filter((call) => call === 'messages.printed')).toHaveLength(1);
  const paper = await paperOf(page, 'paper-sent');
  for (const words of [
    'Copia di lettura · Plico · Stampata il 20/11/2026',
    'Non è l’originale',
    'Diffida e messa in mora',
    'piena@pec.fornitore.example',
    'Mancata consegna',
    'SHA-256 della copia inviata',
    'Avvenuta consegna completa · ente@pec.comune.example',
    'Plico · copia di lettura · reading copy',
  ])
    expect(paper).toContain(words);
  // Neither rail, list nor controls.
  for (const words of ['Da gestire', 'Salva originale', 'Richiesta di accesso agli atti', 'Comandi']) expect(paper).not.toContain(words);
});

test('a received message with an open invoice; nothing of it shows on screen @screens', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('listbox').focus();
  for (let pages = 0; pages < 5 && !(await row(page, 'Notifica di esito').first().isVisible()); pages += 1)
    await page.keyboard.press('PageDown');
  await row(page, 'Notifica di esito').first().click();
  await page.getByRole('button', { name: /^Leggi.*00117.xml$/ }).click();
  await expect(page.getByRole('region', { name: /2026\/117/ })).toBeVisible();
  await expect(page.getByText('Copia di lettura', { exact: true })).toBeHidden();
  const paper = await paperOf(page, 'paper-received');
  for (const words of [
    'Copia di lettura',
    'Verifica di Plico',
    'Verificata',
    'SHA-256 dell’originale',
    'Alfa & Figli S.r.l.',
    '548,12 EUR',
  ])
    expect(paper).toContain(words);
});

test('paper leaves nothing out: HTML wider and longer than the screen showed it, folded quotes', async ({ open }) => {
  const hash = hashOf('ordinary');
  const { messages } = mailbox;
  const kept = messages.get(hash);
  if (kept === undefined) throw new Error('no newsletter');
  const shows = (change: Partial<MessageView>): unknown => asMutable(messages).set(hash, { ...kept, ...change });
  const cells = Array.from({ length: 18 }, (_, at) => `<td>${1_234_567 + at}</td>`).join('');
  const paragraphs = Array.from(
    { length: 60 },
    (_, at) => `<p>${at + 1}. ${'Il termine per il deposito scade il giorno indicato. '.repeat(4)}</p>`,
  );
  try {
    shows({ text: null, html: `<table border="1" cellpadding="4"><tr>${cells}</tr></table>${paragraphs.join('')}<p>Ultima riga</p>` });
    const { page, host } = await open();
    await page.setViewportSize({ width: 1_900, height: 900 });
    await row(page, 'Novità di novembre').click();
    await expect(page.frameLocator('iframe').getByText('Ultima riga')).toBeAttached();
    const height = (): Promise<number> => page.locator('iframe').evaluate((frame) => frame.clientHeight);
    await expect.poll(height).toBeGreaterThan(1_000);
    const before = await height();
    const paper = await paperOf(page, 'paper-long');
    expect([paper.includes('60. Il termine'), paper.includes('Ultima riga'), paper.includes('1234584')]).toEqual([true, true, true]);
    expect(await height()).toBe(before);
    // No paragraph lies across the end of a page: A4 less 16 and 18 mm.
    const cut = await page.evaluate(() => {
      const pageHeight = (263 / 25.4) * 96;
      window.dispatchEvent(new Event('beforeprint'));
      const places = [...(document.querySelector('iframe')?.contentDocument?.querySelectorAll('p') ?? [])].map((each) =>
        each.getBoundingClientRect(),
      );
      window.dispatchEvent(new Event('afterprint'));
      return [
        places.length,
        places.filter(({ top, bottom }) => Math.floor(top / pageHeight + 0.001) !== Math.floor((bottom - 1) / pageHeight)).length,
      ];
    });
    expect(cut).toEqual([61, 0]);
    expect(await height()).toBe(before);
    const quote = Array.from({ length: 20 }, (_, at) => `> vecchia riga ${at + 1}`).join('\n');
    shows({ html: null, text: `Va bene.\n\nMario ha scritto:\n${quote}` });
    host.emit({ kind: 'messages', account: kept.account, hashes: [hash], dispatches: [], many: false });
    await expect(page.getByText('Testo citato · 20 righe')).toBeVisible();
    await expect(page.getByText('vecchia riga 20')).toBeHidden();
    expect(await paperOf(page, 'paper-quote')).toContain('vecchia riga 20');
    await page.getByText('Testo citato · 20 righe').click();
    await expect(page.getByText('vecchia riga 20')).toBeVisible();
  } finally {
    shows({});
  }
});

function asMutable<Key, Value>(map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  return map as Map<Key, Value>;
}
