// Stands in for Electron in tests (vitest.config.ts aliases it): what the shell sets up is recorded,
// and a test plays the part of Chromium by calling the handlers.
import { EventEmitter } from 'node:events';

type Handler = (...values: never[]) => unknown;

class FakeSession extends EventEmitter {
  readonly partition: string;
  readonly handlers = new Map<string, Handler>();
  spellChecker = true;
  readonly schemes = new Map<string, (request: Request) => Promise<Response>>();
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>): void => void this.schemes.set(scheme, handler),
  };
  readonly webRequest = { onBeforeRequest: (handler: Handler): void => void this.handlers.set('beforeRequest', handler) };
  constructor(partition: string) {
    super();
    this.partition = partition;
  }
  setPermissionRequestHandler(handler: Handler): void {
    this.handlers.set('permissionRequest', handler);
  }
  setPermissionCheckHandler(handler: Handler): void {
    this.handlers.set('permissionCheck', handler);
  }
  setDevicePermissionHandler(handler: Handler): void {
    this.handlers.set('device', handler);
  }
  setDisplayMediaRequestHandler(handler: Handler): void {
    this.handlers.set('displayMedia', handler);
  }
  setSpellCheckerEnabled(on: boolean): void {
    this.spellChecker = on;
  }
}

export class FakeContents extends EventEmitter {
  windowOpen: ((details: { url: string }) => { action: string }) | null = null;
  reloads = 0;
  readonly sent: string[] = [];
  send(channel: string): void {
    this.sent.push(channel);
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpen = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
  readonly printed: unknown[] = [];
  printToPDF(options: unknown): Promise<Buffer> {
    this.printed.push(options);
    return Promise.resolve(Buffer.from('%PDF-1.7 fake'));
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly options: Readonly<Record<string, unknown>>;
  readonly webContents = new FakeContents();
  loaded: string | null = null;
  shown = false;
  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all;
  }
  static fromWebContents(contents?: FakeContents): BrowserWindow | null {
    return BrowserWindow.all.find((window) => window.webContents === contents) ?? BrowserWindow.all[0] ?? null;
  }
  close(): void {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
  }
  loadURL(address: string): Promise<void> {
    this.loaded = address;
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
}

export class FakePort extends EventEmitter {
  readonly sent: unknown[] = [];
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  start(): void {}
  close(): void {}
}

export class MessageChannelMain {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();
}

export class FakeProcess extends EventEmitter {
  readonly file: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly sent: { readonly message: unknown; readonly ports: readonly FakePort[] }[] = [];
  readonly pid: number | undefined = undefined;
  constructor(file: string, options: Readonly<Record<string, unknown>>) {
    super();
    this.file = file;
    this.options = options;
  }
  postMessage(message: unknown, ports: readonly FakePort[] = []): void {
    this.sent.push({ message, ports });
  }
}

class FakeApp extends EventEmitter {
  sandboxed = false;
  readonly paths = new Map<string, string>([['downloads', '/downloads']]);
  badge = 0;
  readonly exits: number[] = [];
  quits = 0;
  readonly isPackaged = true;
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setName(): void {}
  setPath(name: string, folder: string): void {
    this.paths.set(name, folder);
  }
  getPath(name: string): string {
    return this.paths.get(name) ?? '';
  }
  getVersion(): string {
    return '1.2.3';
  }
  getLocale(): string {
    return 'it-IT';
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  setBadgeCount(count: number): boolean {
    this.badge = count;
    return true;
  }
  quit(): void {
    this.quits += 1;
  }
  exit(code: number): void {
    this.exits.push(code);
  }
}

class FakeIpc extends EventEmitter {
  readonly invoked = new Map<string, (event: unknown, argument: unknown) => Promise<unknown>>();
  handle(channel: string, handler: (event: unknown, argument: unknown) => Promise<unknown>): void {
    this.invoked.set(channel, handler);
  }
}

export const app = new FakeApp();
export const ipcMain = new FakeIpc();
export const nativeTheme = { themeSource: 'system' };
export const processes: FakeProcess[] = [];
export const utilityProcess = {
  fork(file: string, _argv: readonly string[], options: Readonly<Record<string, unknown>>): FakeProcess {
    const child = new FakeProcess(file, options);
    processes.push(child);
    return child;
  },
};
export const sessions = new Map<string, FakeSession>();
export const session = {
  fromPartition(partition: string): FakeSession {
    const known = sessions.get(partition) ?? new FakeSession(partition);
    sessions.set(partition, known);
    return known;
  },
};
export const privileged: unknown[] = [];
export const protocol = { registerSchemesAsPrivileged: (schemes: readonly unknown[]): void => void privileged.push(...schemes) };
/** What a person answers to the next question: the index of the button. */
export const dialog = {
  answer: 0,
  asked: [] as { readonly detail?: string }[],
  errors: [] as string[],
  showMessageBox(question: { readonly detail?: string }): Promise<{ response: number }> {
    dialog.asked.push(question);
    return Promise.resolve({ response: dialog.answer });
  },
  showMessageBoxSync(question: { readonly detail?: string }): number {
    dialog.asked.push(question);
    return dialog.answer;
  },
  /** Where the person says to save; null: declined. */
  saveTo: null as string | null,
  saves: [] as { readonly defaultPath?: string }[],
  showSaveDialog(_window: unknown, options: { readonly defaultPath?: string }): Promise<{ canceled: boolean; filePath: string }> {
    dialog.saves.push(options);
    return Promise.resolve({ canceled: dialog.saveTo === null, filePath: dialog.saveTo ?? '' });
  },
  showErrorBox: (_title: string, text: string): void => void dialog.errors.push(text),
};
export const shell = {
  opened: [] as string[],
  openExternal(address: string): Promise<void> {
    shell.opened.push(address);
    return Promise.resolve();
  },
  openPath(folder: string): Promise<string> {
    shell.opened.push(folder);
    return Promise.resolve('');
  },
};
export const menus: unknown[] = [];
export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (menu: unknown): void => void menus.push(menu),
};

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = [];
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    Notification.shown.push(this);
  }
}

export const exposed = new Map<string, unknown>();
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown): void => void exposed.set(name, value) };
class FakeRenderer extends EventEmitter {
  readonly calls: (readonly unknown[])[] = [];
  invoke(...values: unknown[]): Promise<null> {
    this.calls.push(['invoke', ...values]);
    return Promise.resolve(null);
  }
  send(...values: unknown[]): void {
    this.calls.push(['send', ...values]);
  }
}
export const ipcRenderer = new FakeRenderer();
