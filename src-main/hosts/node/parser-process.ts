// The parsing process of the Node host: a forked child over an IPC channel with structured clone.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serveParser } from '#main/ingest/parser-child';
import type { ToParser } from '#main/ingest/parser-protocol';
import type { ParserHost } from '#main/ports';

const ENTRY = fileURLToPath(import.meta.url);

export const nodeParserHost: ParserHost = {
  spawn() {
    // Nearly empty environment: a parser that was taken over finds no password there. Windows needs its root.
    const systemRoot = process.env['SystemRoot'];
    const env = systemRoot === undefined ? {} : { SystemRoot: systemRoot };
    const child = fork(ENTRY, ['--parser'], {
      serialization: 'advanced',
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let ended = false;
    let onExit: () => void = () => undefined;
    const end = (): void => {
      if (ended) return;
      ended = true;
      onExit();
    };
    child.on('exit', end);
    child.on('error', end);
    return {
      post(message) {
        if (child.connected) child.send(message as never, (error) => (error === null ? undefined : child.kill('SIGKILL')));
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => {
        onExit = listener;
        if (ended) listener();
      },
      kill: () => void child.kill('SIGKILL'),
    };
  },
};

if (process.argv[2] === '--parser' && process.send !== undefined) {
  const send = process.send.bind(process) as (message: unknown, sent: (error: Error | null) => void) => boolean;
  process.on('disconnect', () => process.exit(0));
  serveParser({
    // Whoever asked is gone: killed, for instance. Nobody is left to answer.
    post: (message) => void send(message, (error) => (error === null ? undefined : process.exit(0))),
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToParser)),
  });
}
