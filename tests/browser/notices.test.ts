// What the desktop is told: the words, once for each event, in the app's own window alone, nothing when switched
// off; and the number of what waits, on the icon. The core tells each event once: tests/integration/radar.
import type { Page } from '@playwright/test';
import type { Notice } from '#shared/model/notice';
import { asBlobHash, asDispatchId } from '#shared/model/ids';
import { windowAddress } from '#shared/model/window-address';
import { STUDIO } from './fake-host/people.ts';
import { mailbox } from './fake-host/mailbox.ts';
import { expect, row, test } from './screen-test.ts';

const RECEIVED = mailbox.rows.find(({ subject }) => subject.startsWith('Istanza prot. 4471'));
const SENT = mailbox.rows.find(({ subject }) => subject === 'Diffida e messa in mora');

/** A desktop that writes down what it is asked to show, in place of the browser's. */
async function watchDesktop(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shown: { title: string; body: string }[] = [];
    class Recorded extends EventTarget {
      static readonly permission = 'granted';
      constructor(title: string, options: { readonly body: string }) {
        super();
        shown.push({ title, body: options.body });
        Object.assign(window, { lastNotification: this });
      }
      close(): void {
        this.dispatchEvent(new Event('close'));
      }
    }
    Object.assign(window, { Notification: Recorded, shown });
  });
}
const shown = (page: Page): Promise<unknown> => page.evaluate((): unknown => Reflect.get(window, 'shown'));

test('new certified mail, a failure, a clock that ran out: told once each, led to by a click, silent when off', async ({ open, page }) => {
  if (RECEIVED === undefined || SENT === undefined) throw new Error('the invented boxes have changed');
  await watchDesktop(page);
  const { host } = await open();
  await expect(row(page, 'Diffida').first()).toBeVisible();
  // A second window of the same app, for one message: it says nothing of its own.
  const own = await page.context().newPage();
  await watchDesktop(own);
  await own.goto(`${host.url}#${windowAddress({ type: 'message', account: STUDIO, hash: asBlobHash(RECEIVED.id) })}`);
  await expect(own.getByRole('heading', { level: 1 })).toContainText('Istanza prot. 4471');

  const dispatch = asDispatchId(SENT.id);
  const notices: readonly Notice[] = [
    {
      what: 'received',
      count: 3,
      account: STUDIO,
      hash: asBlobHash(RECEIVED.id),
      from: 'ente@pec.example',
      subject: 'Istanza prot. 4471',
    },
    { what: 'problem', count: 1, account: STUDIO, dispatch, kind: 'failed', subject: SENT.subject },
    { what: 'problem', count: 1, account: STUDIO, dispatch, kind: 'noOutcome', subject: SENT.subject },
  ];
  host.emit({ kind: 'notices', notices });
  await expect.poll(async () => ((await shown(page)) as unknown[]).length).toBe(3);
  expect(await shown(page)).toEqual([
    { title: '3 nuove PEC', body: 'ente@pec.example: Istanza prot. 4471 e altri 2' },
    { title: 'Mancata consegna', body: 'Diffida e messa in mora' },
    { title: 'Anomalia: manca ogni esito', body: 'Diffida e messa in mora' },
  ]);
  expect(await shown(own)).toEqual([]);
  await own.close();
  await expect(page).toHaveTitle(/^\(\d+\) Plico$/);

  await page.evaluate(() => (Reflect.get(window, 'lastNotification') as EventTarget).dispatchEvent(new Event('click')));
  await expect(page.getByRole('heading', { level: 2, name: /^Problemi/ })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Diffida e messa in mora' })).toBeVisible();

  host.setSettings({ notifications: 'off' });
  await page.reload();
  await expect(page.getByRole('listbox', { name: /^Tutte/ })).toBeVisible();
  host.emit({ kind: 'notices', notices });
  host.emit({ kind: 'accounts' });
  await expect.poll(() => host.calls.filter((call) => call === 'accounts.list').length).toBeGreaterThan(3);
  expect(await shown(page)).toEqual([]);
});
