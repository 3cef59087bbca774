// A window of one message is named after it.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useCore } from '#ui/client/queries.ts';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { OpenItem, Route } from './route.ts';

export function useOwnTitle(route: Route, open: OpenItem | null): void {
  const { queries } = useCore();
  const single = route.screen === 'single';
  const message = open?.type === 'message' && single ? { account: open.account, hash: open.hash } : null;
  const dispatch = open?.type === 'dispatch' && single ? { id: open.id } : null;
  const ofMessage = useQuery(queries.messages.open.queryOptions({ input: message ?? NO_MESSAGE, enabled: message !== null })).data;
  const ofDispatch = useQuery(queries.dispatches.open.queryOptions({ input: dispatch ?? NO_DISPATCH, enabled: dispatch !== null })).data;
  const subject = (message === null ? ofDispatch : ofMessage)?.subject ?? null;
  useEffect(() => {
    if (subject !== null) document.title = `${visibleText(subject).slice(0, 200)} – Plico`;
  }, [subject]);
}

const NO_MESSAGE = { account: '', hash: '' };
const NO_DISPATCH = { id: '' };
