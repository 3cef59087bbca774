// The desktop's own notifications and the number on the icon: Electron's through the shell, a browser's
// when the person allowed them. Neither is needed: without them the screen says the same.
import type { HostShell } from '#shared/contract/shell';

export type Notifier = {
  /** Resolves to true when the person clicked it. */
  notify(title: string, body: string): Promise<boolean>;
  badge(count: number): void;
};

export type Permission = 'granted' | 'denied' | 'ask' | 'none';

/** 'none': this surface has no notifications. Electron asks nobody. */
export function notificationPermission(shell: HostShell | null): Permission {
  if (shell !== null) return 'granted';
  if (!('Notification' in window)) return 'none';
  return Notification.permission === 'default' ? 'ask' : Notification.permission;
}

/** Asks the browser; must follow a click. */
export async function askPermission(): Promise<void> {
  if ('Notification' in window) await Notification.requestPermission();
}

export function createNotifier(shell: HostShell | null): Notifier {
  if (shell !== null)
    return {
      notify: (title, body) => shell.notify({ title: title.slice(0, 200), body: body.slice(0, 1_000) }),
      badge: (count) => void shell.setBadge(count),
    };
  return {
    notify(title, body) {
      if (notificationPermission(null) !== 'granted') return Promise.resolve(false);
      return new Promise((resolve) => {
        const shown = new Notification(title, { body, tag: 'plico', silent: true });
        shown.addEventListener('click', () => {
          window.focus();
          // Closing tells too, and must not be first.
          resolve(true);
          shown.close();
        });
        shown.addEventListener('close', () => resolve(false));
        shown.addEventListener('error', () => resolve(false));
      });
    },
    badge(count) {
      // An installed page has an icon; a tab has its title.
      if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined);
      document.title = count === 0 ? 'Plico' : `(${count}) Plico`;
    },
  };
}
