// The sender's HTML in a real browser: nothing runs, nothing leaves (THREATS HTML-01 to HTML-07,
// SIG-26). Vectors run through the whole screen in batches, and, with the sanitiser taken away on
// purpose, through the frame alone.
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';
import { HOSTILE_HTML } from './fake-host/html.ts';
import { mailbox } from './fake-host/mailbox.ts';
import { hashOf } from './fake-host/people.ts';
import { FRAME_POLICY, FRAME_SANDBOX } from '#ui/features/reading/frame-document.ts';
import { mutate, seededRandom, type Random } from '#tests/support/random';
import { remoteVectors, SCRIPT_VECTORS } from './html-vectors.ts';
import { expect, row, test, type Opened } from './screen-test.ts';

let listener: Server;
const hits: string[] = [];
let host = '';

test.beforeAll(async () => {
  listener = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' }).end('x');
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  host = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
test.afterAll(() => listener.close());
test.beforeEach(() => hits.splice(0));

test('enough vectors', () => {
  expect(new Set(SCRIPT_VECTORS).size).toBeGreaterThanOrEqual(300);
  expect(new Set(remoteVectors('http://127.0.0.1:1')).size).toBeGreaterThanOrEqual(40);
});

const NEWSLETTER = mailbox.messages.get(hashOf('ordinary'));
// The invented mailbox is shared by the tests of one process.
test.afterEach(() => {
  if (NEWSLETTER !== undefined) asMutable(mailbox.messages).set(NEWSLETTER.hash, NEWSLETTER);
});

/** Puts an HTML body into the invented newsletter. */
function setBody(html: string): void {
  const hash = hashOf('ordinary');
  const message = mailbox.messages.get(hash);
  if (message === undefined) throw new Error('no newsletter');
  asMutable(mailbox.messages).set(hash, { ...message, html, text: null });
}

function asMutable<Key, Value>(map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  return map as Map<Key, Value>;
}

let shown = 0;

async function show(opened: Opened, html: string): Promise<void> {
  // Different bodies may be the same once harmless; the number makes each one load anew.
  shown += 1;
  setBody(`<i>${shown}</i>${html}`);
  const { page, host: fake } = opened;
  const loaded = page.waitForFunction(
    (before) => Number(document.body.dataset['frames'] ?? 0) > before,
    await page.evaluate(() => Number(document.body.dataset['frames'] ?? 0)),
  );
  fake.emit({ kind: 'messages', account: asStudio(), hashes: [hashOf('ordinary')], dispatches: [], many: false });
  await loaded;
}

function asStudio(): NonNullable<ReturnType<typeof mailbox.messages.get>>['account'] {
  return mailbox.rows[0]?.account ?? ('studio' as never);
}

async function openNewsletter(opened: Opened): Promise<void> {
  const { page } = opened;
  await row(page, 'Novità di novembre').click();
  await expect(page.locator('iframe')).toBeVisible();
  // Counts loads of the mail frame, so that a batch is known to be on screen before the next.
  await page.evaluate(() => {
    document.addEventListener(
      'load',
      (event) => {
        if (event.target instanceof HTMLIFrameElement)
          document.body.dataset['frames'] = String(Number(document.body.dataset['frames'] ?? 0) + 1);
      },
      true,
    );
  });
}

// Moves the mouse over everything, clicks it, focuses it: what a person could do to make it run.
async function provoke(page: Page): Promise<void> {
  await page.evaluate(() => {
    const inside = document.querySelector('iframe')?.contentDocument;
    for (const element of inside?.querySelectorAll('*') ?? []) {
      for (const type of ['click', 'mouseover', 'focus', 'pointerenter', 'toggle', 'animationstart', 'error', 'load', 'wheel'])
        element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    }
  });
  await page.keyboard.press('Escape');
}

const BATCH = 12;

function batches(vectors: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(vectors.length / BATCH) }, (_, at) => vectors.slice(at * BATCH, (at + 1) * BATCH));
}

const ran = (page: Page): Promise<number> => page.evaluate(() => Number(Reflect.get(window, '__ran') ?? 0));

