// Passwords and passphrases: from the environment, from standard input, or typed. Never from the
// command line, where every other user of the machine could read them.
import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

export type SecretSource = { readonly variable: string; readonly fromStdin: boolean; readonly option: string; readonly prompt: string };

/** Throws UsageError where there is neither a source nor a terminal to ask at. */
export async function readSecret(source: SecretSource): Promise<string> {
  const fromEnvironment = process.env[source.variable];
  if (fromEnvironment !== undefined) return fromEnvironment;
  if (source.fromStdin) {
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
    return Buffer.concat(pieces)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  }
  if (process.stdin.isTTY !== true) throw new UsageError(`nothing to read the secret from: set ${source.variable} or use ${source.option}`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(source.prompt);
  } finally {
    asking.close();
  }
}
