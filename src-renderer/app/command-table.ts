// All commands in the order the help sheet shows them. Features add theirs in their commands.ts.
import type { Command, CommandId } from '#ui/commands/command.ts';
import { composeCommands } from '#ui/features/compose/commands.ts';
import { bulkCommands } from '#ui/features/bulk/commands.ts';
import { folderCommands } from '#ui/features/folders/commands.ts';
import { handlingCommands } from '#ui/features/handling/commands.ts';
import { listCommands } from '#ui/features/message-list/commands.ts';
import { notificationCommands } from '#ui/features/notification/commands.ts';
import { readingCommands } from '#ui/features/reading/commands.ts';
import { searchCommands } from '#ui/features/search/commands.ts';
import { settingsCommands } from '#ui/features/settings/commands.ts';
import { verificationCommands } from '#ui/features/verification/commands.ts';

export const commandTable: readonly Command[] = [
  ...listCommands,
  ...readingCommands,
  ...composeCommands,
  ...handlingCommands,
  ...verificationCommands,
  ...folderCommands,
  ...bulkCommands,
  ...notificationCommands,
  ...searchCommands,
  ...settingsCommands,
];

export function commandOf(id: CommandId): Command {
  const found = commandTable.find((command) => command.id === id);
  if (found === undefined) throw new Error(`no command ${id}`);
  return found;
}
