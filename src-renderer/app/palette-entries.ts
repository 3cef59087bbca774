// Everything the palette can run: commands that make sense now, the saved views, and the boxes. Pure.
import type { Settings } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import type { Command, CommandContext } from '#ui/commands/command.ts';
import { printed } from '#ui/commands/keys.ts';
import type { PaletteEntry } from '#ui/commands/palette-rows.ts';
import type { Text } from '#shared/text/catalogue';

export function paletteEntries(
  table: readonly Command[],
  context: CommandContext,
  { accounts, views }: { readonly accounts: readonly AccountView[]; readonly views: Settings['savedViews'] },
  text: Text,
  mac: boolean,
): readonly PaletteEntry[] {
  const commands = table.flatMap((command): PaletteEntry[] => {
    const availability = command.availability(context);
    if (command.keyOnly === true || availability.state === 'hidden') return [];
    const [binding] = command.bindings;
    return [
      {
        id: command.id,
        title: text.screen.commands[command.id],
        words: text.screen.commandWords[command.id] ?? '',
        section: command.group,
        blocked: availability.state === 'blocked' ? text.screen.blocked[availability.because] : null,
        keys: binding === undefined ? [] : printed(binding.key, text.screen.keys, mac),
      },
    ];
  });
  const boxes = accounts.map((account): PaletteEntry => ({
    id: `box:${account.id}`,
    title: account.label,
    words: `${account.address} ${account.provider}`,
    section: 'boxes',
    blocked: null,
    keys: [],
  }));
  const saved = views.map(({ name, query }): PaletteEntry => ({
    id: `view:${name}`,
    title: name,
    words: query,
    section: 'views',
    blocked: null,
    keys: [],
  }));
  return [...commands, ...saved, ...boxes];
}
