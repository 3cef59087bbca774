// Entry of the core process of the Electron app: the same core as the headless host, with a port for
// each screen in place of a socket.
import { openAppSecrets } from '#main/core/profile-secrets';
import type { DemoDesk } from '#main/ports';
import type { DemoState } from '#shared/model/demo';
import { electronCore, send, serveCore } from './serve-core.ts';

// The main process keeps the demonstration boxes; here is what it said of them last.
let demoState: DemoState = { state: 'none' };
let removed: (() => void)[] = [];
const demo: DemoDesk = {
  state: () => demoState,
  open: () => send({ kind: 'openDemo' }),
  leave: () => undefined,
  remove: () =>
    new Promise((resolve) => {
      removed.push(resolve);
      send({ kind: 'removeDemo' });
    }),
};

serveCore(
  async (start, parsers) => {
    const secrets = await openAppSecrets(start.folder);
    const core = await electronCore(start, parsers, {
      ...secrets,
      folder: start.folder,
      extraAnchors: [],
      extraLists: [],
      loopbackRoots: null,
      revocation: { ask: true, allowLoopback: false },
      demo,
    });
    core.follow();
    return { core, close: core.close };
  },
  ({ state }) => {
    demoState = state;
    if (state.state !== 'closed' && state.state !== 'failed') return;
    for (const resolve of removed) resolve();
    removed = [];
  },
);
