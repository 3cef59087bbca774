// The demonstration boxes as a process of their own: providers, a core on a profile of its own, and a server on a
// port of its own. It ends when the host of the person's own mail says so, or is gone.
import { AppError } from '#shared/model/app-error';
import { checkDemoHome } from '#main/hosts/demo/folder';
import { insideDemo } from '#main/hosts/demo/inside';
import { openDemo } from '#main/hosts/demo/boxes';
import type { FromDemo } from './demo-messages.ts';
import { createNodeCore } from './node-core.ts';
import { rendererFolder } from './renderer-folder.ts';
import { startServer } from './server.ts';

const tell = (message: FromDemo): void => void process.send?.(message);
const [home = '', back = ''] = process.argv.slice(2);

// While it is being prepared there is nothing to close that a kill would harm.
let end = (): void => process.exit(0);
process.on('message', () => end()); // the one thing it is ever told
process.on('disconnect', () => end());
// Ctrl-C in a terminal reaches both; the host closes this one.
process.on('SIGINT', () => undefined);

try {
  checkDemoHome(home);
  const screen = rendererFolder();
  const demo = await openDemo(
    home,
    (material) =>
      createNodeCore({
        ...material,
        demo: insideDemo({ kind: 'address', address: back }, (remove) => tell({ kind: 'leave', remove })),
        // Nothing of a demonstration leaves this machine.
        offline: true,
        note: () => undefined,
      }),
    (step, done, total) => tell({ kind: 'state', state: { state: 'preparing', step, done, total } }),
  );
  const server = await startServer(demo.core, { port: 0, rendererFolder: screen });
  tell({ kind: 'state', state: { state: 'open', address: server.url } });
  await new Promise<void>((resolve) => (end = resolve));
  await server.close();
  await demo.close();
  process.exit(0);
} catch (error) {
  const { code, values } = error instanceof AppError ? error : { code: 'internal', values: {} };
  tell({ kind: 'state', state: { state: 'failed', code, values } });
  // The message goes out before the process does.
  setTimeout(() => process.exit(1), 100);
}
