// Writes batches of a first sync in a thread of its own: rows and the wait for the disk happen there while
// this thread reads the next batch from the wire. The bytes are handed over, not copied.
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort, type Transferable } from 'node:worker_threads';
import { hashOfBytes } from '#main/archive/message';
import type { FetchedMessage } from '#main/ports';
import type { ConnectionOptions } from '#main/store/connection';
import type { Store } from '#main/store/database';
import { applyChange, frameCache, type RowChange } from '#main/store/list-cache';
import { createGateWords, createWriteGate, type GateWords } from '#main/store/write-gate';
import { AppError, type AppErrorCode, type Retry } from '#shared/model/app-error';
import type { BlobHash } from '#shared/model/ids';
import type { BatchToSave } from './save-batch.ts';
import type { SavedBatch } from './sink.ts';

export type BatchWriter = {
  /** Small batches are not worth a thread. */
  wants(messages: readonly FetchedMessage[]): boolean;
  /** Durable before it resolves. Rejects as `Store.write` throws. The bytes of the messages are gone afterwards. */
  save(batch: BatchToSave, messages: readonly FetchedMessage[]): Promise<SavedBatch>;
  close(): Promise<void>;
};

export type WriterThread = {
  readonly folder: string;
  readonly options: ConnectionOptions;
  readonly words: GateWords;
  readonly port: MessagePort;
  /** What both connections remember alike (`ReadTx.memory`), by key. */
  readonly memory: Readonly<Record<string, string>>;
};

export type WriterJob = {
  readonly id: number;
  readonly batch: BatchToSave;
  readonly messages: readonly FetchedMessage[];
  /** Of the bytes, in the order of the messages: made while they are still in the processor's cache, by the thread that waits for the wire. */
  readonly hashes: readonly BlobHash[];
};
export type WriterFailure = {
  readonly code: AppErrorCode;
  readonly retry: Retry;
  readonly values: Readonly<Record<string, string | number>>;
};
export type WriterAnswer = { readonly id: number; readonly changes: readonly RowChange[] } & (
  | { readonly saved: SavedBatch }
  | { readonly failure: WriterFailure }
);

const WORTH_BYTES = 512 * 1024;
/** Then the thread ends and gives its memory back; the next large batch starts one. */
const IDLE_MS = 20_000;

type Waiting = { readonly resolve: (saved: SavedBatch) => void; readonly reject: (error: unknown) => void };
type Thread = { readonly worker: Worker; readonly port: MessagePort; readonly ended: Promise<void> };

export type BatchWriterOptions = {
  readonly store: Store;
  readonly options: ConnectionOptions;
  readonly memory: WriterThread['memory'];
  /** File of the thread: batch-writer-thread.ts, or what it was bundled into. */
  readonly file: URL;
};

export function createBatchWriter({ store, options, memory, file }: BatchWriterOptions): BatchWriter {
  const cache = store.read((tx) => frameCache(tx));
  const waiting = new Map<number, Waiting>();
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;
  // A thread that never answered cannot be had here: this thread writes then.
  let worked = false;
  let broken = false;

  function answered(answer: WriterAnswer): void {
    worked = true;
    for (const change of answer.changes) applyChange(cache, change);
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('saved' in answer) one?.resolve(answer.saved);
    else one?.reject(new AppError(answer.failure.code, { retry: answer.failure.retry, values: answer.failure.values }));
    if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref();
  }

  function start(): Thread {
    const words = createGateWords();
    const { port1: port, port2 } = new MessageChannel();
    const workerData: WriterThread = { folder: store.folder, options, words, port: port2, memory };
    const worker = new Worker(file, { workerData, transferList: [port2] });
    const pending: WriterAnswer[] = [];
    let taking = false;
    // The answers of a commit are taken in before anything it wrote can be read.
    const takeIn = (): void => {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
        pending.push(next.message as WriterAnswer);
      if (taking) return;
      taking = true;
      for (let answer = pending.shift(); answer !== undefined; answer = pending.shift()) answered(answer);
      taking = false;
    };
    port.on('message', (message) => {
      pending.push(message as WriterAnswer);
      takeIn();
    });
    port.unref();
    worker.unref();
    const gate = createWriteGate(words, takeIn);
    store.shareWith(gate);
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        takeIn();
        port.close();
        store.shareWith(null);
        thread = null;
        broken = !worked;
        for (const { reject } of waiting.values()) reject(new AppError('storage.io', { retry: 'later', values: { file: store.folder } }));
        waiting.clear();
        resolve();
      };
      worker.once('error', end);
      worker.once('exit', end);
    });
    return { worker, port, ended };
  }

  async function stop(): Promise<void> {
    if (thread === null) return;
    const { worker, port, ended } = thread;
    worker.ref();
    port.postMessage(null);
    await ended;
  }

  return {
    wants: (messages) => !broken && messages.length > 1 && messages.reduce((sum, { bytes }) => sum + bytes.length, 0) >= WORTH_BYTES,
    save(batch, messages) {
      thread ??= start();
      if (idle !== null) clearTimeout(idle);
      lastId += 1;
      const id = lastId;
      const { worker, port } = thread;
      worker.ref();
      return new Promise<SavedBatch>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        const job: WriterJob = { id, batch, messages, hashes: messages.map(({ bytes }) => hashOfBytes(bytes)) };
        port.postMessage(job, transferable(messages));
      }).finally(() => {
        // One may wait behind another: as long as one does, the process does not end.
        if (waiting.size === 0) worker.unref();
      });
    },
    close: stop,
  };
}

/** Memory that holds one message alone goes over as it is; a view into something larger is copied. */
function transferable(messages: readonly FetchedMessage[]): Transferable[] {
  return messages.flatMap(({ bytes: { buffer, byteLength } }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [],
  );
}
