// `plico restore DIR`: a backup into an empty profile folder, verified before it is called done.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageFromBackup } from '#main/core/backup';
import { AppError } from '#shared/model/app-error';
import { asInstant } from '#shared/model/ids';
import { cliText } from '#shared/text/cli';
import { textOption } from '#main/hosts/node/arguments';
import { restoreWithPassphrase } from '#main/core/profile-secrets';
import { PASSPHRASE } from '#main/hosts/node/commands/backup';
import { createNodeCore } from '#main/hosts/node/node-core';
import { readSecret } from '#main/hosts/node/read-secret';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';

export const command: Command = {
  usage:
    'plico restore DIR [--data NEW] [--passphrase-stdin] [--json]\nA profile that is there is never overwritten. Passwords of boxes are not in a backup.\nplico restore DIR --message ID --to FILE.eml: the exact bytes of one message out of the backup.',
  options: { 'passphrase-stdin': { type: 'boolean' }, message: { type: 'string' }, to: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    const backup = positionals[0];
    if (backup === undefined) throw new UsageError('name the folder of the backup');
    const message = textOption(values, 'message');
    if (message !== null) {
      const to = textOption(values, 'to');
      if (to === null) throw new UsageError('--to names the file to write');
      const passphrase = await readSecret({ ...PASSPHRASE, fromStdin: values['passphrase-stdin'] === true });
      const found = await takeMessage(path.resolve(backup), message.toLowerCase(), passphrase, path.resolve(to));
      terminal.document(found);
      terminal.line(`${terminal.paint('✓', 'good')} ${found.file}  ${found.hash}`);
      return 0;
    }
    if (existsSync(path.join(folder, 'archive.db')))
      throw new UsageError(`there is a profile in ${folder} already: choose another folder with --data`);
    const passphrase = await readSecret({ ...PASSPHRASE, fromStdin: values['passphrase-stdin'] === true });
    const report = await restoreWithPassphrase(path.resolve(backup), folder, passphrase);
    await judgeAgain(folder, terminal.note);
    terminal.document(report);
    const text = cliText(language).restore;
    terminal.line(`${terminal.paint('✓', 'good')} ${text.done(folder, report.messages)}`);
    if (report.findings.length > 0) terminal.line(`${terminal.paint('?', 'unsure')} ${text.toIngest(report.findings.length)}`);
    for (const what of report.leftOut) terminal.line(`${terminal.paint('!', 'unsure')} ${text.leftOut[what]}`);
    for (const { address, host } of report.unknownServers) terminal.line(`${terminal.paint('!', 'unsure')} ${text.server(address, host)}`);
    return 0;
  },
};

/** Verdicts of a backup are what somebody wrote there: they are made again, under the authorities of this program. */
async function judgeAgain(folder: string, note: (text: string) => void): Promise<void> {
  const core = await createNodeCore({ folder, extraAnchors: [], note, offline: true });
  try {
    await core.idle();
  } finally {
    await core.close();
  }
}

async function takeMessage(
  backup: string,
  prefix: string,
  passphrase: string,
  file: string,
): Promise<{ readonly hash: string; readonly file: string }> {
  const found = await messageFromBackup(backup, prefix, { passphrase, clock: { now: () => asInstant(Date.now()) } });
  if (found === null) throw new AppError('notFound', { values: { what: prefix } });
  try {
    // A file that is there is never overwritten.
    await writeFile(file, found.bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file }, cause: error });
  }
  return { hash: found.hash, file };
}
