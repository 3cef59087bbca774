// `plico sync`: brings all boxes in step; without --once it stays and follows.
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { abortOnSignal, untilStopped } from '#main/hosts/node/process-life';
import { textOption } from '#main/hosts/node/arguments';
import type { Command } from '#main/hosts/node/cli';
import { reportSteps } from '#main/hosts/node/step-report';

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
