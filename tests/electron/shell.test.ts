// The real main.ts and preload.ts against a fake Electron: every row of STACK-FINDINGS §3 that can be
// seen without the binary.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pagePolicy } from '#shared/contract/page-policy';
import * as electron from '#tests/support/fake-electron';
import { APP_ORIGIN, createAppProtocol } from '#main/hosts/electron/app-protocol';
import { asBlobHash } from '#shared/model/ids';
import { startCore } from '#main/hosts/electron/core-broker';
import { createParserChannels } from '#main/hosts/electron/parser-channels';

const PROFILE = mkdtempSync(path.join(os.tmpdir(), 'plico-shell-'));
const OURS = { parent: null, url: 'app://plico/' };

function window(): electron.BrowserWindow {
  const [first] = electron.BrowserWindow.all;
  if (first === undefined) throw new Error('no window');
  return first;
}

function ours() {
  const found = electron.sessions.get('plico');
  if (found === undefined) throw new Error('no session');
  return found;
}

function core(): electron.FakeProcess {
  const found = electron.processes.find((child) => child.file.endsWith('core.js'));
  if (found === undefined) throw new Error('no core');
  return found;
}

function handler(name: string): (...values: unknown[]) => unknown {
  return ours().handlers.get(name) as (...values: unknown[]) => unknown;
}

beforeAll(async () => {
  process.env['PLICO_DATA'] = PROFILE;
  await import('#main/hosts/electron/main');
  await new Promise((resolve) => setImmediate(resolve));
});

afterAll(() => rmSync(PROFILE, { recursive: true, force: true }));

beforeEach(() => {
  electron.dialog.answer = 0;
  electron.dialog.asked.length = 0;
  electron.shell.opened.length = 0;
});

