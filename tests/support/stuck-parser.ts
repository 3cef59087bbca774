// A parsing process that does what hostile mail would make a broken parser do: the bytes say which.
// "HANG" never answers, "EAT" grows without end, "CRASH" ends the process, "OTHER" answers about another
// message, "JUNK" with no report, everything else is echoed.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ToParser } from '#main/ingest/parser-protocol';
import type { ParserHost } from '#main/ports';

const ENTRY = fileURLToPath(import.meta.url);

/** `spawned` counts the processes started. */
export function stuckParserHost(): ParserHost & { readonly spawned: () => number } {
  let spawned = 0;
  return {
    spawned: () => spawned,
    spawn() {
      spawned += 1;
      const child = fork(ENTRY, ['--stuck-parser'], { serialization: 'advanced', execArgv: [] });
      return {
        post: (message) => void child.send(message as never),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.on('exit', listener),
        kill: () => void child.kill('SIGKILL'),
      };
    },
  };
}

function serve(): void {
  const hoard: Buffer[] = [];
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToParser) => {
    if (message.kind === 'material') {
      new Worker(
        `setInterval(() => { if (process.memoryUsage.rss() > ${message.memoryLimitBytes}) process.kill(process.pid, 'SIGKILL'); }, 20);`,
        { eval: true },
      ).unref();
      return;
    }
    for (const job of message.jobs) {
      const text = Buffer.from(job.request.bytes).toString('latin1');
      if (text === 'CRASH') process.exit(1);
      while (text === 'HANG');
      while (text === 'EAT') hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));
      const asked = 'hash' in job.request ? job.request.hash : '';
      const named = text === 'OTHER' ? 'f'.repeat(64) : asked;
      const reportText = text === 'JUNK' ? '{' : JSON.stringify({ subject: named });
      process.send?.({ kind: 'results', results: [{ id: job.id, ok: true, value: { echo: text, hash: asked, reportText } }] });
    }
  });
}

if (process.argv[2] === '--stuck-parser') serve();
