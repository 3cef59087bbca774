// The main process: windows, menu, dialogs, and the doors that stay shut. No mail logic; the core
// lives in a process of its own (ARCHITECTURE §3).
import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  Notification,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { demoHome } from '#main/hosts/demo/folder';
import { profileFolder } from '#main/hosts/node/profile-folder';
import { mailtoOf, readMailto, type OutsideDraft } from '#shared/model/mailto';
import { textFor } from '#shared/text/catalogue';
import { shellText } from '#shared/text/shell';
import { errorText } from '#shared/text/wording';
import { APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { CONNECT, MAILTO } from './channels.ts';
import { startCore, type BrokerParts, type CoreBroker } from './core-broker.ts';
import { createDemoKeeper, type DemoKeeper } from './demo-keeper.ts';
import { menuTemplate } from './menu.ts';
import { externalAddress, lockNavigation } from './navigation.ts';
import { lockSession } from './permissions.ts';
import { savePdf } from './save-pdf.ts';
import { answerShell, fromOurPage } from './shell-calls.ts';
import { openWindow, windowPreferences } from './window.ts';

const CLOSE_GRACE_MS = 10_000;
/** More links than a person clicks before the window is there. */
const MOST_LINKS = 10;
const MOST_WINDOWS = 50;
/** Bundles lie together in dist/main; the renderer and the assets beside it. */
const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, '../..');
const DATA = profileFolder(null);

app.enableSandbox();
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
app.setName('Plico');
// What Chromium itself keeps (the lock of a single instance) stays apart from the mail.
app.setPath('userData', path.join(DATA, 'shell'));
lockNavigation(app, askExternal);

let broker: CoreBroker | null = null;
let demo: DemoKeeper | null = null;
const messageWindows = new Map<string, BrowserWindow>();

async function askExternal(address: string): Promise<boolean> {
  const url = externalAddress(address);
  if (url === null) return false;
  const text = shellText(language());
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: text.openQuestion,
    detail: text.openDetail(url.href, url.hostname),
    buttons: [text.cancel, text.open],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response !== 1) return false;
  await shell.openExternal(url.href);
  return true;
}

function language(): 'it' | 'en' {
  return app.getLocale().startsWith('it') ? 'it' : 'en';
}

function startProcess(file: string, folder: string, parts: Pick<BrokerParts, 'onFailed' | 'onLost' | 'onDemo'>): CoreBroker {
  return startCore({
    fork: utilityProcess.fork,
    Channel: MessageChannelMain,
    coreFile: path.join(HERE, file),
    parserFile: path.join(HERE, 'parser.js'),
    start: { kind: 'start', folder, version: app.getVersion(), trustFolder: path.join(ROOT, 'assets/trust') },
    ...parts,
  });
}

function startBroker(): CoreBroker {
  return startProcess('core.js', DATA, {
    onDemo(message) {
      if (message.kind === 'ready') broker?.demoState(demo?.state() ?? { state: 'none' });
      else if (message.kind === 'openDemo') demo?.open();
      else if (message.kind === 'removeDemo') void demo?.remove();
    },
    onFailed(failure) {
      dialog.showErrorBox('Plico', errorText(textFor(language()), failure));
      app.exit(3);
    },
    onLost() {
      const text = shellText(language());
      const choice = dialog.showMessageBoxSync({
        type: 'error',
        message: text.coreGone,
        buttons: [text.restart, text.quit],
        defaultId: 0,
        noLink: true,
      });
      if (choice !== 0) return app.exit(3);
      broker = startBroker();
      for (const window of ownWindows()) window.webContents.reload();
    },
  });
}

async function openFolder(folder: 'profile' | 'downloads'): Promise<null> {
  await shell.openPath(folder === 'profile' ? DATA : app.getPath('downloads'));
  return null;
}

function notify(notification: { readonly title: string; readonly body: string }, window: BrowserWindow | null): Promise<boolean> {
  if (!Notification.isSupported()) return Promise.resolve(false);
  return new Promise((resolve) => {
    const shown = new Notification({ ...notification, silent: true });
    shown.on('click', () => {
      bringForward(window);
      resolve(true);
    });
    shown.on('close', () => resolve(false));
    shown.show();
  });
}

/** Of the person's own mail. */
function ownWindows(): BrowserWindow[] {
  return BrowserWindow.getAllWindows().filter((window) => demo?.owns(window) !== true);
}

