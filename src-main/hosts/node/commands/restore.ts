// `plico restore DIR`: a backup into an empty profile folder, verified before it is called done.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { restoreWithPassphrase } from '#main/core/profile-secrets';
import { PASSPHRASE } from '#main/hosts/node/commands/backup';
import { readSecret } from '#main/hosts/node/read-secret';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage:
    'plico restore DIR [--data NEW] [--passphrase-stdin] [--json]\nA profile that is there is never overwritten. Passwords of boxes are not in a backup.',
  options: { 'passphrase-stdin': { type: 'boolean' } },
  async run({ terminal, folder, positionals, values }) {
    const backup = positionals[0];
    if (backup === undefined) throw new UsageError('name the folder of the backup');
    if (existsSync(path.join(folder, 'archive.db')))
      throw new UsageError(`there is a profile in ${folder} already: choose another folder with --data`);
    const passphrase = await readSecret({ ...PASSPHRASE, fromStdin: values['passphrase-stdin'] === true });
    const report = await restoreWithPassphrase(path.resolve(backup), folder, passphrase);
    terminal.document(report);
    terminal.line(`${terminal.paint('✓', 'good')} ${folder}  ${JSON.stringify(report)}`);
    return 0;
  },
};
