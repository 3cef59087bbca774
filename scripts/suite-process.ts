// Runs one suite in a process group of its own, with a deadline, and leaves nothing of it behind.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ROOT } from './source-files.ts';

/** Every descendant inherits it, also one that left the group: that is how leftovers are known. */
const MARK = 'PLICO_TEST_RUN';

export type SuiteEnd = { readonly code: number | null; readonly timedOut: boolean; readonly leftovers: readonly string[] };

const running = new Set<number>();

export async function runSuite(argv: readonly string[], deadlineMs: number, env: Readonly<Record<string, string>> = {}): Promise<SuiteEnd> {
  const mark = randomUUID();
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env, [MARK]: mark },
    detached: process.platform !== 'win32',
  });
  const pid = child.pid;
  if (pid !== undefined) running.add(pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (pid !== undefined) killGroup(pid);
  }, deadlineMs);
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (status) => resolve(status));
  });
  clearTimeout(timer);
  if (pid !== undefined) running.delete(pid);
  // What is about to end by itself gets a moment to do so.
  let leftovers = marked(mark);
  for (let tries = 0; leftovers.length > 0 && tries < 20; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    leftovers = marked(mark);
  }
  for (const one of leftovers) killOne(one.pid);
  return { code, timedOut, leftovers: leftovers.map((one) => one.command) };
}

/** For Ctrl-C: the groups do not hear it by themselves. */
export function killRunning(): void {
  for (const pid of running) killGroup(pid);
}

function killGroup(pid: number): void {
  killOne(process.platform === 'win32' ? pid : -pid);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

function marked(mark: string): readonly { readonly pid: number; readonly command: string }[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`${MARK}=${mark}`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command === '' ? [] : [{ pid: Number(name), command: command.slice(0, 120) }];
      } catch {
        return []; // ended, or not ours to read
      }
    });
}
