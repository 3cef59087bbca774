// Entry of the screen.
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '#ui/theme/tokens.css';
import '#ui/theme/reset.css';
import '#ui/theme/print.css';
import { connectCore } from '#ui/client/connect.ts';
import { CoreProvider, createQueries, createQueryClient } from '#ui/client/queries.ts';
import { App } from './app.tsx';
import { prefetchFirstScreen } from './first-screen.ts';

const core = connectCore();
const context = { core, queries: createQueries(core) };
const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app');

const cache = createQueryClient();
prefetchFirstScreen(cache, context.queries);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <CoreProvider value={context}>
        <App />
      </CoreProvider>
    </QueryClientProvider>
  </StrictMode>,
);
