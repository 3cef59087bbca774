// Exports that a screen asked for: planned, begun, followed, cancelled. Where they go is not the
// screen's to say (THREATS IPC-02).
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { messageSize } from '#main/archive/message';
import { filingPlan, tooLarge } from '#main/evidence/export-deposito';
import { gapsOf } from '#main/evidence/gaps';
import { collect } from '#main/evidence/selection';
import type { Clock } from '#main/ports';
import type { Store } from '#main/store/database';
import { AppError } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import { isMailForm, type ExportChoice, type ExportJob, type ExportPlan, type ExportProfile } from '#shared/model/evidence';
import { CURRENT_POLICY } from './message-view.ts';
import type { EvidenceRequest, EvidenceResult } from './core-types.ts';
import type { EvidenceSelection } from '#main/evidence/selection';

export type ExportJobs = {
  plan(choice: ExportChoice, profile: ExportProfile): Promise<ExportPlan>;
  /** `timestamp`: address of an authority, or null. */
  start(choice: ExportChoice, profile: ExportProfile, language: 'it' | 'en', timestamp: string | null): string;
  /** Rejects with notFound for a job that never was, or is long over. */
  job(id: string): ExportJob;
  cancel(id: string): void;
  /** Resolves when nothing is being written. */
  close(): Promise<void>;
};

type Kept = { state: ExportJob; readonly abort: AbortController; done: Promise<void> };

const MOST_KEPT = 20;

export function createExportJobs(ports: {
  readonly store: Store;
  readonly clock: Clock;
  readonly folder: string;
  readonly select: (choice: Exclude<ExportChoice, { kind: 'items' }>) => Promise<EvidenceSelection>;
  readonly run: (selection: EvidenceSelection, request: EvidenceRequest) => Promise<EvidenceResult>;
}): ExportJobs {
  const { store, clock, folder } = ports;
  const jobs = new Map<string, Kept>();

  const selectionOf = async (choice: ExportChoice): Promise<EvidenceSelection> =>
    choice.kind === 'items' ? choice.items : ports.select(choice);

  return {
    async plan(choice, profile) {
      const selection = await selectionOf(choice);
      if (selection.length === 0) return { messages: 0, dispatches: 0, receipts: 0, sizeBytes: 0, missing: [], canFile: false };
      return store.read((tx) => {
        const collection = collect(tx, selection, { policy: CURRENT_POLICY, asOf: clock.now() });
        const { messages, dispatches } = collection;
        const [only] = dispatches;
        const canFile = only !== undefined && dispatches.length === 1 && selection.every(({ type }) => type === 'dispatch');
        const sizeOf = (hashes: readonly BlobHash[]): number => hashes.reduce((sum, hash) => sum + (messageSize(tx, hash) ?? 0), 0);
        if (profile === 'deposito' && canFile) {
          const { hashes, missing } = filingPlan(only);
          const sizeBytes = sizeOf(hashes);
          const receipts = hashes.filter((hash) => hash !== only.dispatch.sent).length;
          return { messages: hashes.length, dispatches: 1, receipts, sizeBytes, missing: [...missing, ...tooLarge(sizeBytes)], canFile };
        }
        return {
          messages: messages.length,
          dispatches: dispatches.length,
          receipts: messages.filter(({ link }) => link !== null).length,
          sizeBytes: sizeOf(messages.map(({ hash }) => hash)),
          // Mail as it came says nothing about what its receipts prove.
          missing: isMailForm(profile) ? [] : gapsOf(collection),
          canFile,
        };
      });
    },
    start(choice, profile, language, timestamp) {
      const id = randomBytes(16).toString('hex');
      const abort = new AbortController();
      const kept: Kept = { state: { state: 'running', done: 0, total: 0 }, abort, done: Promise.resolve() };
      kept.done = (async () => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const result = await ports.run(await selectionOf(choice), {
          profile,
          to: folder,
          asOf: null,
          form: 'zip',
          language,
          unsigned: false,
          timestamp: timestamp === null || profile !== 'prova' ? null : { url: timestamp, login: null, password: null, root: null },
          signal: abort.signal,
          onProgress: (done, total) => (kept.state = { state: 'running', done, total }),
        });
        kept.state = { state: 'done', result };
      })().catch((error: unknown) => {
        kept.state = abort.signal.aborted
          ? { state: 'cancelled' }
          : error instanceof AppError
            ? { state: 'failed', code: error.code, values: error.values }
            : { state: 'failed', code: 'internal', values: {} };
      });
      jobs.set(id, kept);
      for (const [oldest, { state }] of jobs) if (jobs.size > MOST_KEPT && state.state !== 'running') jobs.delete(oldest);
      return id;
    },
    job(id) {
      const kept = jobs.get(id);
      if (kept === undefined) throw new AppError('notFound', { values: { what: 'export' } });
      return kept.state;
    },
    cancel: (id) => jobs.get(id)?.abort.abort(),
    async close() {
      for (const { abort } of jobs.values()) abort.abort();
      await Promise.allSettled([...jobs.values()].map(({ done }) => done));
    },
  };
}
