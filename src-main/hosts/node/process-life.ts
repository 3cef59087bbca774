// How a long-running command ends and how it opens a browser.
import { spawn } from 'node:child_process';

/** The terminal, npm and the bootstrap each pass on the same Ctrl-C. */
const SAME_REQUEST_MS = 1_000;

/** Resolves at Ctrl-C, a polite kill, or the end of the terminal. Asked again later, it ends at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    const stop = (): void => {
      if (askedAt !== null && performance.now() - askedAt > SAME_REQUEST_MS) process.exit(130);
      askedAt ??= performance.now();
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
