// `plico export`: evidence of a dispatch or of messages, for somebody without this program.
import { createNodeCore } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { textOption, timeOption } from '#main/hosts/node/arguments';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { asInstant } from '#shared/model/ids';
import { textFor } from '#shared/text/catalogue';

export const command: Command = {
  usage: [
    'plico export ID… --to DIR|FILE.zip [--profile prova|deposito] [--as-of TIME] [--folder] [--unsigned] [--json]',
    'ID: as `plico list` prints it; its first 8 digits are enough. --folder leaves the bag unpacked.',
    '--unsigned leaves out the signature of this installation, so that the same input gives the same bytes.',
  ].join('\n'),
  options: {
    to: { type: 'string' },
    profile: { type: 'string' },
    'as-of': { type: 'string' },
    folder: { type: 'boolean' },
    unsigned: { type: 'boolean' },
  },
  async run({ terminal, folder, positionals, values, language }) {
    if (positionals.length === 0) throw new UsageError('name at least one dispatch or message');
    const to = textOption(values, 'to');
    if (to === null) throw new UsageError('--to names a folder or a .zip file');
    const profile = textOption(values, 'profile') ?? 'prova';
    if (profile !== 'prova' && profile !== 'deposito') throw new UsageError('--profile is prova or deposito');
    const asOf = timeOption(values, 'as-of');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const result = await core.exportEvidence(positionals, {
        profile,
        to,
        asOf: asOf === null ? null : asInstant(asOf),
        form: values['folder'] === true ? 'folder' : 'zip',
        language,
        unsigned: values['unsigned'] === true,
        signal: abortOnSignal(),
        onProgress: (done, total) => terminal.progress('export', done, total),
      });
      terminal.progressEnd();
      terminal.document(result);
      const { exported, gaps } = textFor(language).evidence;
      terminal.line(`${terminal.paint('✓', 'good')} ${result.path}`);
      terminal.line(exported(result.messages, result.rootSha256));
      for (const { what, n, recipient, state } of result.missing)
        terminal.line(
          `${terminal.paint('!', 'unsure')} ${gaps[what] ?? what} (${[n, recipient, state].filter((part) => part !== null).join(', ')})`,
        );
      return 0;
    } finally {
      await core.close();
    }
  },
};