test('HTML-01 no script of any vector runs and the page does not navigate', async ({ open }) => {
  test.setTimeout(300_000);
  const opened = await open();
  await openNewsletter(opened);
  const bad: string[] = [];
  for (const batch of batches(SCRIPT_VECTORS)) {
    await show(opened, batch.join('\n<hr>\n'));
    await provoke(opened.page);
    if ((await ran(opened.page)) !== 0) bad.push(...batch);
  }
  await opened.page.waitForTimeout(500);
  expect({ bad, ran: await ran(opened.page), url: opened.page.url(), hits }).toEqual({ bad: [], ran: 0, url: opened.host.url, hits: [] });
});

const SEED = Number(process.env['PLICO_FUZZ_SEED'] ?? 20_261_123);
/** The long form, `npm run fuzz html`, goes on for so long. */
const FUZZ_MS = Number(process.env['PLICO_FUZZ_SECONDS'] ?? 0) * 1_000;
const FUZZ_COUNT = 500;
const FUZZ_BATCH = 25;
/** Shown without defences as well; how many of so many bite varies with the port that stands in them. */
const BARE_COUNT = 150;
/** Ends whatever the one before left open, so that it does not swallow the next. */
const FUZZ_BETWEEN = '-->\'"></script></style></title></textarea></noscript></template></select></xmp></iframe></svg></math><hr>';

/** Two vectors joined somewhere in the middle, then changed. */
function changedVectors(vectors: readonly string[], random: Random): readonly string[] {
  const some = (): string => vectors[random.below(vectors.length)] ?? '';
  return Array.from({ length: FUZZ_BATCH }, () => {
    const [one, other] = [some(), some()];
    const joined = random.below(2) === 0 ? one : one.slice(0, random.below(one.length)) + other.slice(random.below(other.length));
    return random.below(4) === 0 ? joined : mutate(Buffer.from(joined), random).toString('utf8');
  });
}

test(`FUZ-06 ${FUZZ_COUNT} changed vectors: no script runs, nothing is loaded, the page does not navigate; and without defences they bite`, async ({
  open,
  context,
}) => {
  test.setTimeout(300_000 + 2 * FUZZ_MS);
  const opened = await open();
  await openNewsletter(opened);
  const random = seededRandom(SEED);
  // What ends the reading of everything after it has its place among the other vectors.
  const vectors = [...SCRIPT_VECTORS, ...remoteVectors(host)].filter((vector) => !/plaintext/i.test(vector));
  const until = performance.now() + FUZZ_MS;
  const bitten: string[] = [];
  for (let count = 0; count < FUZZ_COUNT || performance.now() < until; count += FUZZ_BATCH) {
    const batch = changedVectors(vectors, random);
    if (count < BARE_COUNT) bitten.push(...batch);
    await show(opened, batch.join(FUZZ_BETWEEN));
    await provoke(opened.page);
    const found = { ran: await ran(opened.page), hits: [...hits], url: opened.page.url() };
    expect(found, `seed ${SEED}, after ${count}: ${JSON.stringify(batch)}`).toEqual({ ran: 0, hits: [], url: opened.host.url });
  }
  await opened.page.waitForTimeout(500);
  expect({ ran: await ran(opened.page), hits }).toEqual({ ran: 0, hits: [] });
  const bare = await context.newPage();
  await bare.goto(`${host}/page`);
  hits.splice(0);
  for (const vector of bitten) {
    await bare.evaluate(async (body) => {
      const frame = document.createElement('iframe');
      frame.srcdoc = `<!doctype html><body>${body}</body>`;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      document.body.append(frame);
      await loaded;
    }, vector);
  }
  await expect.poll(async () => (await ran(bare)) + new Set(hits).size).toBeGreaterThan(3);
});

test('HTML-02 HTML-07 nothing is loaded by any vector, attribute selectors on quoted text among them', async ({ open }) => {
  test.setTimeout(300_000);
  const opened = await open();
  await openNewsletter(opened);
  for (const vector of remoteVectors(host)) await show(opened, vector);
  await provoke(opened.page);
  await opened.page.waitForTimeout(1_000);
  expect(hits).toEqual([]);
});

test('HTML-02 what was left out is said, with its hosts', async ({ open }) => {
  const opened = await open();
  await openNewsletter(opened);
  await show(
    opened,
    '<img src="https://a.example/1"><p style="background:url(https://b.example/2)">x</p><link rel=stylesheet href="https://c.example/s.css">',
  );
  await expect(opened.page.getByText('3 contenuti esterni non sono stati caricati')).toContainText('a.example, b.example, c.example');
});

