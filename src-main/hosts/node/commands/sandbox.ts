// `plico sandbox`: the embedded PEC providers alone, for other programs to be tested against.
import path from 'node:path';
import { numberedBoxes } from '#main/sandbox/layout';
import { startSandbox } from '#main/sandbox/sandbox';
import { untilStopped } from '#main/hosts/node/process-life';
import { table } from '#main/hosts/node/terminal';
import { numberOption, textOption } from '#main/hosts/node/arguments';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage:
    'plico sandbox [--folder DIR] [--boxes N] [--quota MB] [--json]\nWithout --folder everything is gone when it stops. ' +
    '--boxes adds as many boxes, casella-1, casella-2, …, each with the quota (1024).',
  options: { folder: { type: 'string' }, boxes: { type: 'string' }, quota: { type: 'string' } },
  async run({ terminal, values }) {
    const folder = textOption(values, 'folder');
    const boxes = numberedBoxes(numberOption(values, 'boxes', 0, 0, 1_000), numberOption(values, 'quota', 1_024, 1, 1_048_576) * 1_048_576);
    const sandbox = await startSandbox({ folder: folder === null ? null : path.resolve(folder), now: Date.now, boxes });
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
