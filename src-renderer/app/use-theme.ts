// Theme and density as attributes of the root element, and whether it is dark now.
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Settings } from '#shared/contract/settings';

const DARK = '(prefers-color-scheme: dark)';

export function useTheme(settings: Pick<Settings, 'theme' | 'density' | 'language'>): boolean {
  const systemDark = useSyncExternalStore(subscribe, () => matchMedia(DARK).matches);
  const dark = settings.theme === 'dark' || (settings.theme === 'system' && systemDark);
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = dark ? 'dark' : 'light';
    root.dataset['density'] = settings.density;
    root.lang = settings.language;
  }, [dark, settings.density, settings.language]);
  return dark;
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
