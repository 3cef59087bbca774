// A message counts as read after two seconds in sight, or at once when opened with Enter.
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useCore } from '#ui/client/queries.ts';
import type { OpenItem } from './route.ts';

const READ_AFTER_MS = 2_000;

export function useReadMark(open: OpenItem | null, unread: boolean): void {
  const { queries } = useCore();
  const { mutate } = useMutation(queries.messages.markRead.mutationOptions());
  const account = open?.type === 'message' ? open.account : null;
  const hash = open?.type === 'message' ? open.hash : null;
  useEffect(() => {
    if (account === null || hash === null || !unread) return undefined;
    const timer = setTimeout(() => mutate({ account, hash, read: true }), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [account, hash, unread, mutate]);
}
