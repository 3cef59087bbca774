// `plico hold`: what must not go, neither here nor on a server.
import { selectionOf } from '#main/hosts/node/chosen';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { textOption } from '#main/hosts/node/arguments';
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { textFor } from '#shared/text/catalogue';

export const command: Command = {
  usage: [
    'plico hold list [--json]',
    'plico hold set (ID… | --query Q | --account A | --all) --reason TEXT [--json]',
    'plico hold release NUMBER --reason TEXT',
    '--account, --all: all mail of a box, or of every box, also what is still to come.',
  ].join('\n'),
  options: { query: { type: 'string' }, account: { type: 'string' }, all: { type: 'boolean' }, reason: { type: 'string' } },
  async run({ terminal, folder, positionals, values, language }) {
    const [what, ...ids] = positionals;
    if (what !== 'list' && what !== 'set' && what !== 'release') throw new UsageError('say list, set or release');
    const reason = textOption(values, 'reason');
    if (what !== 'list' && reason === null) throw new UsageError('--reason says why');
    const words = textFor(language).retention;
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      if (what === 'set') {
        const account = textOption(values, 'account');
        const whole = account !== null || values['all'] === true;
        const items = whole ? null : await selectionOf(core, ids, textOption(values, 'query'));
        const hold = core.retention.setHold(account === null ? null : findAccount(core, account), items, reason ?? '');
        terminal.document(hold);
        terminal.line(words.cli.held(hold.number));
        return 0;
      }
      if (what === 'release') {
        const number = Number(ids[0] ?? Number.NaN);
        core.retention.releaseHold(number, reason ?? '');
        terminal.document({ released: number });
        terminal.line(words.cli.released(number));
        return 0;
      }
      const { holds } = core.retention.state();
      terminal.document({ holds });
      if (holds.length === 0) terminal.line(words.noHolds);
      for (const { number, whole, items, reason: why, releasedAt } of holds)
        terminal.line(`${number}  ${releasedAt === null ? '●' : '○'}  ${whole ? words.whole : words.items(items)}  ${why}`);
      return 0;
    } finally {
      await core.close();
    }
  },
};