describe('IPC-03: every window', () => {
  test('has exactly these preferences, and one session that keeps nothing on disk', () => {
    const { session, preload, ...rest } = window().options['webPreferences'] as Record<string, unknown>;
    expect(rest).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
    expect(session).toBe(ours());
    expect([...electron.sessions.keys()]).toEqual(['plico']); // "persist:" would keep it
    expect(path.basename(String(preload))).toBe('preload.cjs');
    expect(electron.app.sandboxed).toBe(true);
    expect(ours().spellChecker).toBe(false);
    expect(window().loaded).toBe('app://plico/');
  });

  test('the scheme is standard and secure and has no other privilege', () => {
    expect(electron.privileged).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  test.each<[event: string, details: object, stays: boolean]>([
    ['will-navigate', { url: 'https://example.org/' }, true],
    ['will-navigate', { url: 'file:///etc/passwd' }, true],
    ['will-navigate', { url: 'app://plico/bytes/a/b/part/2' }, true],
    ['will-navigate', { url: 'app://plico/' }, false],
    ['will-frame-navigate', { url: 'https://example.org/', isMainFrame: false }, true],
    ['will-frame-navigate', { url: 'about:srcdoc', isMainFrame: false }, false],
    ['will-frame-navigate', { url: 'about:srcdoc', isMainFrame: true }, true],
    ['will-redirect', { url: 'app://plico/' }, true],
    ['will-attach-webview', {}, true],
  ])('%s %o is prevented: %s', (event, details, stays) => {
    let prevented = false;
    window().webContents.emit(event, { ...details, preventDefault: () => (prevented = true) });
    expect(prevented).toBe(stays);
  });

  test('permissions, devices and screens are denied; copying text from our own page is not', () => {
    const asked = (permission: string, requestingUrl: string, isMainFrame = true): unknown => {
      let granted: unknown;
      handler('permissionRequest')(null, permission, (answer: boolean) => (granted = answer), { requestingUrl, isMainFrame });
      return granted;
    };
    const denied = [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
      'usb',
      'hid',
      'serial',
      'unknown',
    ];
    expect(
      denied.filter(
        (permission) => asked(permission, 'app://plico/') === true || handler('permissionCheck')(null, permission, 'app://plico') === true,
      ),
    ).toEqual([]);
    expect(asked('clipboard-sanitized-write', 'app://plico/')).toBe(true);
    expect(asked('clipboard-sanitized-write', 'app://plico/', false)).toBe(false);
    expect(asked('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
    expect(handler('permissionCheck')(null, 'clipboard-sanitized-write', 'https://example.org')).toBe(false);
    expect(handler('device')()).toBe(false);
    let streams: unknown = null;
    handler('displayMedia')({}, (answer: unknown) => (streams = answer));
    expect(streams).toEqual({});
  });

  test.each<[address: string, cancelled: boolean]>([
    ['https://example.org/pixel.gif', true],
    ['http://127.0.0.1:8080/', true],
    ['wss://example.org/', true],
    ['file:///etc/passwd', true],
    ['app://other/', true],
    ['ftp://example.org/', true],
    ['app://plico/assets/index.js', false],
    ['data:image/png;base64,AA==', false],
    ['blob:app://plico/1', false],
  ])('the renderer has no network: %s is cancelled: %s', (url, cancelled) => {
    let answer: unknown = null;
    handler('beforeRequest')({ url }, (given: unknown) => (answer = given));
    expect(answer).toEqual({ cancel: cancelled });
  });

  test.each<[chain: readonly string[], prevented: boolean]>([
    [['https://example.org/x.exe'], true],
    [['data:text/html,x'], true],
    [['app://plico/index.html'], true],
    [['app://plico/bytes/a/b/original.eml', 'https://example.org/x'], true],
    [['app://plico/bytes/a/b/original.eml'], false],
  ])('download %j is denied: %s', (chain, prevented) => {
    let stopped = false;
    ours().emit('will-download', { preventDefault: () => (stopped = true) }, { getURLChain: () => chain });
    expect(stopped).toBe(prevented);
  });
});

describe('links out', () => {
  const refused = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://host/share',
    'data:text/html,x',
    'https://user@example.org/',
    'https://a:b@example.org/',
    'ms-word:x',
    'not an address',
    'app://plico/',
  ];
  test.each(refused)('%s is not even asked about', async (url) => {
    electron.dialog.answer = 1;
    expect(window().webContents.windowOpen?.({ url })).toEqual({ action: 'deny' });
    await new Promise((resolve) => setImmediate(resolve));
    expect([electron.dialog.asked, electron.shell.opened]).toEqual([[], []]);
  });

  test.each<[answer: number, opened: readonly string[]]>([
    [0, []],
    [1, ['https://xn--pypal-4ve.example/a']],
  ])('the true address is shown; button %d opens %j', async (answer, opened) => {
    electron.dialog.answer = answer;
    expect(window().webContents.windowOpen?.({ url: 'https://p\u0430ypal.example/a' })).toEqual({ action: 'deny' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(electron.dialog.asked[0]?.detail).toContain('xn--pypal-4ve.example');
    expect(electron.shell.opened).toEqual(opened);
  });
});

describe('IPC-02: what a page can call', () => {
  test('the bridge has one port and these five calls', async () => {
    await import('#main/hosts/electron/preload');
    const bridge = electron.exposed.get('plico') as { readonly shell: object };
    expect([...electron.exposed.keys()]).toEqual(['plico']);
    expect(Object.keys(bridge)).toEqual(['kind', 'connect', 'shell']);
    expect(Object.keys(bridge.shell)).toEqual([
      'openExternal',
      'openFolder',
      'notify',
      'setBadge',
      'setTheme',
      'takeMailto',
      'savePdf',
      'openWindow',
    ]);
    expect([...electron.ipcMain.invoked.keys()]).toEqual(Object.keys(bridge.shell).map((name) => `plico:shell:${name}`));
    expect(electron.ipcMain.eventNames()).toEqual(['plico:connect']);
  });

  const strangers = [
    ['a frame of a mail', { parent: OURS, url: 'about:srcdoc' }],
    ['another origin', { parent: null, url: 'https://example.org/' }],
    ['a look-alike host', { parent: null, url: 'app://plico.example/' }],
    ['an empty frame', { parent: null, url: '' }],
    ['a frame that is gone', null],
  ] as const;

  test.each(strangers)('%s gets neither a port nor an answer', async (_who, senderFrame) => {
    const before = core().sent.length;
    electron.ipcMain.emit('plico:connect', { senderFrame });
    expect(core().sent.length).toBe(before);
    await expect(electron.ipcMain.invoked.get('plico:shell:setBadge')?.({ senderFrame }, 3)).rejects.toThrow('refused');
    expect(electron.app.badge).toBe(0);
  });

  test.each<[name: string, argument: unknown]>([
    ['setBadge', -1],
    ['setBadge', '3'],
    ['openFolder', '/etc'],
    ['openFolder', { folder: 'profile' }],
    ['notify', { title: 'a', body: 'b', icon: '/etc/passwd' }],
    ['notify', JSON.parse('{"title":"a","body":"b","__proto__":{}}')],
    ['setTheme', 'dark\0'],
    ['openExternal', ['https://example.org']],
    ['savePdf', ''],
    ['openWindow', ''],
    ['openWindow', '//evil.example/x'],
    ['openWindow', 'dispatch/a/../../etc'],
    ['openWindow', 'https://evil.example/'],
    ['savePdf', { path: '/etc/cron.d/x' }],
    ['openExternal', 'x'.repeat(10_000)],
  ])('IPC-01: %s with %j is a refusal, nothing more', async (name, argument) => {
    await expect(electron.ipcMain.invoked.get(`plico:shell:${name}`)?.({ senderFrame: OURS, sender: {} }, argument)).rejects.toThrow(
      'wrong argument',
    );
  });

  test.each(['profile\0', '-profile', '../profile', 'profile/..', '/etc/passwd', 'C:\\Windows', 'file:///etc', ['profile'], 'Downloads'])(
    'ATT-08 a place to open named %j is refused before the shell of the system sees it',
    async (place) => {
      await expect(electron.ipcMain.invoked.get('plico:shell:openFolder')?.({ senderFrame: OURS, sender: {} }, place)).rejects.toThrow(
        'wrong argument',
      );
      expect(electron.shell.opened).toEqual([]);
    },
  );

  test('our own page gets a port to the core, and its calls are done', async () => {
    const posted: unknown[] = [];
    electron.ipcMain.emit('plico:connect', { senderFrame: { ...OURS, postMessage: (...values: unknown[]) => posted.push(values) } });
    const last = core().sent.at(-1);
    expect(last?.message).toEqual({ kind: 'screen' });
    expect(posted).toEqual([['plico:connect', null, [expect.any(electron.FakePort)]]]);
    const call = (name: string, argument: unknown): Promise<unknown> | undefined =>
      electron.ipcMain.invoked.get(`plico:shell:${name}`)?.({ senderFrame: OURS, sender: {} }, argument);
    await call('setBadge', 7);
    await call('setTheme', 'dark');
    await call('openFolder', 'profile');
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'plico-pdf-')), 'copia.pdf');
    const declined = await call('savePdf', '../../etc/passwd\u202e.pdf');
    electron.dialog.saveTo = file;
    const saved = await call('savePdf', 'Diffida (copia di lettura).pdf');
    expect([declined, saved, readFileSync(file, 'latin1'), electron.dialog.saves.map(({ defaultPath }) => defaultPath)]).toEqual([
      false,
      true,
      '%PDF-1.7 fake',
      // A name is only proposed, and never leads out of the folder.
      ['/downloads/.. .. etc passwd .pdf', '/downloads/Diffida (copia di lettura).pdf'],
    ]);
    expect([electron.app.badge, electron.nativeTheme.themeSource, electron.shell.opened]).toEqual([7, 'dark', [PROFILE]]);
  });

  test('IPC-03: a message in a window of its own: the same page with the same preferences, once', async () => {
    const open = electron.ipcMain.invoked.get('plico:shell:openWindow');
    const before = electron.BrowserWindow.all.length;
    const address = `message/a1/${'ab'.repeat(32)}`;
    for (const wanted of [address, 'dispatch/a1/d%201', address]) await open?.({ senderFrame: OURS, sender: {} }, wanted);
    const opened = electron.BrowserWindow.all.splice(before);
    expect(opened.map(({ loaded }) => loaded)).toEqual([`app://plico/#${address}`, 'app://plico/#dispatch/a1/d%201']);
    expect(opened.map(({ options }) => options['webPreferences'])).toEqual([
      window().options['webPreferences'],
      window().options['webPreferences'],
    ]);
    opened[0]?.emit('closed');
    await open?.({ senderFrame: OURS, sender: {} }, address);
    expect(electron.BrowserWindow.all.splice(before).map(({ loaded }) => loaded)).toEqual([`app://plico/#${address}`]);
  });
});

describe('IPC-05: app://plico', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plico-app-'));
  const secret = path.join(path.dirname(folder), `${path.basename(folder)}-secret.js`);
  const answer = createAppProtocol(folder, (pathname, show) =>
    Promise.resolve(
      pathname === '/bytes/a/h/original.eml'
        ? { bytes: Buffer.from(`raw ${show}`), headers: { 'content-type': 'message/rfc822', 'content-disposition': 'attachment' } }
        : null,
    ),
  );
  beforeAll(() => {
    mkdirSync(path.join(folder, 'assets'));
    writeFileSync(path.join(folder, 'index.html'), 'page');
    writeFileSync(path.join(folder, 'assets/a.js'), 'script');
    writeFileSync(path.join(folder, 'notes.md'), 'not for pages');
    writeFileSync(secret, 'secret');
  });
  afterAll(() => {
    for (const one of [folder, secret]) rmSync(one, { recursive: true, force: true });
  });

  test.each<[address: string, status: number, body: string]>([
    ['app://plico/', 200, 'page'],
    ['app://plico/?q=1#x', 200, 'page'],
    ['app://plico/assets/a.js', 200, 'script'],
    ['app://plico/notes.md', 404, ''],
    ['app://plico/assets', 404, ''],
    [`app://plico/../${path.basename(secret)}`, 404, ''],
    [`app://plico/%2e%2e/${path.basename(secret)}`, 404, ''],
    [`app://plico/..%2f${path.basename(secret)}`, 404, ''],
    [`app://plico/..%5c${path.basename(secret)}`, 404, ''],
    [`app://plico/assets/..%2F..%2f${path.basename(secret)}`, 404, ''],
    ['app://plico/assets/a.js%00.html', 404, ''],
    ['app://plico/%E0%A4%A', 404, ''],
    [`app://plico/${secret}`, 404, ''],
    ['app://other/', 403, ''],
    ['app://plico:8080/', 403, ''],
    ['app://user@plico/', 403, ''],
    ['https://plico/', 403, ''],
    ['app://plico/bytes/a/h/original.eml', 200, 'raw false'],
    ['app://plico/bytes/a/h/original.eml?show=1', 200, 'raw true'],
    ['app://plico/bytes/a/h/other', 404, ''],
  ])('%s answers %d', async (address, status, body) => {
    const response = await answer({ url: address, method: 'GET' } as Request);
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = status === 200 && !address.includes('/bytes/') ? pagePolicy([]) : "default-src 'none'; sandbox";
    expect(response.headers.get('content-security-policy')).toBe(policy);
  });

  test.each<[name: string, origin: string | null, address: string, status: number, taken: readonly string[]]>([
    ['of the page', 'app://plico', 'app://plico/uploads', 200, ['atto']],
    ['without an origin, as this scheme may send it', null, 'app://plico/uploads', 200, ['atto']],
    ['of another origin', 'https://evil.example', 'app://plico/uploads', 403, []],
    ['to another address', 'app://plico', 'app://plico/uploads/x', 405, []],
    ['to another host', 'app://plico', 'app://other/uploads', 403, []],
  ])('IPC-05: a file for a draft %s', async (_name, origin, address, status, taken) => {
    const got: string[] = [];
    const hash = asBlobHash('a'.repeat(64));
    const upload = createAppProtocol(
      folder,
      () => Promise.resolve(null),
      (bytes) => {
        got.push(Buffer.from(bytes).toString());
        return Promise.resolve({ file: hash, sizeBytes: bytes.byteLength });
      },
    );
    const response = await upload(uploadRequest(address, 'atto', origin));
    expect([response.status, got]).toEqual([status, taken]);
    if (status === 200) expect(await response.json()).toEqual({ file: hash, sizeBytes: 4 });
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
  });

  test('a file that the core does not take, or a core that is gone, is an answer and not a crash', async () => {
    const refuses = createAppProtocol(
      folder,
      () => Promise.resolve(null),
      () => Promise.resolve(null),
    );
    expect((await refuses(uploadRequest('app://plico/uploads', 'atto', APP_ORIGIN))).status).toBe(413);
  });

  test.each<[title: string, headers: Record<string, string>, chunkBytes: number, most: number]>([
    ['that is too large is let go at the chunk that goes over', {}, 1024 * 1024, 102],
    ['that says it is too large is not read', { 'content-length': String(101 * 1024 * 1024) }, 1024 * 1024, 1],
  ])('IPC-05: a file for a draft %s', async (_title, headers, chunkBytes, most) => {
    let pulled = 0;
    let cancelled = false;
    const got: number[] = [];
    const upload = createAppProtocol(
      folder,
      () => Promise.resolve(null),
      (bytes) => {
        got.push(bytes.byteLength);
        return Promise.resolve(null);
      },
    );
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        // Without end: only the limit stops it.
        controller.enqueue(new Uint8Array(chunkBytes));
      },
      cancel() {
        cancelled = true;
      },
    });
    const request = new Request('app://plico/uploads', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { origin: APP_ORIGIN, ...headers },
    });
    const { status } = await upload(request);
    expect([status, got, cancelled, pulled <= most]).toEqual([413, [], true, true]);
  });

  test('IPC-05: a file that breaks off, and an empty one', async () => {
    const got: number[] = [];
    const upload = createAppProtocol(
      folder,
      () => Promise.resolve(null),
      (bytes) => {
        got.push(bytes.byteLength);
        return Promise.resolve({ file: asBlobHash('a'.repeat(64)), sizeBytes: bytes.byteLength });
      },
    );
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('gone')) });
    const post = (body: ReadableStream<Uint8Array> | null): Promise<Response> =>
      upload(new Request('app://plico/uploads', { method: 'POST', body, duplex: 'half', headers: { origin: APP_ORIGIN } }));
    expect([(await post(broken)).status, (await post(null)).status, got]).toEqual([413, 200, [0]]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await answer({ url: 'app://plico/', method } as Request)).status).toBe(405);
  });

  test('the policy runs nothing inline and nothing from elsewhere', () => {
    const policy = pagePolicy([]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    expect(policy).toContain("require-trusted-types-for 'script'");
  });
});

