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
import { profileFolder } from '#main/hosts/node/profile-folder';
import { mailtoOf, readMailto, type OutsideDraft } from '#shared/model/mailto';
import { textFor } from '#shared/text/catalogue';
import { shellText } from '#shared/text/shell';
import { errorText } from '#shared/text/wording';
import { APP_SCHEME, createAppProtocol } from './app-protocol.ts';
import { CONNECT, MAILTO } from './channels.ts';
import { startCore, type CoreBroker } from './core-broker.ts';
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

function startBroker(): CoreBroker {
  return startCore({
    fork: utilityProcess.fork,
    Channel: MessageChannelMain,
    coreFile: path.join(HERE, 'core.js'),
    parserFile: path.join(HERE, 'parser.js'),
    start: { kind: 'start', folder: DATA, version: app.getVersion(), trustFolder: path.join(ROOT, 'assets/trust') },
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
      for (const window of BrowserWindow.getAllWindows()) window.webContents.reload();
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

function bringForward(window: BrowserWindow | null): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The message whose window is open already comes forward; no more windows than a person can look at. */
function openOne(open: (address: string) => BrowserWindow, address: string): void {
  const known = messageWindows.get(address);
  if (known !== undefined) return bringForward(known);
  if (messageWindows.size >= MOST_WINDOWS) return undefined;
  const window = open(address);
  messageWindows.set(address, window);
  window.once('closed', () => messageWindows.delete(address));
  return undefined;
}

// Links from outside, in the order they came, until the screen takes them.
const links: OutsideDraft[] = [];

/** The window comes forward in any case: somebody started the program, or clicked a link. */
function offer(draft: OutsideDraft | null): void {
  const window = BrowserWindow.getAllWindows()[0] ?? null;
  bringForward(window);
  if (draft === null || links.length >= MOST_LINKS) return;
  links.push(draft);
  window?.webContents.send(MAILTO);
}

function run(): void {
  // No "persist:" prefix: cookies and cache live in memory only.
  const ours = session.fromPartition('plico');
  lockSession(ours);
  broker = startBroker();
  ours.protocol.handle(
    APP_SCHEME.scheme,
    createAppProtocol(
      path.join(ROOT, 'dist/renderer'),
      (pathname, show) => broker?.bytes(pathname, show) ?? Promise.resolve(null),
      (bytes) => broker?.upload(bytes) ?? Promise.resolve(null),
    ),
  );
  const preferences = windowPreferences(path.join(HERE, 'preload.cjs'), ours, !app.isPackaged);
  const open = (address: string | null): BrowserWindow => openWindow(BrowserWindow, preferences, address);

  ipcMain.on(CONNECT, (event) => {
    if (fromOurPage(event) && broker !== null) event.senderFrame?.postMessage(CONNECT, null, [broker.openScreen()]);
  });
  answerShell(
    ipcMain,
    {
      openExternal: askExternal,
      openFolder,
      notify,
      setBadge: async (count) => (app.setBadgeCount(count), null),
      setTheme: async (theme) => ((nativeTheme.themeSource = theme), null),
      takeMailto: async () => links.shift() ?? null,
      openWindow: async (address) => (openOne(open, address), null),
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
    if (BrowserWindow.getAllWindows().length === 0) open(null);
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
  void closing.close(CLOSE_GRACE_MS).then(() => app.quit());
});

// macOS; it can come before the first window.
app.on('open-url', (event, link) => {
  event.preventDefault();
  offer(readMailto(link));
});

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();
