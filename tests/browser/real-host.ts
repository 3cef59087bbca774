// A host of tests/support in a process of its own: a real core behind the screen.
import { spawn } from 'node:child_process';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../support');

export type RealHost = {
  readonly url: string;
  /** Resolves with its exit code. */
  end(): Promise<number | null>;
};

/** Resolves with the link that its first line is; rejects when it ends without one. */
export async function startRealHost(script: string): Promise<RealHost> {
  const child = spawn(process.execPath, [path.join(FOLDER, script)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    void ended.then((code) => reject(new Error(`${script} ended with ${String(code)}`)));
  });
  return {
    url,
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
