// `plico import`: mail from files into an account or into a box of its own.
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { textOption } from '#main/hosts/node/arguments';
import { cliText } from '#shared/text/cli';
import type { Command } from '#main/hosts/node/cli';
import { reportSteps } from '#main/hosts/node/step-report';

export const command: Command = {
  usage: [
    'plico import PATH… [--account ADDRESS] [--json]',
    'Reads .eml, .mbox, Maildir, .zip, signed messages and attached .eml files of Outlook .msg, and folders of those. Without --account the first path becomes a box of its own.',
  ].join('\n'),
  options: { account: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    if (positionals.length === 0) throw new UsageError('name at least one file or folder');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const wanted = textOption(values, 'account');
      const account = wanted === null ? await core.archiveBox(positionals[0] ?? '.') : findAccount(core, wanted);
      const sentences: Readonly<Record<string, string>> = cliText(language).importRefused;
      const report = reportSteps(terminal, 'path', (reason) => sentences[reason] ?? null);
      const summary = await core.importPaths(positionals, {
        account,
        signal: abortOnSignal(),
        onStep: (step) => report.step(step),
        onProgress: (done) => terminal.progress('import', done, 0),
      });
      report.end(summary, language);
      return summary.refused > 0 && summary.stored + summary.known === 0 ? 3 : 0;
    } finally {
      await core.close();
    }
  },
};
