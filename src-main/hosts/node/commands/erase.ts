// `plico erase`: what would go, asked for with a reason, and confirmed a second time with the number of messages.
import { selectionOf } from '#main/hosts/node/chosen';
import { createNodeCore } from '#main/hosts/node/node-core';
import { numberOption, textOption } from '#main/hosts/node/arguments';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { textFor } from '#shared/text/catalogue';
import type { KeptReason } from '#shared/model/retention';

export const command: Command = {
  usage: [
    'plico erase plan (ID… | --query Q | --due) [--json]',
    'plico erase ask (ID… | --query Q | --due) --reason TEXT --count N [--json]',
    'plico erase confirm ERASURE --count N [--json]',
    'plico erase cancel ERASURE · plico erase list',
    'plan says what would go and what stays. ask: the first confirmation, erases nothing. confirm: the second, erases for ever.',
    'N is the number of messages of the plan. Nothing under a legal hold goes; nothing is removed from a server.',
  ].join('\n'),
  options: { query: { type: 'string' }, due: { type: 'boolean' }, reason: { type: 'string' }, count: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    const [what = '', ...ids] = positionals;
    if (!['plan', 'ask', 'confirm', 'cancel', 'list'].includes(what)) throw new UsageError('say plan, ask, confirm, cancel or list');
    const reason = textOption(values, 'reason');
    const count = numberOption(values, 'count', -1, 0, 10_000_000);
    if (what === 'ask' && reason === null) throw new UsageError('--reason says why');
    if ((what === 'ask' || what === 'confirm') && count < 0) throw new UsageError('--count is the number of messages of the plan');
    const words = textFor(language).retention;
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    const { retention } = core;
    try {
      if (what === 'plan' || what === 'ask') {
        const items = values['due'] === true ? retention.due() : await selectionOf(core, ids, textOption(values, 'query'));
        if (what === 'ask') {
          const erasure = retention.ask(items, reason ?? '', count);
          terminal.document(erasure);
          terminal.line(words.cli.asked(erasure.id, erasure.messages));
          return 0;
        }
        const plan = retention.plan(items);
        terminal.document(plan);
        terminal.line(`${words.plan.messages}: ${plan.messages} (${(plan.sizeBytes / 1e6).toFixed(1)} MB)`);
        if (plan.onServer > 0) terminal.line(`! ${plan.onServer}: ${words.says.onServer}`);
        if (plan.shared > 0) terminal.line(`! ${plan.shared}: ${words.says.shared}`);
        if (plan.messages > 0) terminal.line(`! ${words.says.copies}`);
        for (const [why, number] of Object.entries(plan.kept))
          terminal.line(`${words.keptTitle}: ${number} ${words.kept[why as KeptReason]}`);
        return 0;
      }
      if (what === 'confirm') {
        const erasure = await retention.confirm(ids[0] ?? '', count);
        terminal.document(erasure);
        terminal.line(words.cli.done(erasure.messages, erasure.kept));
        return erasure.kept > 0 ? 2 : 0;
      }
      if (what === 'cancel') {
        retention.cancel(ids[0] ?? '');
        terminal.document({ cancelled: ids[0] });
        terminal.line(words.cli.cancelled);
        return 0;
      }
      const { erasures } = retention.state();
      terminal.document({ erasures });
      if (erasures.length === 0) terminal.line(words.noAsked);
      for (const { id, state, messages, reason: why } of erasures)
        terminal.line(`${id}  ${words.states[state]}  ${words.messages(messages)}  ${why}`);
      return 0;
    } finally {
      await core.close();
    }
  },
};
