// Keeps a mail store across runs: each change is one JSON line, appended before anybody hears of it,
// message bytes in files of their own named by SHA-256. A line that was cut by a crash is the last one
// and is dropped.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailStore, StoreChange } from './mail-store.ts';

/** Replays what `folder` holds into the store, then records every further change. True: there was something. */
export function keepJournal(store: MailStore, folder: string): boolean {
  mkdirSync(join(folder, 'messages'), { recursive: true });
  const path = join(folder, 'journal.ndjson');
  let known = false;
  if (existsSync(path)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    const complete = lines.slice(0, -1);
    for (const line of complete) {
      store.replay(readChange(line, folder));
      known = true;
    }
    if (lines.at(-1) !== '') writeFileSync(path, complete.map((line) => `${line}\n`).join(''));
  }
  store.onChange((change) => appendFileSync(path, `${writeChange(change, folder)}\n`));
  return known;
}

function writeChange(change: StoreChange, folder: string): string {
  if (change.kind !== 'added') return JSON.stringify(change);
  const { bytes, ...rest } = change;
  const hash = createHash('sha256').update(bytes).digest('hex');
  const path = join(folder, 'messages', `${hash}.eml`);
  if (!existsSync(path)) writeFileSync(path, bytes);
  return JSON.stringify({ ...rest, hash });
}

function readChange(line: string, folder: string): StoreChange {
  const change = asChange(JSON.parse(line));
  if (change.kind !== 'added') return change;
  const { hash, ...rest } = change;
  return { ...rest, bytes: readFileSync(join(folder, 'messages', `${hash}.eml`)) };
}

type KeptChange =
  | Exclude<StoreChange, { kind: 'added' }>
  | (Omit<Extract<StoreChange, { kind: 'added' }>, 'bytes'> & { readonly hash: string });

/** The journal is written by this file only. */
function asChange(value: unknown): KeptChange {
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw new Error('not a mail journal');
  return value as KeptChange;
}
