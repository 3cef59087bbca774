// `plico sync`: brings all boxes in step; without --once it stays and follows.
import { textFor } from '#shared/text/catalogue';
import { cliText } from '#shared/text/cli';
import { sentenceFor } from '#shared/text/sentence';
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
      const text = textFor(language);
      const report = reportSteps(terminal, 'folder', (code) =>
        code === 'overLimit' || code === 'tooLarge' ? cliText(language).importRefused.tooLarge : sentenceFor(text.mail.errors, code, {}),
      );
      const unreached = new Set<string>();
      const under = new Map<string, { readonly done: number; readonly total: number }>();
      const summary = await core.syncOnce({
        account,
        signal: abortOnSignal(),
        onStep(step) {
          const failed = step.label === '' && step.result === 'refused';
          if (failed) unreached.add(step.account);
          const address = core.accounts().find(({ id }) => id === step.account)?.address ?? step.account;
          report.step(step, failed ? address : `${address}, ${step.label}`);
        },
        onProgress({ phase, account: box, done, total }) {
          if (phase === 'judging') return terminal.progress(`${phase} ${box}`, done, total);
          // Several boxes at once: one line for all of them.
          under.set(box, { done, total });
          const all = [...under.values()];
          const sum = (of: 'done' | 'total'): number => all.reduce((count, one) => count + one[of], 0);
          terminal.progress(all.length === 1 ? `${phase} ${box}` : `${phase} (${all.length})`, sum('done'), sum('total'));
        },
      });
      report.end(summary, language);
      if (values['once'] !== true) {
        core.follow();
        await untilStopped();
      }
      return unreached.size > 0 ? 3 : 0;
    } finally {
      await core.close();
    }
  },
};
