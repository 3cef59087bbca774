// `plico sandbox`: the embedded PEC providers alone, for other programs to be tested against.
import path from 'node:path';
import { startSandbox } from '#main/sandbox/sandbox';
import { untilStopped } from '#main/hosts/node/process-life';
import { table } from '#main/hosts/node/terminal';
import { textOption } from '#main/hosts/node/arguments';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico sandbox [--folder DIR] [--json]\nWithout --folder everything is gone when it stops.',
  options: { folder: { type: 'string' } },
  async run({ terminal, values }) {
    const folder = textOption(values, 'folder');
    const sandbox = await startSandbox({ folder: folder === null ? null : path.resolve(folder), now: Date.now });
    try {
      terminal.document({
        providers: sandbox.providers,
        accounts: sandbox.accounts,
        tlsRoot: sandbox.tlsRootPem,
        pecAnchors: sandbox.pecAnchorsPem,
      });
      for (const provider of sandbox.providers) {
        terminal.line(
          `${provider.name} (${provider.domain})  IMAP ${provider.imap.host}:${provider.imap.port}  SMTP ${provider.smtp.host}:${provider.smtp.port}  TLS`,
        );
      }
      for (const line of table(sandbox.accounts.map((account) => [account.address, account.login, account.password])))
        terminal.line(`  ${line}`);
      terminal.line(`\nTLS root of the servers:\n${sandbox.tlsRootPem}\nPEC issuing CA:\n${sandbox.pecAnchorsPem.join('\n')}`);
      terminal.note('Ctrl-C stops it.');
      await untilStopped();
      return 0;
    } finally {
      await sandbox.stop();
    }
  },
};
