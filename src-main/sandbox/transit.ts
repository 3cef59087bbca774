// Keeps accepted messages across runs, one file each, so that what was on its way when a sandbox
// stopped, or was killed, goes on at the next start: late deliveries and the 12 h and 24 h notices.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Extent, MessageData } from './daticert.ts';
import type { Progress, Role, Transmission } from './transmission.ts';

export type Transit = {
  /** Writes the state of a message accepted by the provider of this domain. */
  save(domain: string, transmission: Transmission): void;
  load(domain: string): readonly Transmission[];
};

type Kept = {
  readonly data: MessageData;
  readonly wanted: Extent;
  readonly roles: readonly (readonly [string, Role])[];
  readonly rawSubject: string | null;
  readonly returnPath: string;
  readonly original: string;
  readonly envelope: { readonly bytes: string; readonly at: number; readonly from: string; readonly messageId: string };
  readonly acceptedAt: number;
  readonly progress: readonly (readonly [string, Progress])[];
  readonly noticed: readonly (readonly [string, 'first' | 'final'])[];
};

/** `folder`: of the sandbox; null: nothing is kept. */
export function createTransit(folder: string | null): Transit {
  if (folder === null) return { save: () => undefined, load: () => [] };
  const home = (domain: string): string => join(folder, 'transit', domain);
  return {
    save(domain, transmission) {
      mkdirSync(home(domain), { recursive: true });
      const name = createHash('sha256').update(transmission.data.identificativo).digest('hex').slice(0, 32);
      const path = join(home(domain), `${name}.json`);
      writeFileSync(`${path}.new`, JSON.stringify(kept(transmission)));
      renameSync(`${path}.new`, path);
    },
    load(domain) {
      mkdirSync(home(domain), { recursive: true });
      return readdirSync(home(domain))
        .filter((name) => name.endsWith('.json'))
        .map((name) => restored(asKept(JSON.parse(readFileSync(join(home(domain), name), 'utf8')))))
        .toSorted((left, right) => left.acceptedAt - right.acceptedAt);
    },
  };
}

function kept(transmission: Transmission): Kept {
  return {
    ...transmission,
    roles: [...transmission.roles],
    original: transmission.original.toString('base64'),
    envelope: { ...transmission.envelope, bytes: Buffer.from(transmission.envelope.bytes).toString('base64') },
    progress: [...transmission.progress],
    noticed: [...transmission.noticed],
  };
}

function restored(entry: Kept): Transmission {
  return {
    ...entry,
    roles: new Map(entry.roles),
    original: Buffer.from(entry.original, 'base64'),
    envelope: { ...entry.envelope, bytes: Buffer.from(entry.envelope.bytes, 'base64') },
    progress: new Map(entry.progress),
    noticed: new Map(entry.noticed),
  };
}

/** The files are this one's own. */
function asKept(value: unknown): Kept {
  if (typeof value !== 'object' || value === null || !('acceptedAt' in value)) throw new Error('not a kept message');
  return value as Kept;
}
