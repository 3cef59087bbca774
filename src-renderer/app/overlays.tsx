// What lies over the window: the palette and the help sheet.
import type { ReactNode } from 'react';
import type { Settings } from '#shared/contract/settings';
import type { AccountView } from '#shared/model/views';
import type { Command, CommandContext } from '#ui/commands/command.ts';
import { runCommand } from '#ui/commands/dispatch-keys.ts';
import { HelpSheet } from '#ui/commands/help-sheet.tsx';
import { Palette } from '#ui/commands/palette.tsx';
import { PasswordDialog } from '#ui/features/accounts/password-dialog.tsx';
import { HandledDialog } from '#ui/features/handling/handled-dialog.tsx';
import { SaveView } from '#ui/features/search/save-view.tsx';
import { useWords } from '#ui/ui/words.ts';
import { paletteEntries } from './palette-entries.ts';
import { MAC } from './platform.ts';
import { useSayBlocked } from './use-keys.ts';
import type { OfficeActions } from './use-office-actions.ts';
import { openSearch, type SearchActions } from './use-search-actions.ts';
import { goTo, setOverlay, usedCommand, useWhere, say } from './where.ts';

export type OverlaysProps = {
  /** With the keys as the person chose them. */
  readonly table: readonly Command[];
  readonly context: CommandContext;
  readonly accounts: readonly AccountView[];
  readonly settings: Settings;
  readonly office: OfficeActions;
  readonly searching: SearchActions;
};

export function Overlays({ table, context, accounts, settings, office, searching }: OverlaysProps): ReactNode {
  const { text } = useWords();
  const overlay = useWhere((where) => where.overlay);
  const recent = useWhere((where) => where.recentCommands);
  const sayBlocked = useSayBlocked();
  const run = (id: string): void => {
    setOverlay('none');
    usedCommand(id);
    const account = accounts.find((each) => `box:${each.id}` === id);
    const command = table.find((each) => each.id === id);
    const saved = settings.savedViews.find((each) => `view:${each.name}` === id);
    if (account !== undefined) goTo({ screen: 'list', view: { view: 'all', account: account.id } });
    else if (saved !== undefined) goTo({ screen: 'list', view: { view: 'search', account: saved.account, query: saved.query } });
    else if (command !== undefined) runCommand(command, context, 'palette', sayBlocked);
  };
  const close = (): void => setOverlay('none');
  const overlayBox = useWhere((where) => where.overlayBox);
  const asked = overlay === 'password' ? (accounts.find((each) => each.id === overlayBox) ?? null) : null;
  const passwordSaved = (sentence: string): void => {
    close();
    say(sentence);
  };
  return (
    <>
      <Palette
        open={overlay === 'palette'}
        entries={overlay === 'palette' ? paletteEntries(table, context, { accounts, views: settings.savedViews }, text, MAC) : []}
        recent={recent}
        typedAhead={() => useWhere.getState().typedAhead}
        onRun={run}
        onClose={close}
      />
      {overlay === 'handled' ? (
        <HandledDialog count={office.targetCount()} about={office.targetsAbout()} onConfirm={office.confirmHandled} onClose={close} />
      ) : null}
      {overlay === 'saveView' ? (
        <SaveView
          query={openSearch()?.query ?? ''}
          names={settings.savedViews.map(({ name }) => name)}
          onSave={searching.saveView}
          onClose={close}
        />
      ) : null}
      {asked === null ? null : <PasswordDialog account={asked} onSaved={passwordSaved} onClose={close} />}
      <HelpSheet open={overlay === 'help'} table={table} mac={MAC} onClose={close} />
    </>
  );
}