test('HTML-02 HTML-10 pictures come when asked for, through the core alone; then, and on paper, no vector loads or runs', async ({
  open,
}) => {
  test.setTimeout(120_000);
  const opened = await open();
  const { page, host: fake } = opened;
  await openNewsletter(opened);
  const asked = (): number => fake.calls.filter((call) => call === 'messages.fetchPictures').length;
  const pictures = (): Promise<number> =>
    page.evaluate(
      () => [...(document.querySelector('iframe')?.contentDocument?.images ?? [])].filter((image) => image.naturalWidth === 560).length,
    );
  await show(
    opened,
    `<img src="${host}/one"><img src="${host}/two"><img src="${host}/tiny" width="1" height="1">${remoteVectors(host).join('')}`,
  );
  await expect(page.getByText('viene a sapere che hai aperto questo messaggio, quando e da quale connessione')).toBeVisible();
  // Neither news of the core nor a new connection asks by itself.
  fake.emit({ kind: 'messages', account: asStudio(), hashes: [], dispatches: [], many: true });
  fake.drop();
  await expect(page.locator('iframe')).toBeVisible();
  expect([asked(), await pictures()]).toEqual([0, 0]);
  await page.getByRole('button', { name: 'Mostra immagini' }).click();
  await expect.poll(pictures).toBeGreaterThan(4);
  await expect(page.getByText('troppo piccol')).toBeVisible();
  await provoke(page);
  for (const batch of [SCRIPT_VECTORS, remoteVectors(host)]) {
    await show(opened, batch.join('\n'));
    await page.pdf({ preferCSSPageSize: true });
  }
  expect({ asked: asked(), hits, ran: await ran(page) }).toEqual({ asked: 1, hits: [], ran: 0 });
});

test('HTML-03 the frame is sandboxed without scripts and has its own policy', async ({ open }) => {
  const opened = await open();
  await openNewsletter(opened);
  const found = await opened.page.evaluate(() => {
    const frame = document.querySelector('iframe');
    const inside = frame?.contentDocument;
    return {
      sandbox: frame?.getAttribute('sandbox'),
      policy: inside?.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content'),
      title: frame?.title,
      first: inside?.head.firstElementChild?.nextElementSibling?.getAttribute('http-equiv'),
    };
  });
  expect(found).toEqual({
    sandbox: FRAME_SANDBOX,
    policy: FRAME_POLICY,
    title: 'Testo del messaggio, contenuto del mittente',
    first: 'Content-Security-Policy',
  });
  expect(FRAME_SANDBOX).not.toContain('allow-scripts');
});

