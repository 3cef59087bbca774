// Pre-flight of what is on screen, asked again a moment after each change; the last answer stays until the next.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DraftCheck, DraftContent, DraftId } from '#shared/model/compose';
import { useCore } from '#ui/client/queries.ts';

const WAIT_MS = 250;

export type Preflight = { readonly check: DraftCheck | null; readonly fresh: boolean };

export function usePreflight(draft: DraftId, content: DraftContent): Preflight {
  const { core } = useCore();
  const [asked, setAsked] = useState({ content, version: 0 });
  useEffect(() => {
    if (asked.content === content) return undefined;
    const timer = setTimeout(() => setAsked(({ version }) => ({ content, version: version + 1 })), WAIT_MS);
    return () => clearTimeout(timer);
  }, [asked.content, content]);
  const query = useQuery({
    // By number, not by content: a key of megabytes would be compared with every draw.
    queryKey: [['compose', 'check'], { draft, version: asked.version }],
    queryFn: ({ signal }) => core.client.compose.check({ content: asked.content, scheduledFor: null }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return { check: query.data ?? null, fresh: query.data !== undefined && !query.isPlaceholderData && asked.content === content };
}
