// Screens that take the place of list and message.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import type { Settings as SettingsValue } from '#shared/contract/settings';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import type { ComposerHandle } from '#ui/features/compose/composer.tsx';
import { AddBox } from '#ui/features/accounts/add-box.tsx';
import { DemoBoxes, useDemoState } from '#ui/features/accounts/demo-boxes.tsx';
import { Bulk } from '#ui/features/bulk/bulk.tsx';
import { HealthBoard } from '#ui/features/health/health-board.tsx';
import { ArchiveCheck } from '#ui/features/evidence/archive-check.tsx';
import { ExportScreen } from '#ui/features/evidence/export-screen.tsx';
import { Retention } from '#ui/features/evidence/retention.tsx';
import { Registry } from '#ui/features/evidence/registry.tsx';
import { KeySettings } from '#ui/features/settings/key-settings.tsx';
import { Settings } from '#ui/features/settings/settings.tsx';
import { Trust } from '#ui/features/trust/trust.tsx';
import { NotificationScreen } from './notification-screen.tsx';
import { commandTable } from './command-table.ts';
import { MAC } from './platform.ts';
import type { Route } from './route.ts';
import { OutgoingScreen, Writing } from './writing.tsx';
import { useSettingsChange } from './use-actions.ts';
import { askPassword, goTo, openItem } from './where.ts';

const toList = (): void => goTo({ screen: 'list', view: { view: 'all', account: null } });
const toTrust = (): void => goTo({ screen: 'trust' });
const openMessage = (account: AccountId, hash: BlobHash): void => {
  toList();
  openItem({ type: 'message', account, hash }, { focus: true });
};
const toKeys = (): void => goTo({ screen: 'keys' });
const toAddBox = (): void => goTo({ screen: 'addBox' });

const openSent = (account: AccountId, id: DispatchId): void => {
  goTo({ screen: 'list', view: { view: 'sent', account: null } });
  openItem({ type: 'dispatch', account, id }, { focus: true });
};

function SettingsScreen({
  settings,
  accounts,
}: {
  readonly settings: SettingsValue;
  readonly accounts: readonly AccountView[];
}): ReactNode {
  const change = useSettingsChange();
  const demo = useDemoState();
  const offersDemo = demo !== null && demo.state !== 'none' && demo.state !== 'inside';
  return (
    <Settings
      settings={settings}
      accounts={accounts}
      onChange={change}
      onAddBox={toAddBox}
      onTrust={toTrust}
      onKeys={toKeys}
      demo={offersDemo ? <DemoBoxes /> : null}
      onClose={toList}
    />
  );
}

function KeysScreen({ settings }: { readonly settings: SettingsValue }): ReactNode {
  const change = useSettingsChange();
  return (
    <KeySettings
      table={commandTable}
      remaps={settings.keys}
      mac={MAC}
      onChange={(keys) => change({ keys: Object.fromEntries(Object.entries(keys).map(([id, own]) => [id, [...own]])) })}
      onClose={() => goTo({ screen: 'settings' })}
    />
  );
}

export function OtherScreen({
  route,
  settings,
  accounts,
  composerRef,
}: {
  readonly route: Exclude<Route, { readonly screen: 'list' | 'single' }>;
  readonly settings: SettingsValue;
  readonly accounts: readonly AccountView[];
  readonly composerRef: Ref<ComposerHandle>;
}): ReactNode {
  const { queries } = useCore();
  const cache = useQueryClient();
  const added = (): void => {
    void cache.invalidateQueries({ queryKey: queries.accounts.key() });
    toList();
  };
  switch (route.screen) {
    case 'compose':
      return <Writing key={route.turn} ref={composerRef} draft={route.draft} fresh={route.fresh} accounts={accounts} />;
    case 'outgoing':
      return <OutgoingScreen accounts={accounts} />;
    case 'settings':
      return <SettingsScreen settings={settings} accounts={accounts} />;
    case 'keys':
      return <KeysScreen settings={settings} />;
    case 'health':
      return (
        <HealthBoard
          accounts={accounts}
          onOpenBox={(account) => goTo({ screen: 'list', view: { view: 'all', account } })}
          onOpenProblems={(account) => goTo({ screen: 'list', view: { view: 'problems', account } })}
          onChangePassword={askPassword}
          onClose={toList}
        />
      );
    case 'trust':
      return <Trust onClose={toList} />;
    case 'export':
      return <ExportScreen chosen={route.chosen} query={route.query} onClose={toList} />;
    case 'registry':
      return <Registry accounts={accounts} onOpen={openMessage} onClose={toList} />;
    case 'retention':
      return <Retention accounts={accounts} onClose={toList} />;
    case 'archiveCheck':
      return <ArchiveCheck onClose={toList} />;
    case 'notification':
      return <NotificationScreen accounts={accounts} onClose={toList} />;
    case 'bulk':
      return <Bulk accounts={accounts} onOpenDispatch={openSent} onClose={toList} />;
    case 'addBox':
      return <AddBox first={false} onDone={added} onCancel={toList} />;
  }
}
