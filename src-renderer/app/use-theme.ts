// Theme and density as attributes of the root element, and whether it is dark now.
import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react';
import type { Settings } from '#shared/contract/settings';
import { useWhere } from './where.ts';

const DARK = '(prefers-color-scheme: dark)';

export function useTheme(settings: Pick<Settings, 'theme' | 'density' | 'language'>): boolean {
  const systemDark = useSyncExternalStore(subscribe, () => matchMedia(DARK).matches);
  const printing = useWhere((where) => where.printing);
  const dark = !printing && (settings.theme === 'dark' || (settings.theme === 'system' && systemDark));
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = dark ? 'dark' : 'light';
    root.dataset['density'] = settings.density;
    root.lang = settings.language;
  }, [dark, settings.density, settings.language]);
  useEffect(() => {
    // Paper is light, also when the print dialog was not opened by us.
    const { dataset } = document.documentElement;
    const before = (): void => void (dataset['theme'] = 'light');
    const after = (): void => void (dataset['theme'] = dark ? 'dark' : 'light');
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, [dark]);
  return dark;
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
