// `plico search`: `list` with the search language.
import { UsageError } from '#main/hosts/node/usage-error';
import type { Command } from '#main/hosts/node/cli';
import { listRows } from './list.ts';

export const command: Command = {
  usage: 'plico search QUERY [--account ADDRESS] [--limit N] [--json]',
  options: { account: { type: 'string' }, limit: { type: 'string' } },
  async run(context) {
    const query = context.positionals.join(' ').trim();
    if (query === '') throw new UsageError('say what to search for');
    return listRows(context, query);
  },
};
