// Boxes that do not work, each with one sentence and one button, above the list (SCREENS §Main).
import { CloudOff, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { AccountId } from '#shared/model/ids';
import type { AccountView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { BoxDot } from '#ui/marks/box-dot.tsx';
import { Button } from '#ui/ui/button.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './box-banners.module.css';

const MOST_SHOWN = 2;
/** What a new password can cure. */
const PASSWORD_ERRORS = new Set(['imap.auth', 'imap.passwordExpired', 'imap.appPasswordNeeded', 'smtp.auth', 'secret.unavailable']);

export function BoxBanners({
  accounts,
  account,
  onRetry,
  onPassword,
}: {
  readonly accounts: readonly AccountView[];
  readonly account: AccountId | null;
  readonly onRetry: (account: AccountId) => void;
  readonly onPassword: (account: AccountId) => void;
}): ReactNode {
  const { text } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const wrong = accounts.filter(
    (each) => each.health.state === 'error' && each.health.error !== null && (account === null || each.id === account),
  );
  const connected = accounts.filter((each) => !each.offline);
  const offline = connected.length > 0 && connected.every((each) => each.health.state === 'offline');
  const shown = showsAll ? wrong : wrong.slice(0, MOST_SHOWN);
  if (!offline && wrong.length === 0) return null;
  return (
    <div role="status" data-print="no">
      {offline ? (
        <p className={styles['banner']}>
          <CloudOff size={16} aria-hidden />
          <span className={styles['text']}>{text.screen.banner.offline}</span>
        </p>
      ) : null}
      {shown.map((each) => (
        <div key={each.id} className={styles['banner']}>
          <TriangleAlert size={16} aria-hidden strokeWidth={2.25} />
          <BoxDot box={each} />
          <p className={styles['text']}>
            <span className={styles['name']}>{each.label}.</span> {each.health.error === null ? null : errorText(text, each.health.error)}
          </p>
          {PASSWORD_ERRORS.has(each.health.error?.code ?? '') ? (
            <Button tone="outlined" onPress={() => onPassword(each.id)}>
              {text.health.password.button}
            </Button>
          ) : null}
          <Button tone="outlined" onPress={() => onRetry(each.id)}>
            {text.screen.banner.retry}
          </Button>
        </div>
      ))}
      {wrong.length > shown.length ? (
        <div className={styles['banner']}>
          <Button onPress={() => setShowsAll(true)}>{text.screen.footer.more(wrong.length - shown.length)}</Button>
        </div>
      ) : null}
    </div>
  );
}