describe('the demonstration boxes', () => {
  const home = `${PROFILE}-demo`;
  const demoCore = (): electron.FakeProcess => {
    const found = electron.processes.findLast((child) => child.file.endsWith('demo.js'));
    if (found === undefined) throw new Error('no demonstration');
    return found;
  };
  const told = (): unknown => core().sent.findLast(({ message }) => (message as { kind: string }).kind === 'demoState')?.message;
  const demoWindow = (): electron.BrowserWindow | undefined => electron.BrowserWindow.all[1];
  const invoke = (name: string, argument: unknown): Promise<unknown> | undefined =>
    electron.ipcMain.invoked.get(`plico:shell:${name}`)?.({ senderFrame: OURS, sender: demoWindow()?.webContents }, argument);

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test('start in a process, a folder, a session and a window of their own; the person’s own core hears how far they are', () => {
    core().emit('message', { kind: 'ready' });
    expect(told()).toEqual({ kind: 'demoState', state: { state: 'closed', kept: false } });
    core().emit('message', { kind: 'openDemo' });
    core().emit('message', { kind: 'openDemo' });
    expect(electron.processes.filter((child) => child.file.endsWith('demo.js'))).toHaveLength(1);
    expect(demoCore().sent[0]?.message).toMatchObject({ kind: 'start', folder: home });
    demoCore().emit('message', { kind: 'demoProgress', step: 'sending', done: 3, total: 42 });
    expect(told()).toEqual({ kind: 'demoState', state: { state: 'preparing', step: 'sending', done: 3, total: 42 } });
    demoCore().emit('message', { kind: 'ready' });
    expect(told()).toEqual({ kind: 'demoState', state: { state: 'open', address: null } });
    expect([...electron.sessions.keys()]).toEqual(['plico', 'plico-demo']);
    expect(demoWindow()?.options['webPreferences']).toMatchObject({ session: electron.sessions.get('plico-demo'), sandbox: true });
  });

  test('IPC-01: their window gets a port to their core alone, and neither badge nor links of the person’s own mail', async () => {
    const before = core().sent.length;
    electron.ipcMain.emit('plico:connect', { senderFrame: { ...OURS, postMessage: () => undefined }, sender: demoWindow()?.webContents });
    expect(demoCore().sent.at(-1)?.message).toEqual({ kind: 'screen' });
    await invoke('setBadge', 9);
    expect(electron.app.badge).not.toBe(9);
    expect(await invoke('takeMailto', undefined)).toBeNull();
    const bytes = electron.sessions.get('plico-demo')?.schemes.get('app')?.(new Request('app://plico/bytes/a/b/original.eml'));
    expect(demoCore().sent.at(-1)?.message).toMatchObject({ kind: 'bytes', pathname: '/bytes/a/b/original.eml' });
    demoCore().emit('message', { kind: 'bytes', id: 1, answer: null });
    expect((await bytes)?.status).toBe(404);
    expect(core().sent.length).toBe(before);
  });

  test('going back for good closes their windows, ends their process, and removes what is theirs and nothing else', async () => {
    for (const folder of ['sandbox', 'profile']) mkdirSync(path.join(home, folder), { recursive: true });
    writeFileSync(path.join(home, 'sandbox', 'pki.json'), '{}');
    writeFileSync(path.join(home, 'profile.key'), 'k');
    writeFileSync(path.join(home, 'appunti.txt'), 'not ours');
    demoCore().emit('message', { kind: 'leaveDemo', remove: true });
    expect([demoWindow(), demoCore().sent.at(-1)?.message]).toEqual([undefined, { kind: 'close' }]);
    demoCore().emit('message', { kind: 'closed' });
    await expect.poll(told).toEqual({ kind: 'demoState', state: { state: 'closed', kept: false } });
    expect(readdirSync(home)).toEqual(['appunti.txt']);
    expect(readdirSync(PROFILE)).toEqual([]);
  });

  test('a process that ends by itself is told, and can be asked for again', () => {
    core().emit('message', { kind: 'openDemo' });
    demoCore().emit('exit', 1);
    expect(told()).toEqual({ kind: 'demoState', state: { state: 'failed', code: 'internal', values: {} } });
    core().emit('message', { kind: 'openDemo' });
    expect(told()).toMatchObject({ state: { state: 'preparing' } });
    demoCore().emit('message', { kind: 'failed', code: 'demo.foreignFolder', values: { folder: home } });
    expect(told()).toMatchObject({ state: { state: 'failed', code: 'demo.foreignFolder' } });
    expect([electron.dialog.errors, electron.app.exits]).toEqual([[], []]);
  });
});

