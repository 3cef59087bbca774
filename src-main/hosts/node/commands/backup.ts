// `plico backup DIR`: a copy of the profile, made while other work goes on and verified by reading
// back and hashing what was written. Its passphrase opens it on any machine.
import path from 'node:path';
import { readSecret } from '#main/hosts/node/read-secret';
import { UsageError } from '#main/hosts/node/usage-error';
import { cliText } from '#shared/text/cli';
import { numberText } from '#shared/text/dates';
import { textFor } from '#shared/text/catalogue';
import { errorText } from '#shared/text/wording';
import { createNodeCore } from '#main/hosts/node/node-core';
import { textOption } from '#main/hosts/node/arguments';
import type { Command, CommandContext } from '#main/hosts/node/cli';

export const PASSPHRASE = {
  variable: 'PLICO_BACKUP_PASSPHRASE',
  option: '--passphrase-stdin',
  prompt: 'Passphrase of the backup: ',
} as const;

export const command: Command = {
  usage:
    'plico backup DIR [--passphrase-stdin] [--json]\nDIR must not exist or be empty. The passphrase comes from a prompt, PLICO_BACKUP_PASSPHRASE or standard input.\nplico backup --every HOURS DIR [DIR] [--keep N]: a copy by itself in one or two folders, the newest N (3) are kept.\nplico backup --status | --run-due | --no-schedule',
  options: {
    'passphrase-stdin': { type: 'boolean' },
    every: { type: 'string' },
    keep: { type: 'string' },
    status: { type: 'boolean' },
    'run-due': { type: 'boolean' },
    'no-schedule': { type: 'boolean' },
  },
  async run(context) {
    const { terminal, folder, positionals, values, language } = context;
    const words = cliText(language);
    if (['every', 'status', 'run-due', 'no-schedule'].some((name) => values[name] !== undefined)) return schedule(context);
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
      terminal.line(`${terminal.paint('✓', 'good')} ${words.backedUp(path.resolve(target), numberText(language, report.messages))}`);
      if (report.findings.length > 0) terminal.line(`${terminal.paint('!', 'unsure')} ${words.backupFindings(report.findings.length)}`);
      return 0;
    } finally {
      await core.close();
    }
  },
};

async function schedule({ terminal, folder, positionals, values, language }: CommandContext): Promise<number> {
  const every = textOption(values, 'every');
  const passphrase = every === null ? '' : await readSecret({ ...PASSPHRASE, fromStdin: values['passphrase-stdin'] === true });
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const { backups } = core;
    if (values['no-schedule'] === true) await backups.set(null, '');
    if (every !== null)
      await backups.set({ places: positionals, everyHours: Number(every), keep: Number(textOption(values, 'keep') ?? 3) }, passphrase);
    if (values['run-due'] === true) await backups.run();
    const state = backups.state();
    terminal.document(state);
    const text = textFor(language);
    for (const { place, lastAt, error, held } of state.places) {
      terminal.line(
        error === null
          ? `${terminal.paint('✓', 'good')} ${place}  ${lastAt === null ? '–' : new Date(lastAt).toISOString()}`
          : `${terminal.paint('✕', 'bad')} ${place}  ${errorText(text, error)}`,
      );
      if (held !== undefined) terminal.line(`    ${cliText(language).heldCopies(held)}`);
    }
    return state.places.some(({ error }) => error !== null) ? 3 : 0;
  } finally {
    await core.close();
  }
}
