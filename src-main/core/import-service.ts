// Mail from files into an account: archived in batches, examined in the background, one result per
// message (CLI.md §The other commands with --json).
import path from 'node:path';
import { appendAudit } from '#main/audit/append';
import { arrive } from '#main/ingest/arrival';
import type { MsgReading } from '#main/ingest/msg-file';
import { readSources, type SourceItem } from '#main/ingest/sources';
import { beginImport, endImport, type Refusal } from '#main/store/import-record';
import { summaryOf } from '#main/store/message';
import type { WriteTx } from '#main/store/transactions';
import { asBlobHash, type AccountId, type BlobHash, type Instant } from '#shared/model/ids';
import type { StepResult, StepSummary } from './core-types.ts';
import type { CoreServices } from './services.ts';

const BATCH_BYTES = 8 * 1024 * 1024;

export type ImportOptions = {
  readonly account: AccountId;
  readonly signal: AbortSignal;
  readonly onStep: (step: StepResult) => void;
  readonly onProgress: (done: number) => void;
};

type Message = Extract<SourceItem, { state: 'message' }>;
type Kept = {
  readonly label: string;
  readonly finding: Message['finding'];
  readonly hash: BlobHash;
  readonly known: boolean;
  readonly record: number;
};
type Counts = { stored: number; known: number; refused: number; readonly refusals: Refusal[] };

/**
 * Idempotent: the same files twice give 'known'. Resolves when everything imported has been examined.
 * Leaves a record of the import and of each file with several messages in it.
 */
export async function importPaths(services: CoreServices, paths: readonly string[], options: ImportOptions): Promise<StepSummary> {
  const { store, clock, queue, events, pool } = services;
  const { account, signal, onStep, onProgress } = options;
  const started = performance.now();
  const totals = { stored: 0, known: 0, unreadable: 0, refused: 0 };
  const records = new Map<number, Counts>();
  const kept: Kept[] = [];
  let batch: { readonly item: Message; readonly record: number }[] = [];
  let bytes = 0;
  let done = 0;

  function begin(source: string, of: Extract<SourceItem, { state: 'container' }> | null, whole: number | null): number {
    const [sha256, sizeBytes] = of === null ? [null, null] : [asBlobHash(of.sha256), of.sizeBytes];
    const number = store.write((tx) => beginImport(tx, account, { import: whole, at: clock.now(), source, sha256, sizeBytes }));
    records.set(number, { stored: 0, known: 0, refused: 0, refusals: [] });
    return number;
  }

  function count(record: number, change: (counts: Counts) => void): void {
    const counts = records.get(record);
    if (counts !== undefined) change(counts);
  }

  function flush(): void {
    if (batch.length === 0) return;
    const added = store.write((tx) => batch.map(({ item, record }): Kept => ({ ...keep(tx, account, item, clock.now()), record })));
    kept.push(...added);
    for (const { record, known } of added) count(record, (counts) => (known ? (counts.known += 1) : (counts.stored += 1)));
    events.changed(
      account,
      added.map((item) => item.hash),
      [],
    );
    batch = [];
    bytes = 0;
    queue.wake();
  }

  function refuse({ label, reason }: Refusal, record: number): void {
    totals.refused += 1;
    count(record, (counts) => {
      counts.refused += 1;
      counts.refusals.push({ label, reason });
    });
    onStep({ label, account, result: 'refused', hash: null, id: null, reason });
  }

  async function readMsg(content: Uint8Array): Promise<MsgReading | null> {
    const reading = await pool.msg({ bytes: content });
    return reading.state === 'done' ? reading.value : null;
  }

  store.write((tx) => appendAudit(tx, clock.now(), { event: 'import.started', account }));
  for (const given of paths) {
    const whole = begin(path.resolve(given), null, null);
    let container: { readonly label: string; readonly record: number } | null = null;
    for await (const item of readSources([given], readMsg)) {
      signal.throwIfAborted();
      if (item.state === 'container') {
        container = { label: item.label, record: begin(item.label, item, whole) };
        continue;
      }
      done += 1;
      onProgress(done);
      const record = container !== null && item.label.startsWith(container.label) ? container.record : whole;
      if (item.state === 'refused') refuse(item, record);
      else {
        batch.push({ item, record });
        bytes += item.bytes.byteLength;
        if (bytes >= BATCH_BYTES) flush();
      }
    }
  }
  flush();
  await queue.idle();
  for (const item of kept) {
    const result = item.known
      ? 'known'
      : store.read((tx) => (summaryOf(tx, account, item.hash)?.kind === 'unreadable' ? 'unreadable' : 'stored'));
    totals[result] += 1;
    onStep({ label: item.label, account, result, hash: item.hash, id: item.hash, reason: item.finding });
  }
  const { stored, known, refused } = totals;
  store.write((tx) => {
    for (const [number, counts] of records) endImport(tx, number, { ...counts, at: clock.now() });
    appendAudit(tx, clock.now(), { event: 'import.finished', account, stored, known, refused });
  });
  return { ...totals, seconds: (performance.now() - started) / 1000 };
}

function keep(tx: WriteTx, account: AccountId, item: Message, at: Instant): Omit<Kept, 'record'> {
  const arrival = { account, bytes: item.bytes, source: 'import', detail: item.label, sent: false, receivedAt: null, at } as const;
  const { hash, known } = arrive(tx, arrival);
  return { label: item.label, finding: item.finding, hash, known };
}