describe('the core process', () => {
  test('is forked with its start message and no secret in the environment of parsers', () => {
    expect(core().sent[0]?.message).toEqual({
      kind: 'start',
      folder: PROFILE,
      version: '1.2.3',
      trustFolder: expect.stringMatching(/assets.trust$/),
    });
    core().emit('message', { kind: 'spawnParser', id: 5 });
    const parser = electron.processes.at(-1);
    expect([path.basename(parser?.file ?? ''), parser?.options['env']]).toEqual(['parser.js', {}]);
    expect(core().sent.at(-1)?.message).toEqual({ kind: 'parser', id: 5 });
    parser?.emit('exit', 9);
    expect(core().sent.at(-1)?.message).toEqual({ kind: 'parserEnded', id: 5 });
  });

  test('bytes are asked for and matched by id; a lost core answers null and is said once', async () => {
    const child = new electron.FakeProcess('core.js', {});
    let lost = 0;
    const broker = startCore({
      fork: (() => child) as never,
      Channel: electron.MessageChannelMain,
      coreFile: 'core.js',
      parserFile: 'parser.js',
      start: { kind: 'start', folder: PROFILE, version: '1', trustFolder: 't' },
      onFailed: () => undefined,
      onLost: () => (lost += 1),
    });
    const first = broker.bytes('/bytes/1', false);
    const second = broker.bytes('/bytes/2', true);
    child.emit('message', { kind: 'bytes', id: 2, answer: { bytes: Buffer.from('two'), headers: {} } });
    expect((await second)?.bytes.toString()).toBe('two');
    child.emit('exit', 1);
    expect([await first, lost]).toEqual([null, 1]);
  });

  test('a core that cannot open the profile is worded, and the app ends', () => {
    core().emit('message', { kind: 'failed', code: 'profile.inUse', values: {} });
    expect(electron.dialog.errors).toHaveLength(1);
    expect(electron.dialog.errors[0]).not.toContain('profile.inUse');
    expect(electron.app.exits).toEqual([3]);
  });
});

