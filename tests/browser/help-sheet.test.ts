// Every row of the help sheet does what it says, by the keyboard alone: each key of a row is pressed as the sheet
// prints it, a row without a key is run from the palette, and the effect is asserted. A command without an entry
// here does not compile; a row of the sheet that is no command fails.
import type { Page } from '@playwright/test';
import type { CommandId } from '#ui/commands/command.ts';
import { commandTable } from '#ui/app/command-table.ts';
import { it } from '#shared/text/it';
import type { FakeHost } from './fake-host/host.ts';
import { expect, row, test } from './screen-test.ts';

type Desk = { readonly page: Page; readonly host: FakeHost };
type Run = () => Promise<void>;
/** Gets where the command can be used, runs it, and sees what it did. */
type Effect = (desk: Desk, run: Run) => Promise<void>;

const RECEIVED = 'Istanza prot. 4471';
const SENT = 'Diffida e messa in mora';

const press = async ({ page }: Desk, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const openRow = async ({ page }: Desk, name: string): Promise<void> => {
  await row(page, name).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
};
/** Where the cursor of the list is, from 1; 0 when it is nowhere. */
const place = ({ page }: Desk): Promise<number> =>
  page.evaluate(() => {
    const id = document.querySelector('[role="listbox"]')?.getAttribute('aria-activedescendant') ?? '';
    return Number(document.getElementById(id)?.getAttribute('aria-posinset') ?? 0);
  });
const pane = ({ page }: Desk): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? '');
const scrolled = ({ page }: Desk): Promise<number> =>
  page.evaluate(() => document.querySelector('[data-pane="message"] [data-scrolls]')?.scrollTop ?? -1);
const count = ({ host }: Desk, call: string): number => host.calls.filter((each) => each === call).length;

/** After `keys`, the cursor goes to a place. */
const moves =
  (keys: readonly string[], to: (place: number) => boolean): Effect =>
  async (desk, run) => {
    await press(desk, ...keys);
    await run();
    await expect.poll(async () => to(await place(desk))).toBe(true);
  };
const selects =
  (keys: readonly string[], words: string): Effect =>
  async (desk, run) => {
    await press(desk, ...keys);
    await run();
    await expect(desk.page.getByText(words, { exact: true })).toBeVisible();
  };
const list =
  (title: string): Effect =>
  async ({ page }, run) => {
    await run();
    await expect(page.getByRole('heading', { level: 2, name: new RegExp(`^${title}`) })).toBeVisible();
  };
const screen =
  (title: string): Effect =>
  async ({ page }, run) => {
    await run();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  };
