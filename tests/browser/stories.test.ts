// Three people do what they came for, as they would, and count what it took (tests/browser/README.md sets
// the counts beside those of webmail and Thunderbird). One host a story; pictures of every step with
// `npm run screens`.
import { manyBoxes } from './fake-host/people.ts';
import { person, TAKES_PICTURES } from './person.ts';
import { expect, expectAccessible, row, test, type Opened } from './screen-test.ts';

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

test('accountant: 31 boxes, which one is full, what needs me now @screens', async ({ open }) => {
  const { page } = await open({ accounts: manyBoxes });
  await expect(page.getByRole('option').first()).toBeVisible();
  const accountant = person(page, 'accountant');
  await accountant.sees('list');
  await accountant.clicks(page.getByRole('button', { name: /^Salute caselle/ }).first());
  const boxes = page.getByRole('table').first();
  await expect(boxes.getByRole('row')).toHaveCount(32);
  // Worst first: the box that is filling up stands above the 26 that are well, in words and as a figure.
  await expect(boxes.getByRole('row').nth(1)).toContainText('Farmacia D');
  await expect(boxes.getByRole('row').nth(1)).toContainText('la casella è piena tra 9 giorni');
  await expect(boxes.getByRole('row').nth(1)).toContainText('96%');
  await accountant.sees('health');
  await accountant.clicks(page.getByRole('navigation').getByRole('button', { name: /^Problemi/ }));
  await expect(page.getByText('casella piena').first()).toBeVisible();
  await accountant.sees('problems');
  expect(accountant.done()).toBe(2);
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
