// Mail from files into an account: archived in batches, examined in the background, one result per
// message (CLI.md §The other commands with --json).
import { appendAudit } from '#main/audit/append';
import { arrive } from '#main/ingest/arrival';
import { readSources, type SourceItem } from '#main/ingest/sources';
import { summaryOf } from '#main/store/message';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { StepResult, StepSummary } from './core-types.ts';
import type { CoreServices } from './services.ts';

const BATCH_BYTES = 8 * 1024 * 1024;

export type ImportOptions = {
  readonly account: AccountId;
  readonly signal: AbortSignal;
  readonly onStep: (step: StepResult) => void;
  readonly onProgress: (done: number) => void;
};

type Kept = { readonly label: string; readonly hash: BlobHash; readonly known: boolean };

/** Idempotent: the same files twice give 'known'. Resolves when everything imported has been examined. */
export async function importPaths(services: CoreServices, paths: readonly string[], options: ImportOptions): Promise<StepSummary> {
  const { store, clock, queue, events } = services;
  const { account, signal, onStep, onProgress } = options;
  const started = performance.now();
  const counts = { stored: 0, known: 0, unreadable: 0, refused: 0 };
  const kept: Kept[] = [];
  let batch: Extract<SourceItem, { state: 'message' }>[] = [];
  let bytes = 0;
  let done = 0;

  function flush(): void {
    if (batch.length === 0) return;
    const added = store.write((tx) =>
      batch.map((item): Kept => {
        const arrived = arrive(tx, {
          account,
          bytes: item.bytes,
          source: 'import',
          detail: item.label,
          sent: false,
          receivedAt: null,
          at: clock.now(),
        });
        return { label: item.label, hash: arrived.hash, known: arrived.known };
      }),
    );
    kept.push(...added);
    events.changed(
      account,
      added.map((item) => item.hash),
      [],
    );
    batch = [];
    bytes = 0;
    queue.wake();
  }

  store.write((tx) => appendAudit(tx, clock.now(), { event: 'import.started', account }));
  for await (const item of readSources(paths)) {
    signal.throwIfAborted();
    done += 1;
    onProgress(done);
    if (item.state === 'refused') {
      counts.refused += 1;
      onStep({ label: item.label, account, result: 'refused', hash: null, id: null, reason: item.reason });
      continue;
    }
    batch.push(item);
    bytes += item.bytes.byteLength;
    if (bytes >= BATCH_BYTES) flush();
  }
  flush();
  await queue.idle();
  for (const item of kept) {
    const result = item.known
      ? 'known'
      : store.read((tx) => (summaryOf(tx, account, item.hash)?.kind === 'unreadable' ? 'unreadable' : 'stored'));
    counts[result] += 1;
    onStep({ label: item.label, account, result, hash: item.hash, id: item.hash, reason: null });
  }
  const { stored, known, refused } = counts;
  store.write((tx) => appendAudit(tx, clock.now(), { event: 'import.finished', account, stored, known, refused }));
  return { ...counts, seconds: (performance.now() - started) / 1000 };
}