const answers =
  (name: string, title: string): Effect =>
  async (desk, run) => {
    await openRow(desk, name);
    await run();
    await expect(desk.page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
  };
const dialog =
  (name: string, before: Effect = async (_desk, run) => run()): Effect =>
  async (desk, run) => {
    await before(desk, run);
    await expect(desk.page.getByRole('dialog', { name })).toBeVisible();
  };
const picksFile =
  (before: (desk: Desk) => Promise<void>): Effect =>
  async (desk, run) => {
    await before(desk);
    const chooser = desk.page.waitForEvent('filechooser');
    await run();
    await chooser;
  };
const writing = async (desk: Desk): Promise<void> => {
  await press(desk, 'c');
  await expect(desk.page.getByRole('heading', { level: 1, name: 'Nuovo messaggio' })).toBeVisible();
};
const searched = async (desk: Desk, words: string): Promise<void> => {
  await press(desk, '/');
  await desk.page.keyboard.type(words);
  await press(desk, 'Enter');
  await expect(desk.page.getByRole('listbox', { name: new RegExp(`${words}|Le diffide`) })).toBeVisible();
};
const marks =
  (read: boolean): Effect =>
  async (desk, run) => {
    await openRow(desk, RECEIVED);
    const before = count(desk, `markRead ${read}`);
    await run();
    await expect.poll(() => count(desk, `markRead ${read}`)).toBe(before + 1);
  };
const prints: Effect = async (desk, run) => {
  await openRow(desk, SENT);
  await desk.page.evaluate(() => Object.assign(window, { printed: 0, print: () => Object.assign(window, { printed: 1 }) }));
  await run();
  await expect.poll(() => desk.page.evaluate(() => Number(Reflect.get(window, 'printed')))).toBe(1);
};
const root =
  (attribute: string, value: string): Effect =>
  async ({ page }, run) => {
    await run();
    await expect(page.locator('html')).toHaveAttribute(attribute, value);
  };

const EFFECTS: Readonly<Record<CommandId, Effect>> = {
  'go.unhandled': list('Da gestire'),
  'go.problems': list('Problemi'),
  'go.inCharge': list('In carico a me'),
  'go.received': list('Ricevute'),
  'go.sent': list('Inviate'),
  'go.all': async (desk, run) => {
    await searched(desk, 'diffida');
    await list('Tutte')(desk, run);
  },
  'go.health': screen('Salute caselle'),
  'go.outgoing': screen('Bozze e in uscita'),
  'go.bulk': screen('Invio a molti'),
  'go.notification': screen('Notifica in proprio'),
  'go.search': async ({ page }, run) => {
    await run();
    await expect(page.getByRole('combobox', { name: 'Cerca' })).toBeFocused();
  },
  'search.file': picksFile(async () => undefined),
  'search.saveView': dialog('Salva la ricerca', async (desk, run) => {
    await searched(desk, 'istanza');
    await run();
  }),
  'search.removeView': async (desk, run) => {
    desk.host.setSettings({ savedViews: [{ name: 'Le diffide', query: 'diffida', account: null }] });
    await searched(desk, 'diffida');
    await expect(desk.page.getByRole('heading', { level: 2, name: /^Le diffide/ })).toBeVisible();
    await run();
    await expect(desk.page.getByRole('heading', { level: 2, name: /^Le diffide/ })).toBeHidden();
  },
  'go.nextPane': async (desk, run) => {
    await run();
    await expect.poll(() => pane(desk)).toBe('message');
  },
  'go.previousPane': async (desk, run) => {
    await run();
    await expect.poll(() => pane(desk)).toBe('rail');
  },
  'list.next': moves(['j'], (at) => at === 2),
  'list.previous': moves(['j', 'j', 'j'], (at) => at === 2),
  'list.first': moves(['j', 'j', 'j'], (at) => at === 1),
  'list.last': moves(['j'], (at) => at === 47),
  'list.pageDown': moves(['j'], (at) => at > 5),
  'list.pageUp': moves(['End'], (at) => at > 0 && at < 42),
  'list.extendNext': selects(['j'], '2 selezionate'),
  'list.extendPrevious': selects(['j', 'j'], '2 selezionate'),
  'list.open': async (desk, run) => {
    await press(desk, 'j');
    await run();
    await expect.poll(() => pane(desk)).toBe('message');
  },
  'list.toggle': selects(['j'], '1 selezionata'),
  'list.selectAll': selects([], '47 selezionate'),
  'list.back': async (desk, run) => {
    await press(desk, 'Control+a');
    await expect(desk.page.getByText('47 selezionate')).toBeVisible();
    await run();
    await expect(desk.page.getByText('47 righe')).toBeVisible();
  },
  'message.pageDown': async (desk, run) => {
    await openRow(desk, SENT);
    await press(desk, 'Enter');
    await expect.poll(() => pane(desk)).toBe('message');
    await run();
    await expect.poll(() => scrolled(desk)).toBeGreaterThan(0);
  },
  'message.pageUp': async (desk, run) => {
    await openRow(desk, SENT);
    await press(desk, 'Enter');
    await expect.poll(() => pane(desk)).toBe('message');
    await press(desk, 'Space');
    await expect.poll(() => scrolled(desk)).toBeGreaterThan(0);
    await run();
    await expect.poll(() => scrolled(desk)).toBe(0);
  },
  'message.markRead': marks(true),
  'message.markUnread': marks(false),
  'message.saveOriginal': async (desk, run) => {
    await openRow(desk, RECEIVED);
    const download = desk.page.waitForEvent('download');
    await run();
    expect((await download).suggestedFilename()).toMatch(/\.eml$/);
  },
  'message.source': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await run();
    await expect(desk.page.getByText('Received: from gestore.example')).toBeVisible();
  },
  'message.pictures': async (desk, run) => {
    await openRow(desk, 'Novità di novembre');
    await expect(desk.page.getByRole('button', { name: it.reader.pictures.show })).toBeVisible();
    await run();
    await expect(desk.page.getByRole('button', { name: it.reader.pictures.show })).toHaveCount(0);
  },
  'message.plainText': async (desk, run) => {
    await openRow(desk, 'Novità di novembre');
    await expect(desk.page.locator('iframe')).toBeVisible();
    await run();
    await expect(desk.page.locator('iframe')).toBeHidden();
  },
  'message.window': async (desk, run) => {
    await openRow(desk, RECEIVED);
    const opened = desk.page.context().waitForEvent('page');
    await run();
    const own = await opened;
    await expect(own.getByRole('heading', { level: 1 })).toContainText(RECEIVED);
    await expect(own).toHaveTitle(/Istanza prot\. 4471/);
    await expect(own.getByRole('listbox')).toHaveCount(0);
    await own.keyboard.press('p');
    await expect(own.getByRole('complementary', { name: 'Perché' })).toBeVisible();
    await own.close();
  },
  'message.print': prints,
  'message.pdf': prints,
  'compose.new': screen('Nuovo messaggio'),
  'compose.reply': answers(RECEIVED, 'Risposta'),
  'compose.replyAll': answers(RECEIVED, 'Risposta a tutti'),
  'compose.forward': answers(RECEIVED, 'Inoltro'),
  'compose.again': answers(SENT, 'Nuovo invio'),
  'compose.send': async (desk, run) => {
    await writing(desk);
    await run();
    await expect(desk.page.getByText('Non inviata')).toBeVisible();
  },
  'compose.attach': picksFile(writing),
  'compose.close': async (desk, run) => {
    await writing(desk);
    await run();
    await expect(desk.page.getByRole('listbox', { name: /^Tutte/ })).toBeVisible();
  },
  'office.take': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await run();
    await expect(row(desk.page, RECEIVED).first()).toContainText('In carico a Anna');
  },
  'office.handle': dialog('Segna come gestita', async (desk, run) => {
    await openRow(desk, RECEIVED);
    await run();
  }),
  'office.reopen': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await press(desk, 'e');
    await expect(row(desk.page, RECEIVED).first()).toContainText('In carico a Anna');
    await run();
    await expect(row(desk.page, RECEIVED).first()).not.toContainText('In carico a Anna');
  },
  'office.undo': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await press(desk, 'e');
    await expect(desk.page.getByText('In carico a te.')).toBeVisible();
    await run();
    await expect(desk.page.getByText('Annullato.')).toBeVisible();
  },
  'proof.why': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await run();
    await expect(desk.page.getByRole('complementary', { name: 'Perché' })).toBeVisible();
  },
  'proof.checkFile': picksFile((desk) => openRow(desk, SENT)),
  'proof.copy': async (desk, run) => {
    await openRow(desk, RECEIVED);
    await run();
    await expect(desk.page.getByText('Copiato negli appunti.')).toBeVisible();
  },
  'proof.export': screen('Esporta la prova'),
  'proof.registry': screen('Registro'),
  'proof.archiveCheck': screen('Verifica archivio'),
  'proof.retention': screen('Vincoli, tempi e cancellazioni'),
  'box.sync': async (desk, run) => {
    const before = count(desk, 'sync.now');
    await run();
    await expect.poll(() => count(desk, 'sync.now')).toBe(before + 1);
  },
  'box.password': dialog('Nuova password di Cliente Alfa', async (desk, run) => {
    await fromPalette(desk, 'Cliente Alfa');
    await expect(desk.page.getByRole('heading', { level: 2, name: 'Tutte · Cliente Alfa' })).toBeVisible();
    await run();
  }),
  'box.add': screen('Aggiungi una casella PEC'),
  'app.palette': dialog('Comandi'),
  'app.help': dialog('Tasti'),
  'app.settings': screen('Impostazioni'),
  'app.keys': screen('Tasti'),
  'app.trust': screen('Fiducia'),
  'app.theme': root('data-theme', 'dark'),
  'app.language': root('lang', 'en'),
  'app.density': root('data-density', 'compact'),
};

