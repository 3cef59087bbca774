// The parsing process of the Node host: a forked child. Mail goes over a pipe of its own, in frames
// (parser-frames.ts); the child's IPC channel only says when the parent is gone.
import { fork } from 'node:child_process';
import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { serveParser } from '#main/ingest/parser-child';
import { createFrameReader, feedFrames, frameOf, keptMemory } from '#main/ingest/parser-frames';
import type { ToParser } from '#main/ingest/parser-protocol';
import type { ParserHost } from '#main/ports';

const ENTRY = fileURLToPath(import.meta.url);
const MAIL_PIPE = 4;
/** Where code lies that was compiled before: a parser starts in a quarter of the processor time. */
const PASSED_ON = ['SystemRoot', 'NODE_COMPILE_CACHE'];

function writeFrame(pipe: Duplex, message: unknown): void {
  pipe.cork();
  for (const piece of frameOf(message)) pipe.write(piece);
  pipe.uncork();
}

export const nodeParserHost: ParserHost = {
  spawn() {
    // Nearly empty environment: a parser that was taken over finds no password there. Windows needs its root.
    const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    const child = fork(ENTRY, ['--parser'], { execArgv: [], env, stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'] });
    const pipe = child.stdio[MAIL_PIPE];
    if (!(pipe instanceof Duplex)) throw new Error('no pipe to the parsing process');
    const kill = (): void => void child.kill('SIGKILL');
    let ended = false;
    let onExit: () => void = () => undefined;
    const end = (): void => {
      if (ended) return;
      ended = true;
      onExit();
    };
    child.on('exit', end);
    child.on('error', end);
    pipe.on('error', kill);
    return {
      post(message) {
        if (pipe.writable) writeFrame(pipe, message);
      },
      onMessage(listener) {
        const reader = createFrameReader((message) => listener(message));
        pipe.on('data', (bytes: Buffer) => {
          try {
            feedFrames(reader, bytes);
          } catch {
            kill(); // what comes back is no frame: not our parser any more
          }
        });
      },
      onExit: (listener) => {
        onExit = listener;
        if (ended) listener();
      },
      kill,
    };
  },
};

if (process.argv[2] === '--parser' && process.send !== undefined) serve();

function serve(): void {
  let listen: (message: ToParser, done: () => void) => void = () => undefined;
  const reader = createFrameReader((message, done) => listen(message as ToParser, done), keptMemory());
  const pipe = new Socket({
    fd: MAIL_PIPE,
    readable: true,
    writable: true,
    onread: {
      buffer: () => reader.room(),
      callback(count) {
        reader.came(count);
        return true;
      },
    },
  });
  process.on('disconnect', () => process.exit(0));
  // Whoever asked is gone, killed for instance: nobody is left to answer.
  for (const end of ['error', 'end', 'close']) pipe.on(end, () => process.exit(0));
  serveParser({ post: (message) => writeFrame(pipe, message), onMessage: (listener) => (listen = listener) });
  // It ends by being killed, and writes nothing then.
  flushCompileCache();
}
