// `plico retention`: how long the mail of a box is needed. Deletes nothing: `plico erase` does, for a person.
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { numberOption, textOption } from '#main/hosts/node/arguments';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { textFor } from '#shared/text/catalogue';
import type { MailCategory } from '#shared/model/retention';

const CATEGORIES: readonly MailCategory[] = ['sent', 'certified', 'ordinary', 'other'];

export const command: Command = {
  usage: [
    'plico retention list [--json]',
    `plico retention set ${CATEGORIES.join('|')} --months N [--account A]`,
    'plico retention remove NUMBER',
    'Nothing is deleted by a retention time: `plico erase plan --due` says what is older.',
  ].join('\n'),
  options: { months: { type: 'string' }, account: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    const [what, which = ''] = positionals;
    const category = CATEGORIES.find((one) => one === which);
    if (what !== 'list' && what !== 'set' && what !== 'remove') throw new UsageError('say list, set or remove');
    if (what === 'set' && category === undefined) throw new UsageError(`name one of ${CATEGORIES.join(', ')}`);
    const months = numberOption(values, 'months', 0, 1, 1200);
    if (what === 'set' && months === 0) throw new UsageError('--months says how long');
    const words = textFor(language).retention;
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const account = textOption(values, 'account');
      if (what === 'set' && category !== undefined)
        core.retention.setPolicy(account === null ? null : findAccount(core, account), category, months);
      if (what === 'remove') core.retention.removePolicy(Number(which));
      const { policies } = core.retention.state();
      terminal.document({ policies });
      if (policies.length === 0) terminal.line(words.noPolicies);
      const boxes = new Map(core.accounts().map(({ id, address }) => [id, address]));
      for (const policy of policies)
        terminal.line(
          `${policy.number}  ${words.categories[policy.category]}: ${words.monthsOf(policy.months)}  ${policy.account === null ? words.allBoxes : (boxes.get(policy.account) ?? policy.account)}  ${words.due(policy.due)}`,
        );
      return 0;
    } finally {
      await core.close();
    }
  },
};