function bringForward(window: BrowserWindow | null): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The message whose window is open already comes forward; no more windows than a person can look at. */
function openOne(open: (address: string) => BrowserWindow, address: string, whose: 'own' | 'demo'): void {
  const name = `${whose} ${address}`;
  const known = messageWindows.get(name);
  if (known !== undefined) return bringForward(known);
  if (messageWindows.size >= MOST_WINDOWS) return undefined;
  const window = open(address);
  messageWindows.set(name, window);
  window.once('closed', () => messageWindows.delete(name));
  return undefined;
}

// Links from outside, in the order they came, until the screen takes them.
const links: OutsideDraft[] = [];

/** The window comes forward in any case: somebody started the program, or clicked a link. */
function offer(draft: OutsideDraft | null): void {
  const window = ownWindows()[0] ?? null;
  bringForward(window);
  if (draft === null || links.length >= MOST_LINKS) return;
  links.push(draft);
  window?.webContents.send(MAILTO);
}

/** A session with the app's own pages and the bytes of one core; its windows reach no other. */
function sessionOf(partition: string, brokerOf: () => CoreBroker | null): (address: string | null) => BrowserWindow {
  // No "persist:" prefix: cookies and cache live in memory only.
  const made = session.fromPartition(partition);
  lockSession(made);
  made.protocol.handle(
    APP_SCHEME.scheme,
    createAppProtocol(
      path.join(ROOT, 'dist/renderer'),
      (pathname, show) => brokerOf()?.bytes(pathname, show) ?? Promise.resolve(null),
      (bytes) => brokerOf()?.upload(bytes) ?? Promise.resolve(null),
    ),
  );
  const preferences = windowPreferences(path.join(HERE, 'preload.cjs'), made, !app.isPackaged);
  return (address) => openWindow(BrowserWindow, preferences, address);
}

function run(): void {
  const open = sessionOf('plico', () => broker);
  let openDemo: typeof open | null = null;
  demo = createDemoKeeper({
    home: demoHome(DATA),
    start: (parts) => startProcess('demo.js', demoHome(DATA), parts),
    openWindow: (address) => (openDemo ??= sessionOf('plico-demo', () => demo?.broker() ?? null))(address),
    bringForward,
    goBack: () => bringForward(ownWindows()[0] ?? open(null)),
    tell: (state) => broker?.demoState(state),
    graceMs: CLOSE_GRACE_MS,
  });
  broker = startBroker();
  const fromDemo = (window: BrowserWindow | null): boolean => demo?.owns(window) === true;

  ipcMain.on(CONNECT, (event) => {
    const asked = fromDemo(BrowserWindow.fromWebContents(event.sender)) ? (demo?.broker() ?? null) : broker;
    if (fromOurPage(event) && asked !== null) event.senderFrame?.postMessage(CONNECT, null, [asked.openScreen()]);
  });
  answerShell(
    ipcMain,
    {
      openExternal: askExternal,
      openFolder,
      notify,
      // The number on the icon and links from outside are for the person's own mail.
      setBadge: async (count, window) => (fromDemo(window) ? false : app.setBadgeCount(count), null),
      setTheme: async (theme) => ((nativeTheme.themeSource = theme), null),
      takeMailto: async (_argument, window) => (fromDemo(window) ? null : (links.shift() ?? null)),
      openWindow: async (address, window) => (
        fromDemo(window) ? openOne((of) => demo?.openWindow(of) ?? open(of), address, 'demo') : openOne(open, address, 'own'),
        null
      ),
      savePdf: (name, window) => savePdf(name, window, { dialog, downloads: app.getPath('downloads') }),
    },
    (event) => BrowserWindow.fromWebContents(event.sender),
  );
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(shellText(language()).menu, process.platform, () => void openFolder('profile'))),
  );
  open(null);
  // Windows and Linux start the program with the link.
  const first = mailtoOf(process.argv);
  if (first !== null) offer(first);
  app.on('second-instance', (_event, argv) => offer(mailtoOf(argv)));
  app.on('activate', () => {
    if (ownWindows().length === 0) open(null);
  });
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
// The profile is closed before the process ends; a second request does not wait for it again.
app.on('before-quit', (event) => {
  const closing = broker;
  if (closing === null) return;
  event.preventDefault();
  broker = null;
  void Promise.allSettled([closing.close(CLOSE_GRACE_MS), demo?.close()]).then(() => app.quit());
});

// macOS; it can come before the first window.
app.on('open-url', (event, link) => {
  event.preventDefault();
  offer(readMailto(link));
});

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();
