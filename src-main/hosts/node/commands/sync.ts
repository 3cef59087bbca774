// `plico sync`: brings all boxes in step; without --once it stays and follows.
import { createNodeCore, findAccount } from '../node-core.ts';
import { abortOnSignal, untilStopped } from '../process-life.ts';
import { textOption } from '../arguments.ts';
import type { Command } from '../cli.ts';
import { reportSteps } from '../step-report.ts';

export const command: Command = {
  usage: 'plico sync [--once] [--account ADDRESS] [--json]',
  options: { once: { type: 'boolean' }, account: { type: 'string' } },
  async run({ terminal, folder, values, language }) {
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const wanted = textOption(values, 'account');
      const account = wanted === null ? null : findAccount(core, wanted);
      const report = reportSteps(terminal, 'folder');
      const summary = await core.syncOnce({
        account,
        signal: abortOnSignal(),
        onStep: report.step,
        onProgress: (progress) => terminal.progress(`${progress.phase} ${progress.account}`, progress.done, progress.total),
      });
      report.end(summary, language);
      if (values['once'] !== true) {
        core.follow();
        await untilStopped();
      }
      return 0;
    } finally {
      await core.close();
    }
  },
};
