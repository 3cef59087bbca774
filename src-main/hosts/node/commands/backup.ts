// `plico backup DIR`: a copy of the profile, made while other work goes on and verified by reading
// back and hashing what was written. Its passphrase opens it on any machine.
import path from 'node:path';
import { readSecret } from '#main/hosts/node/read-secret';
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore } from '#main/hosts/node/node-core';
import type { Command } from '#main/hosts/node/cli';

export const PASSPHRASE = {
  variable: 'PLICO_BACKUP_PASSPHRASE',
  option: '--passphrase-stdin',
  prompt: 'Passphrase of the backup: ',
} as const;

export const command: Command = {
  usage:
    'plico backup DIR [--passphrase-stdin] [--json]\nDIR must not exist or be empty. The passphrase comes from a prompt, PLICO_BACKUP_PASSPHRASE or standard input.',
  options: { 'passphrase-stdin': { type: 'boolean' } },
  async run({ terminal, folder, positionals, values }) {
    const target = positionals[0];
    if (target === undefined) throw new UsageError('name the folder of the backup');
    const passphrase = await readSecret({ ...PASSPHRASE, fromStdin: values['passphrase-stdin'] === true });
    if (passphrase === '') throw new UsageError('the passphrase is empty');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const report = await core.backup(path.resolve(target), passphrase, (share) =>
        terminal.progress('backup', Math.round(share * 100), 100),
      );
      terminal.progressEnd();
      terminal.document(report);
      terminal.line(`${terminal.paint('✓', 'good')} ${path.resolve(target)}  ${JSON.stringify(report)}`);
      return 0;
    } finally {
      await core.close();
    }
  },
};