const fromPalette = async (desk: Desk, words: string): Promise<void> => {
  await press(desk, 'Control+k');
  const field = desk.page.getByRole('dialog', { name: 'Comandi' }).getByRole('combobox');
  await expect(field).toBeFocused();
  await desk.page.keyboard.type(words);
  await expect(desk.page.getByRole('dialog').getByRole('option').first()).toContainText(words);
  await press(desk, 'Enter');
};

/** A printed name of a key, as Playwright calls it. */
function keyOf(name: string): string {
  const named = Object.entries(it.screen.keys).find(([, printed]) => printed === name)?.[0];
  if (named !== undefined) return named === ' ' ? 'Space' : named;
  return name.toLowerCase();
}

test('every row of the help sheet, by its keys', async ({ open, context }) => {
  test.setTimeout(300_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const desk = await open();
  const { page, host } = desk;
  await page.setViewportSize({ width: 1440, height: 620 });
  await expect(row(page, SENT).first()).toBeVisible();
  await page.keyboard.press('?');
  const rows = await page.getByRole('dialog', { name: 'Tasti' }).evaluate((sheet) =>
    [...sheet.querySelectorAll('dl > div')].map((line) => ({
      title: line.querySelector('dt')?.textContent ?? '',
      chords: [...line.querySelectorAll('dd > span:has(kbd)')].map((chord) =>
        [...chord.querySelectorAll('kbd')].map((key) => key.textContent ?? ''),
      ),
    })),
  );
  expect(rows.map(({ title }) => title).toSorted()).toEqual(commandTable.map(({ id }) => it.screen.commands[id]).toSorted());
  for (const { title, chords } of rows) {
    const command = commandTable.find(({ id }) => it.screen.commands[id] === title);
    if (command === undefined) throw new Error(`no command is called ${title}`);
    const ways = chords.length === 0 ? [null] : chords.map((chord) => chord.map(keyOf).join('+'));
    for (const keys of ways) {
      await test.step(`${title} ${keys ?? 'from the palette'}`, async () => {
        host.reset();
        await page.goto(host.url);
        await expect(page.getByRole('listbox', { name: /^Tutte/ })).toBeFocused();
        await expect(row(page, SENT).first()).toBeVisible();
        await EFFECTS[command.id](desk, () => (keys === null ? fromPalette(desk, title) : press(desk, keys)));
      });
    }
  }
});
