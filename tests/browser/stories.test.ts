// Three people do what they came for, as they would, and count what it took (tests/browser/README.md sets
// the counts beside those of webmail and Thunderbird). One host a story; pictures of every step with
// `npm run screens`. The accountant's is told against the real core; the lawyer's and the small office's are in
// demo.test.ts, and only drawn here.
import { person, TAKES_PICTURES } from './person.ts';
import { startRealHost } from './real-host.ts';
import { expect, expectAccessible, row, test, watchFaults, type Opened } from './screen-test.ts';

// The lawyer's story and the small office's are told against the real core in demo.test.ts; here they are drawn, in
// both themes and two sizes.
const lawyerStory = async ({ open }: { open: () => Promise<Opened> }): Promise<void> => {
  const { page } = await open();
  await expect(row(page, 'Diffida').first()).toContainText('2 consegnate');
  await expect(row(page, 'Diffida').first()).toContainText('1 mancata');
  const lawyer = person(page, 'lawyer');
  await lawyer.sees('list');
  await lawyer.clicks(row(page, 'Diffida e messa in mora').first());
  const table = page.getByRole('table', { name: 'Destinatari e ricevute' });
  await expect(table.getByRole('row', { name: /piena@pec.fornitore.example/ })).toContainText('Mancata consegna: casella piena');
  await expect(page.getByText('Prova completa per 2 su 3')).toBeVisible();
  await lawyer.sees('who-got-it');
  // What they received against what was sent.
  await lawyer.clicks(
    table
      .getByRole('row', { name: /ente@pec.comune.example/ })
      .getByRole('button')
      .first(),
  );
  const why = page.getByRole('complementary', { name: 'Perché' });
  await expect(why).toContainText('È una ricevuta di avvenuta consegna completa');
  await expect(why).toContainText('la firma è integra');
  await expect(why).toContainText('Il confronto');
  await lawyer.sees('why');
  await lawyer.clicks(page.getByRole('button', { name: 'Esporta la prova' }));
  await expect(page.getByText(/8 messaggi, di cui 7 ricevute/)).toBeVisible();
  await lawyer.sees('export');
  await lawyer.clicks(page.getByRole('button', { name: 'Esporta', exact: true }));
  await expect(page.getByRole('heading', { name: 'Esportazione completata' })).toBeVisible();
  await lawyer.sees('exported');
  expect(lawyer.done()).toBe(4);
};
if (TAKES_PICTURES) test('lawyer: sent to three, one failed, prove what was delivered, export it @screens', lawyerStory);

test('accountant: 31 boxes, which one is full, what is due, one of it handled @screens', async ({ page }) => {
  test.setTimeout(180_000);
  page.setDefaultTimeout(30_000);
  const faults = watchFaults(page);
  const host = await startRealHost('accountant-host.ts');
  try {
    await page.goto(host.url);
    await expect(page.getByRole('option').first()).toBeVisible();
    const accountant = person(page, 'accountant');
    await accountant.sees('list');
    await accountant.clicks(page.getByRole('button', { name: /^Salute caselle/ }).first());
    const boxes = page.getByRole('table', { name: 'Caselle, prima quelle che hanno bisogno di te' });
    await expect(boxes.getByRole('row')).toHaveCount(32);
    // Worst first: the box that is filling up stands above those that are well, in words and as a figure.
    const [full, locked, sender] = [boxes.getByRole('row').nth(1), boxes.getByRole('row').nth(2), boxes.getByRole('row').nth(3)];
    await expect(full).toContainText('Farmacia D');
    await expect(full).toContainText('la casella è piena tra 9 giorni');
    await expect(full).toContainText('96%');
    await expect(locked).toContainText('Officina I');
    await expect(locked.getByRole('button', { name: /Aggiorna la password/ })).toBeVisible();
    await expect(sender).toContainText('Studio A');
    await expect(page.getByText('29 su 31')).toBeVisible();
    await accountant.sees('health');
    await accountant.clicks(page.getByRole('navigation').getByRole('button', { name: /^Problemi/ }));
    // Over all boxes: what failed, and what an outcome is due for within a day of its acceptance.
    const problems = page.getByRole('listbox').getByRole('option');
    await expect(problems).toHaveCount(2);
    const failed = problems.filter({ hasText: 'Avviso di pagamento F24' });
    const late = problems.filter({ hasText: 'Deposito del bilancio 2025' });
    await expect(failed).toContainText('casella piena');
    await expect(late).toContainText(/esito entro \d+ h/);
    await accountant.sees('problems');
    expect(accountant.done()).toBe(2);
    // Webmail and Thunderbird have no such list to take it off: counted by itself.
    const handler = person(page, 'accountant, one handled');
    await handler.clicks(failed);
    await expect(page.getByRole('heading', { name: 'Avviso di pagamento F24' })).toBeVisible();
    await handler.sees('what-can-be-done');
    await handler.clicks(page.getByRole('button', { name: /^Gestita/ }).first());
    await handler.clicks(page.getByRole('dialog').getByRole('radio', { name: 'Inoltrato a chi se ne occupa' }));
    await handler.clicks(page.getByRole('dialog').getByRole('button', { name: 'Gestita', exact: true }));
    await expect(problems).toHaveCount(1);
    await expect(late).toBeVisible();
    await handler.sees('handled');
    expect(handler.done()).toBe(4);
    // Before the host ends: an open page misses it, and says so.
    expect(faults).toEqual([]);
    await page.close();
  } finally {
    expect(await host.end()).toBe(0);
  }
});

const officeStory = async ({ open }: { open: () => Promise<Opened> }): Promise<void> => {
  const { page } = await open();
  await expect(row(page, 'Istanza prot. 4471').first()).toBeVisible();
  const office = person(page, 'office');
  await office.clicks(row(page, 'Istanza prot. 4471').first());
  const proof = page.getByRole('region', { name: 'Prova' });
  await expect(proof).toContainText('certificata da Gestore Uno S.p.A.');
  await expect(proof).toContainText('Verificata');
  await office.sees('who-certified');
  await office.clicks(page.getByRole('button', { name: /perché\?/ }).first());
  const why = page.getByRole('complementary', { name: 'Perché' });
  await expect(why).toContainText('la firma è integra e il certificato era valido in quel momento');
  await expect(why).toContainText('Che cosa non prova');
  await expectAccessible(page);
  await office.sees('genuine');
  await office.clicks(row(page, 'Ricorso per decreto ingiuntivo').first());
  await expect(proof).toContainText('Firma non valida');
  await office.clicks(page.getByRole('button', { name: /perché\?/ }).first());
  await expect(why).toContainText('Non vale come PEC');
  await office.sees('not-genuine');
  expect(office.done()).toBe(4);
};
if (TAKES_PICTURES) test('small office: who certified this, is it genuine, and what of the one that is not @screens', officeStory);
