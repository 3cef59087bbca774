// Questions to the core, typed by the contract. What the core knows is never stale by time: events
// say when (affected.ts).
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Core } from './connect.ts';

export function createQueries(core: Core): Queries {
  return createTanstackQueryUtils(core.client);
}

export type Queries = ReturnType<typeof createTanstackQueryUtils<Core['client']>>;

const FIVE_MINUTES_MS = 300_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: FIVE_MINUTES_MS,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export type CoreContext = { readonly core: Core; readonly queries: Queries };

export const CoreProvider = createContext<CoreContext | null>(null);

export function useCore(): CoreContext {
  const context = useContext(CoreProvider);
  if (context === null) throw new Error('no core above this component');
  return context;
}
