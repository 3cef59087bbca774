// The writer thread of a first sync (batch-writer.ts): a connection of its own to the profile, one batch
// and one transaction at a time.
import { workerData } from 'node:worker_threads';
import { openBeside } from '#main/store/database';
import { frameCache, type RowChange } from '#main/store/list-cache';
import { writeBehindGate } from '#main/store/write-gate';
import { AppError } from '#shared/model/app-error';
import type { WriterAnswer, WriterFailure, WriterJob, WriterThread } from './batch-writer.ts';
import { saveBatch } from './save-batch.ts';

const { folder, options, words, port, memory } = workerData as WriterThread;
const store = openBeside(folder, options);
let changes: RowChange[] = [];
store.read((tx) => {
  for (const [key, value] of Object.entries(memory)) tx.memory(key, () => value);
  frameCache(tx).tell = (change) => changes.push(change);
});

function run({ id, batch, messages, hashes }: WriterJob): void {
  const answer = (committing: () => void): WriterAnswer => {
    changes = [];
    try {
      const saved = store.write((tx) => {
        const result = saveBatch(tx, batch, messages, hashes);
        tx.beforeCommit(committing);
        return result;
      });
      return { id, saved, changes };
    } catch (error) {
      return { id, failure: failureOf(error), changes: [] };
    }
  };
  writeBehindGate(words, answer, (told) => port.postMessage(told));
  // Given back now: left to the garbage collector, tens of megabytes would wait for it.
  for (const { bytes } of messages) if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

function failureOf(error: unknown): WriterFailure {
  if (error instanceof AppError) return { code: error.code, retry: error.retry, values: error.values };
  return { code: 'internal', retry: 'later', values: {} };
}

port.on('message', (job: WriterJob | null) => {
  if (job !== null) return run(job);
  store.close();
  port.close();
});
