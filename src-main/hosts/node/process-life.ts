// How a long-running command ends and how it opens a browser.
import { spawn } from 'node:child_process';

/** Resolves at Ctrl-C, a polite kill, or the end of the terminal. A second signal ends at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
  });
}

/** False where there is no display or no opener. */
export function openInBrowser(url: string): boolean {
  const headless = process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined;
  if (headless || process.env['CI'] !== undefined) return false;
  const [opener, ...first] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
  if (opener === undefined) return false;
  const child = spawn(opener, [...first, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}

/** A signal that fires at the first Ctrl-C, so that work stops at its next safe point. */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  void untilStopped().then(() => controller.abort());
  return controller.signal;
}
