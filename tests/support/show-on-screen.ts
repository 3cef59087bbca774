// The end of a host for browser tests: the core on a loopback server, its link printed, all of it gone at SIGTERM.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Core } from '#main/core/core-types';
import { startServer } from '#main/hosts/node/server';
import type { Sandbox } from '#main/sandbox/sandbox';

/** `home`: the folder to be removed at the end. */
export async function showOnScreen(core: Core, sandbox: Sandbox, home: string): Promise<void> {
  const server = await startServer(core, { port: 0, rendererFolder: path.resolve(import.meta.dirname, '../../dist/renderer') });
  process.stdout.write(`${server.url}\n`);
  process.on('SIGTERM', () => {
    void (async () => {
      await server.close();
      await core.close();
      await sandbox.stop();
      rmSync(home, { recursive: true, force: true });
      process.exit(0);
    })();
  });
}