test('parser channels: what is posted before the port is there arrives in order, and the end is told once', () => {
  const sent: unknown[] = [];
  const channels = createParserChannels((message) => sent.push(message));
  const channel = channels.spawn();
  const received: unknown[] = [];
  let ends = 0;
  channel.onMessage((message) => received.push(message));
  channel.onExit(() => (ends += 1));
  channel.post('one');
  channel.post('two');
  const port = new electron.FakePort();
  channels.arrived(1, port);
  channel.post('three');
  port.emit('message', { data: 'answer' });
  channel.kill();
  channels.ended(1);
  channels.ended(1);
  expect(port.sent).toEqual(['one', 'two', 'three']);
  expect(received).toEqual(['answer']);
  expect(sent).toEqual([
    { kind: 'spawnParser', id: 1 },
    { kind: 'killParser', id: 1 },
  ]);
  expect(ends).toBe(1);
});

describe('IPC-07: links from outside', () => {
  const take = (): unknown => electron.ipcMain.invoked.get('plico:shell:takeMailto')?.({ senderFrame: OURS, sender: {} }, undefined);

  test('a mailto link reaches the page once, with nothing but to, cc, subject and body', async () => {
    const link = 'mailto:a@pec.example?subject=Istanza&attach=/etc/passwd&bcc=c@pec.example';
    electron.app.emit('second-instance', {}, ['plico', '--inspect=9229', '--load-extension=/tmp/x', link]);
    expect(window().webContents.sent).toEqual(['plico:mailto']);
    expect(await take()).toEqual({ to: 'a@pec.example', cc: '', subject: 'Istanza', text: '' });
    expect(await take()).toBeNull();
  });

  test('on macOS it comes as an event', async () => {
    const event = { preventDefault: (): void => undefined };
    electron.app.emit('open-url', event, 'mailto:b@pec.example');
    expect(await take()).toMatchObject({ to: 'b@pec.example' });
    electron.app.emit('open-url', event, 'file:///etc/passwd');
    expect(await take()).toBeNull();
  });

  test('a flood of links does not pile up', async () => {
    for (let count = 0; count < 50; count += 1) electron.app.emit('second-instance', {}, ['plico', 'mailto:a@pec.example']);
    let taken = 0;
    while ((await take()) !== null) taken += 1;
    expect(taken).toBe(10);
  });

  test('a second start without a link only brings the window forward', async () => {
    const before = window().webContents.sent.length;
    electron.app.emit('second-instance', {}, ['plico', '/tmp/a.eml']);
    expect(window().webContents.sent.length).toBe(before);
    expect(window().shown).toBe(true);
  });
});

/** As Electron hands a file to the protocol. */
function uploadRequest(address: string, body: string, origin: string | null): Request {
  return new Request(address, { method: 'POST', body, headers: origin === null ? {} : { origin } });
}
