// `plico serve`: the app for a browser on loopback, with a one-time link.
import { createDemoDesk } from '#main/hosts/node/demo-desk';
import { createNodeCore } from '#main/hosts/node/node-core';
import { openInBrowser, untilStopped } from '#main/hosts/node/process-life';
import { rendererFolder } from '#main/hosts/node/renderer-folder';
import { startServer } from '#main/hosts/node/server';
import type { Command } from '#main/hosts/node/cli';
import { numberOption } from '#main/hosts/node/arguments';

export const command: Command = {
  usage: 'plico serve [--port N] [--open] [--data DIR]',
  options: { port: { type: 'string' }, open: { type: 'boolean' } },
  async run({ terminal, folder, values }) {
    const renderer = rendererFolder();
    let home = '';
    const demo = createDemoDesk(folder, () => home);
    const core = await createNodeCore({ folder, extraAnchors: [], demo, note: terminal.note });
    try {
      const server = await startServer(core, { port: numberOption(values, 'port', 0, 0, 65_535), rendererFolder: renderer });
      home = server.origin;
      core.follow();
      terminal.document({ ready: true, url: server.url });
      terminal.line(server.url);
      if (values['open'] === true && !openInBrowser(server.url)) terminal.note('No browser could be opened: open the link above by hand.');
      await untilStopped();
      await server.close();
      return 0;
    } finally {
      await demo.close();
      await core.close();
    }
  },
};
