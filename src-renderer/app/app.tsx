// From nothing to the screen: settings and boxes first, because both decide what is drawn.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Notice } from '#shared/model/notice';
import { followEvents } from '#ui/client/events.ts';
import { useCore } from '#ui/client/queries.ts';
import { AddBox } from '#ui/features/accounts/add-box.tsx';
import { prepareDialogs } from '#ui/ui/dialog.tsx';
import { WordsContext, wordsFor } from '#ui/ui/words.ts';
import { Screen } from './screen.tsx';
import styles from './app.module.css';
import { useNotices } from './use-notices.ts';
import { useTheme } from './use-theme.ts';

/** Until the core answers; nothing of the person's is shown yet. */
const BEFORE_SETTINGS = { language: 'it', theme: 'system', density: 'normal', notifications: 'off' } as const;

export function App(): ReactNode {
  const { core, queries } = useCore();
  const cache = useQueryClient();
  const settings = useQuery(queries.settings.get.queryOptions());
  const accounts = useQuery(queries.accounts.list.queryOptions());
  const ready = accounts.data !== undefined;
  useEffect(() => {
    if (ready) prepareDialogs();
  }, [ready]);
  const [opening, setOpening] = useState(false);
  const firstDone = useCallback(() => {
    void cache.invalidateQueries();
    setOpening(false);
  }, [cache]);
  const chosen = settings.data ?? BEFORE_SETTINGS;
  const dark = useTheme(chosen);
  const words = useMemo(() => wordsFor(chosen.language, Intl.DateTimeFormat().resolvedOptions().timeZone), [chosen.language]);
  const hear = useRef<(notices: readonly Notice[]) => void>(null);
  hear.current = useNotices(chosen, words);
  useEffect(() => followEvents(core, queries, cache, (notices) => hear.current?.(notices)), [core, queries, cache]);
  return (
    <WordsContext value={words}>
      {accounts.data === undefined || settings.data === undefined ? (
        <p className={styles['starting']} role="status">
          {accounts.isError ? words.text.screen.noCore : words.text.screen.starting}
        </p>
      ) : accounts.data.length === 0 || opening ? (
        <main className={styles['first']}>
          <AddBox first onDone={firstDone} onCancel={null} onBusy={setOpening} />
        </main>
      ) : (
        <Screen settings={settings.data} accounts={accounts.data} dark={dark} />
      )}
    </WordsContext>
  );
}
