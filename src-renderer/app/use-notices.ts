// Notices of the core become notifications of the desktop; a click leads to what they are about.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { Settings } from '#shared/contract/settings';
import type { Notice } from '#shared/model/notice';
import { createNotifier } from '#ui/client/notify.ts';
import { useCore } from '#ui/client/queries.ts';
import { noticeWords } from '#ui/marks/notice-words.ts';
import type { Words } from '#ui/ui/words.ts';
import { goTo, openItem, SINGLE } from './where.ts';

/** Returns what the listener of events calls. */
export function useNotices(settings: Pick<Settings, 'notifications'>, words: Words): (notices: readonly Notice[]) => void {
  const { core } = useCore();
  const notifier = useMemo(() => createNotifier(core.shell), [core]);
  const on = settings.notifications === 'on';
  return useCallback(
    (notices) => {
      // A window of one message is beside the app's own, which tells.
      if (!on || SINGLE !== null) return;
      for (const notice of notices) {
        const { title, body } = noticeWords(notice, words);
        notifier.notify(title, body).then(
          (clicked) => {
            if (clicked) showNotice(notice);
          },
          () => undefined, // a desktop without notifications loses nothing: the list says the same
        );
      }
    },
    [notifier, words, on],
  );
}

/** The number on the icon: what waits for a person. */
export function useBadge(): void {
  const { core, queries } = useCore();
  const notifier = useMemo(() => createNotifier(core.shell), [core]);
  const counts = useQuery(queries.list.counts.queryOptions({ input: { account: null } })).data;
  const waiting = counts === undefined ? null : counts.unhandled + counts.problems;
  useEffect(() => {
    if (waiting !== null && SINGLE === null) notifier.badge(waiting);
  }, [notifier, waiting]);
}

function showNotice(notice: Notice): void {
  if (notice.what === 'received') {
    goTo({ screen: 'list', view: { view: 'unhandled', account: null } });
    openItem({ type: 'message', account: notice.account, hash: notice.hash }, { focus: true });
  } else {
    goTo({ screen: 'list', view: { view: 'problems', account: null } });
    openItem({ type: 'dispatch', account: notice.account, id: notice.dispatch }, { focus: true });
  }
}