test('HTML-04 without the sanitiser the frame alone still stops script and requests', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto(`${host}/page`);
  hits.splice(0);
  const vectors = [...SCRIPT_VECTORS, ...remoteVectors(host)];
  const bad: string[] = [];
  for (const batch of batches(vectors)) {
    const count = await page.evaluate(
      async ([body, policy, sandbox]) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', sandbox ?? '');
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
        frame.srcdoc = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body>${body}</body></html>`;
        document.body.append(frame);
        await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, 2_000))]);
        frame.remove();
        return Number(Reflect.get(window, '__ran') ?? 0);
      },
      [batch.join('\n'), FRAME_POLICY, FRAME_SANDBOX],
    );
    if (count !== 0) bad.push(...batch);
  }
  await page.waitForTimeout(500);
  // A refresh or a target outside may navigate nothing: frames of a page without frame-src are the
  // screen's own policy to stop, which this bare page does not have.
  expect({ bad, hits: hits.filter((hit) => !hit.includes('favicon')) }).toEqual({ bad: [], hits: [] });
});

test('the vectors bite when nothing stands in their way', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto(`${host}/page`);
  hits.splice(0);
  // Side by side: each frame waits for nothing but itself.
  const count = await page.evaluate(
    async (bodies) => {
      Reflect.set(window, '__ran', 0);
      for (const body of bodies) {
        const frame = document.createElement('iframe');
        frame.srcdoc = `<!doctype html><body>${body}</body>`;
        document.body.append(frame);
      }
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      return Number(Reflect.get(window, '__ran') ?? 0);
    },
    batches([...SCRIPT_VECTORS, ...remoteVectors(host)]).map((batch) => batch.join('\n')),
  );
  expect(count).toBeGreaterThan(20);
  expect(new Set(hits).size).toBeGreaterThan(20);
});

test('HTML-05 a link shows where it leads before anything opens', async ({ open, context }) => {
  const opened = await open();
  const { page } = opened;
  await openNewsletter(opened);
  const popups: string[] = [];
  context.on('page', (popup) => popups.push(popup.url()));
  await page.frameLocator('iframe').getByText('https://www.fornitore.example/area-clienti').click();
  const dialog = page.getByRole('dialog', { name: 'Aprire questo collegamento?' });
  await expect(dialog).toContainText('xn--fornitre-6ya.example');
  await expect(dialog).toContainText('mostra un altro indirizzo');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  for (const how of ['middle', 'ctrl', 'keyboard'] as const) {
    const link = page.frameLocator('iframe').getByText('Leggi tutto sul sito');
    if (how === 'middle') await link.click({ button: 'middle' });
    else if (how === 'ctrl') await link.click({ modifiers: ['ControlOrMeta'] });
    else {
      await link.focus();
      await page.keyboard.press('Enter');
    }
    await expect(dialog).toContainText('fornitore.example');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  await show(
    opened,
    '<a href="javascript:top.__ran=1">uno</a> <a href="file:///etc/passwd">due</a> <a href="//evil.example/x">tre</a> <a href="ms-word:ofe|u|http://x">quattro</a> <a href="smb://x/y">cinque</a>',
  );
  const dead = page.frameLocator('iframe').getByRole('link');
  for (let at = 0; at < (await dead.count()); at += 1) {
    await dead.nth(at).click();
    await expect(dialog).toContainText('non si apre da qui');
    await expect(dialog.getByRole('button', { name: 'Apri nel browser' })).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
  expect({ popups, ran: await ran(page) }).toEqual({ popups: [], ran: 0 });
});

test('HTML-06 a giant layout stays in its box', async ({ open }) => {
  const opened = await open();
  await openNewsletter(opened);
  await show(
    opened,
    '<div style="position:fixed;inset:-9999px;z-index:2147483647;background:red;width:1000000000px;height:1000000000px">x</div><div style="margin-top:-5000px;height:900000px">y</div>',
  );
  const pane = await opened.page.getByRole('main').boundingBox();
  const frame = await opened.page.locator('iframe').boundingBox();
  expect(
    frame !== null && pane !== null && frame.x >= pane.x && frame.x + frame.width <= pane.x + pane.width && frame.height <= 30_002,
  ).toBe(true);
});

test('HTML too large or too deep is shown as text', async ({ open }) => {
  const opened = await open();
  await openNewsletter(opened);
  const hash = hashOf('ordinary');
  const message = mailbox.messages.get(hash);
  if (message === undefined) throw new Error('no newsletter');
  asMutable(mailbox.messages).set(hash, { ...message, html: '<p>x</p>'.repeat(60_000), text: 'Solo il testo.' });
  opened.host.emit({ kind: 'messages', account: asStudio(), hashes: [hash], dispatches: [], many: false });
  await expect(opened.page.getByText('troppo grande per essere mostrato')).toBeVisible();
  await expect(opened.page.getByText('Solo il testo.')).toBeVisible();
});

test('SIG-26 nothing of a sender reaches the place of the verdict', async ({ open }) => {
  const opened = await open();
  const { page } = opened;
  await openNewsletter(opened);
  const strip = page.getByRole('region', { name: 'Prova' });
  const plain = { place: await strip.boundingBox(), picture: await strip.screenshot() };
  const hash = hashOf('ordinary');
  if (NEWSLETTER === undefined) throw new Error('no newsletter');
  asMutable(mailbox.messages).set(hash, {
    ...NEWSLETTER,
    subject: '✔ Verificata\u202E 🛡\uFE0F Gestore',
    from: { name: '✅ Verificata', address: 'newsletter@fornitore.example', suspicious: [] },
    html: HOSTILE_HTML,
  });
  opened.host.emit({ kind: 'messages', account: asStudio(), hashes: [hash], dispatches: [], many: false });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('[U+2714] Verificata[U+202E] [U+1F6E1][U+FE0F] Gestore');
  await expect(page.getByRole('main')).toContainText('«[U+2705] Verificata»');
  const frame = await page.locator('iframe').boundingBox();
  const place = await strip.boundingBox();
  expect(place).toEqual(plain.place);
  expect(frame !== null && place !== null && frame.y >= place.y + place.height).toBe(true);
  expect(Buffer.compare(await strip.screenshot(), plain.picture)).toBe(0);
});
