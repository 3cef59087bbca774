// How many panes fit. Asked of the window in CSS pixels, so browser zoom counts (SCREENS §Main).
import { useSyncExternalStore } from 'react';

export type Panes = 1 | 2 | 3;

const THREE = '(min-width: 1100px)';
const TWO = '(min-width: 700px)';

export function usePanes(): Panes {
  return useSyncExternalStore(subscribe, read);
}

function read(): Panes {
  return matchMedia(THREE).matches ? 3 : matchMedia(TWO).matches ? 2 : 1;
}

function subscribe(listener: () => void): () => void {
  const queries = [matchMedia(THREE), matchMedia(TWO)];
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
