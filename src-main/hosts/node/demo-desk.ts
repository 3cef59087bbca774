// The demonstration boxes of a headless host: started as a process of their own when somebody asks for them, with
// neither the passphrase nor the folder of the person's own mail in its environment.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { demoHome, demoKept, removeDemo } from '#main/hosts/demo/folder';
import type { DemoDesk } from '#main/ports';
import type { DemoState } from '#shared/model/demo';
import type { DemoArguments, FromDemo, ToDemo } from './demo-messages.ts';

const ENTRY = fileURLToPath(new URL('./demo-process.ts', import.meta.url));
const CLOSE_GRACE_MS = 10_000;
/** The answer to whoever leaves goes out before the server ends. */
const LEAVE_AFTER_MS = 300;
const NOT_FOR_DEMO = ['PLICO_PASSPHRASE', 'PLICO_DATA'];

/** `back`: address of the person's own mail, known when its server runs. */
export function createDemoDesk(profile: string, back: () => string): DemoDesk & { close(): Promise<void> } {
  const home = demoHome(profile);
  let child: ChildProcess | null = null;
  let last: DemoState | null = null;
  /** The end of the one before, and of its folder. */
  let ending: Promise<void> = Promise.resolve();
  let removing = false;

  function start(): void {
    const args: DemoArguments = [home, back()];
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_FOR_DEMO.includes(name)));
    const started = fork(ENTRY, [...args], { execArgv: [], env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child = started;
    started.on('message', (message) => {
      const heard = message as FromDemo;
      if (child !== started) return;
      if (heard.kind === 'state') last = heard.state;
      else
        end(heard.remove, LEAVE_AFTER_MS).catch(() => {
          last = { state: 'failed', code: 'internal', values: {} };
        });
    });
    const gone = (): void => {
      if (child !== started) return;
      child = null;
      if (last?.state !== 'failed') last = { state: 'failed', code: 'internal', values: {} };
    };
    started.on('exit', gone);
    started.on('error', gone);
  }

  function end(remove: boolean, afterMs: number): Promise<void> {
    const running = child;
    child = null;
    last = null;
    removing ||= remove;
    const done = ending
      .then(() => (running === null ? undefined : closed(running, afterMs)))
      .then(() => (remove ? removeDemo(home) : undefined))
      .finally(() => {
        if (remove) removing = false;
      });
    ending = done.catch(() => undefined);
    return done;
  }

  return {
    state: () => last ?? { state: 'closed', kept: !removing && demoKept(home) },
    open() {
      if (child !== null || last?.state === 'preparing') return;
      last = { state: 'preparing', step: 'starting', done: 0, total: 0 };
      void ending.then(start);
    },
    leave: () => undefined,
    remove: () => end(true, 0),
    close: () => end(false, 0),
  };
}

function closed(child: ChildProcess, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(kill, CLOSE_GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    const message: ToDemo = { kind: 'close' };
    setTimeout(() => child.send(message, (error) => (error === null ? undefined : kill())), afterMs);
  });
}
