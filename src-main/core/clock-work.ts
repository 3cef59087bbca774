// Dispatches whose clock ran out are folded again: "no acceptance after 15 minutes" must show without
// a new message and without anybody looking.
import { foldDispatch } from '#main/ingest/dispatches';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import { dispatchById, dispatchesDue } from '#main/store/dispatch';
import type { AccountId, BlobHash, DispatchId } from '#shared/model/ids';

const EVERY_MS = 30_000;
const SLICE = 200;

export type ClockWork = {
  /** Folds what is due now; returns how many. */
  run(): number;
  close(): void;
};

export function createClockWork(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (account: AccountId, hashes: Iterable<BlobHash>, dispatches: Iterable<DispatchId>) => void;
}): ClockWork {
  const { store, clock, log, changed } = ports;

  function run(): number {
    const now = clock.now();
    const due = store.read((tx) => dispatchesDue(tx, now, SLICE));
    if (due.length === 0) return 0;
    const touched = store.write((tx) =>
      due.flatMap((id) => {
        foldDispatch(tx, id, now);
        const account = dispatchById(tx, id)?.account;
        return account === undefined ? [] : [{ account, id }];
      }),
    );
    for (const { account, id } of touched) changed(account, [], [id]);
    return due.length;
  }

  const timer = setInterval(() => {
    try {
      run();
    } catch {
      log.error('clock.fault');
    }
  }, EVERY_MS);
  timer.unref();
  return { run, close: () => clearInterval(timer) };
}
