// The last line of the window: how many boxes, when they were last checked, what is being fetched
// now, and one line for what just happened. It alone reads progress.
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { asInstant, type Instant } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { IconButton } from '#ui/ui/button.tsx';
import { useNow } from '#ui/ui/now.ts';
import { Progress } from '#ui/ui/progress.tsx';
import { useWords, type Words } from '#ui/ui/words.ts';
import styles from './sync-footer.module.css';

export function SyncFooter({
  accounts,
  message,
  connected,
  onSync,
  syncKey,
}: {
  readonly accounts: readonly AccountView[];
  readonly message: string | null;
  readonly connected: boolean;
  readonly onSync: () => void;
  readonly syncKey: string | undefined;
}): ReactNode {
  const words = useWords();
  const { text, dates } = words;
  const now = useNow();
  const busy = accounts.filter((account) => account.health.state === 'syncing');
  const [first, ...others] = busy;
  const checked = lastCheckOf(accounts);
  return (
    <footer className={styles['footer']} aria-label={text.screen.footer.label} data-print="no">
      <IconButton
        name={text.screen.footer.syncNow}
        icon={<RefreshCw size={14} aria-hidden />}
        onPress={onSync}
        {...(syncKey === undefined ? {} : { keyShortcuts: syncKey })}
      />
      <span className={styles['item']}>{text.screen.footer.boxes(accounts.length)}</span>
      <span className={styles['item']}>
        {checked === null ? text.screen.footer.neverChecked : text.screen.footer.lastCheck(checkedText(checked))}
      </span>
      {first === undefined ? null : (
        <span className={styles['progress']}>
          <span className={styles['item']}>{progressText(first, words)}</span>
          {first.health.progress === null || first.health.progress.phase === 'listing' ? null : (
            <Progress done={first.health.progress.done} total={first.health.progress.total} label={progressText(first, words)} />
          )}
          {others.length === 0 ? null : <span className={styles['item']}>{text.screen.footer.more(others.length)}</span>}
          <span className={styles['item']}>{text.screen.footer.workNow}</span>
        </span>
      )}
      <span className={styles['message']} role="status" aria-live="polite">
        {connected ? (message ?? '') : text.screen.footer.reconnecting}
      </span>
    </footer>
  );

  function checkedText(at: Instant): string {
    const short = dates.short(at, now);
    return short === dates.time(at) ? short : `${short} ${dates.time(at)}`;
  }
}

/** The latest check of any box with a server; null when none was checked. */
export function lastCheckOf(accounts: readonly AccountView[]): Instant | null {
  const checks = accounts.map((account) => account.health.lastCheck).filter((at) => at !== null);
  return checks.length === 0 ? null : asInstant(Math.max(...checks));
}

function progressText(account: AccountView, { text, number }: Words): string {
  const { progress } = account.health;
  if (progress === null || progress.phase === 'listing') return text.screen.footer.listing(account.label);
  const done = number(progress.done);
  const total = number(progress.total);
  return progress.phase === 'judging'
    ? text.screen.footer.judging(account.label, done, total)
    : text.screen.footer.progress(account.label, done, total);
}
