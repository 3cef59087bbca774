// Views on top, boxes below, each with what waits in it. As icons when there is no room for words.
import { Bookmark, CircleAlert, Inbox, Layers, ListChecks, Plus, Send, Settings, UserCheck, HeartPulse } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SavedView } from '#shared/contract/settings';
import { needsPerson } from '#shared/model/box-health';
import type { AccountId } from '#shared/model/ids';
import type { ListView } from '#shared/model/list';
import type { AccountView, Counts } from '#shared/model/views';
import { useCore } from '#ui/client/queries.ts';
import { IconButton } from '#ui/ui/button.tsx';
import { classNames } from '#ui/ui/class-names.ts';
import { useWords } from '#ui/ui/words.ts';
import { BoxItem } from './box-item.tsx';
import { OutgoingItem, WriteButton } from './rail-writing.tsx';
import { RailItem } from './rail-item.tsx';
import { SendingItems, type SendingScreen } from './sending-items.tsx';
import styles from './rail.module.css';

type ViewName = Exclude<ListView['view'], 'search'>;

export type RailProps = {
  readonly view: ListView | null;
  readonly accounts: readonly AccountView[];
  readonly savedViews: readonly SavedView[];
  readonly narrow: boolean;
  readonly onView: (view: ListView) => void;
  readonly sending: { readonly open: string; readonly onGo: (screen: SendingScreen) => void };
  readonly onAddBox: () => void;
  readonly onSettings: () => void;
  readonly settingsOpen: boolean;
  readonly onHealth: () => void;
  readonly healthOpen: boolean;
  readonly onWrite: () => void;
  readonly onOutgoing: () => void;
};

export function Rail(props: RailProps): ReactNode {
  const { view, accounts, savedViews, narrow, onView, onAddBox, onSettings, settingsOpen, onHealth, healthOpen } = props;
  const { queries } = useCore();
  const { text } = useWords();
  const account = view?.account ?? null;
  const counts = useQuery(queries.list.counts.queryOptions({ input: { account } })).data ?? null;
  const item = (name: ViewName, icon: ReactNode, count: keyof Counts | null): ReactNode => (
    <RailItem
      key={name}
      name={text.screen.rail[name]}
      icon={icon}
      count={count === null || counts === null ? 0 : counts[count]}
      attention={name === 'problems'}
      current={view?.view === name}
      narrow={narrow}
      onPress={() => onView({ view: name, account })}
    />
  );
  const pickBox = (id: AccountId | null): void =>
    onView({ view: view === null || view.view === 'search' ? 'all' : view.view, account: id });
  return (
    <nav
      className={classNames(styles['rail'], narrow && styles['narrow'])}
      aria-label={text.screen.rail.label}
      data-pane="rail"
      data-scope="global"
      data-print="no"
    >
      <div className={styles['scroll']}>
        <WriteButton narrow={narrow} onPress={props.onWrite} />
        <Section title={text.screen.rail.work} narrow={narrow}>
          {item('unhandled', <ListChecks size={16} aria-hidden />, 'unhandled')}
          {item('problems', <CircleAlert size={16} aria-hidden />, 'problems')}
          {item('inCharge', <UserCheck size={16} aria-hidden />, 'inCharge')}
        </Section>
        <Section title={text.screen.rail.mail} narrow={narrow}>
          {item('all', <Layers size={16} aria-hidden />, null)}
          {item('received', <Inbox size={16} aria-hidden />, null)}
          {item('sent', <Send size={16} aria-hidden />, null)}
          <OutgoingItem narrow={narrow} current={props.sending.open === 'outgoing'} onPress={props.onOutgoing} />
          <SendingItems {...props.sending} narrow={narrow} />
        </Section>
        <Views saved={savedViews} view={view} narrow={narrow} onView={onView} />
        <Section title={text.screen.rail.boxes} narrow={narrow}>
          <HealthItem current={healthOpen} narrow={narrow} onPress={onHealth} />
          {accounts.length > 1 ? (
            <BoxItem account={null} current={account === null && view !== null} narrow={narrow} onPress={() => pickBox(null)} />
          ) : null}
          {accounts.map((each) => (
            <BoxItem key={each.id} account={each} current={account === each.id} narrow={narrow} onPress={() => pickBox(each.id)} />
          ))}
        </Section>
      </div>
      <div className={styles['foot']}>
        <IconButton name={text.screen.rail.addBox} icon={<Plus size={16} aria-hidden />} onPress={onAddBox} />
        <IconButton
          name={text.screen.rail.settings}
          icon={<Settings size={16} aria-hidden />}
          onPress={onSettings}
          pressed={settingsOpen}
        />
      </div>
    </nav>
  );
}

/** Searches kept under a name; no room of their own while there are none. */
function Views({
  saved,
  view,
  narrow,
  onView,
}: {
  readonly saved: readonly SavedView[];
  readonly view: ListView | null;
  readonly narrow: boolean;
  readonly onView: (view: ListView) => void;
}): ReactNode {
  const { text } = useWords();
  if (saved.length === 0) return null;
  return (
    <Section title={text.reader.views.title} narrow={narrow}>
      {saved.map(({ name, query, account }) => (
        <RailItem
          key={name}
          name={name}
          icon={<Bookmark size={16} aria-hidden />}
          count={0}
          attention={false}
          current={view?.view === 'search' && view.query === query && view.account === account}
          narrow={narrow}
          onPress={() => onView({ view: 'search', query, account })}
        />
      ))}
    </Section>
  );
}

/** The board of all boxes, with how many of them need a person: those that the board does not call well. */
function HealthItem(item: { readonly current: boolean; readonly narrow: boolean; readonly onPress: () => void }): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const watched = useQuery(queries.accounts.health.queryOptions({ select: (boxes) => boxes.filter(needsPerson).length })).data ?? 0;
  return (
    <RailItem
      name={text.health.rail}
      icon={<HeartPulse size={16} aria-hidden />}
      count={watched}
      counted={text.health.watched}
      attention
      {...item}
    />
  );
}

function Section({
  title,
  narrow,
  children,
}: {
  readonly title: string;
  readonly narrow: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={styles['section']}>
      <h2 className={narrow ? 'visually-hidden' : classNames(styles['title'])}>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}
