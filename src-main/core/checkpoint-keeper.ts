// When the log is signed by itself (EVIDENCE §13): after a thousand entries, and after an hour of use. Exports,
// backups, anchors and the end of the program sign it where they happen.
import { readCheckpoint } from '#main/audit/checkpoint';
import type { Clock, Log } from '#main/ports';
import { lastAuditSeq, lastCheckpoint } from '#main/store/audit-entry';
import type { Store } from '#main/store/database';

export type CheckpointKeeper = {
  /** Signs if it is time; tells whether it was. */
  look(): Promise<boolean>;
  /** Signs now. Never rejects: without a secret store there is no key to sign with; the log goes on and the next time signs it. */
  signed(): Promise<void>;
  close(): Promise<void>;
};

const MOST_ENTRIES = 1_000;
const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 10_000;

export function createCheckpointKeeper(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly sign: () => Promise<unknown>;
}): CheckpointKeeper {
  const { store, clock, log, sign } = ports;
  const begun = clock.now();
  let running: Promise<boolean> | null = null;

  function isTime(): boolean {
    if (store.frozen() !== null) return false;
    const { seq, kept } = store.read((tx) => ({ seq: lastAuditSeq(tx), kept: lastCheckpoint(tx) }));
    // The entry that tells of a checkpoint is no reason for another one.
    const unsigned = seq === null ? 0 : kept === null ? seq + 1 : seq - kept.size;
    if (unsigned <= 0) return false;
    const checkpoint = kept === null ? null : readCheckpoint(kept.text);
    const since = Math.max(begun, checkpoint === null ? 0 : Date.parse(checkpoint.time));
    const age = clock.now() - since;
    // A clock that went back: an hour from then may never come.
    return unsigned >= MOST_ENTRIES || age >= HOUR_MS || age < -HOUR_MS;
  }

  function look(): Promise<boolean> {
    running ??= (async () => {
      if (!isTime()) return false;
      await sign();
      return true;
    })().finally(() => (running = null));
    return running;
  }

  const timer = setInterval(() => {
    look().catch(() => log.warn('audit.notSigned'));
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    look,
    async signed() {
      await sign().catch(() => log.warn('audit.notSigned'));
    },
    async close() {
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}
