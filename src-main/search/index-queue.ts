// Fills the full-text index in the background: after examination, at the lowest priority, in batches
// of one transaction each. What waits is in the store, so a stop at any moment loses at most the batch
// at hand. A message that kills its reader is indexed without its attachments and marked.
import { readMessage } from '#main/archive/message';
import type { Log } from '#main/ports';
import type { Store } from '#main/store/database';
import type { IndexedText } from '#main/store/full-text';
import { pendingMessages, summaryOf } from '#main/store/message';
import { mergeTexts, saveTexts, textProgress, textWork, type TextEntry, type TextState, type TextWork } from '#main/store/text-index';
import { AppError } from '#shared/model/app-error';
import type { AccountId } from '#shared/model/ids';
import type { IndexStatus } from '#shared/model/search';
import type { MessageText, TextRequest } from './text/message-text.ts';

/** `killed`: the message was too much for the process that read it. */
export type TextAnswer =
  | { readonly state: 'done'; readonly value: MessageText }
  | { readonly state: 'killed'; readonly defect: { readonly id: string } };
/** Reads texts in a process that can be killed. */
export type TextReader = { text(request: TextRequest): Promise<TextAnswer>; close(): void };

export type IndexQueue = {
  /** Something was examined. */
  wake(): void;
  /** Resolves when every judged message is in the index, or cannot be put there. Rejects with the AppError that stopped it. */
  idle(onProgress?: (status: IndexStatus) => void): Promise<void>;
  status(): IndexStatus;
  close(): Promise<void>;
};

export type IndexServices = {
  readonly store: Store;
  readonly log: Log;
  /** A process of its own, started when there is work and ended when there is none. */
  readonly reader: () => TextReader;
  /** Searches over these boxes can find more than before; not more than every two seconds. */
  readonly changed: (account: AccountId) => void;
};

type Batch = { readonly works: readonly TextWork[]; readonly entries: Promise<readonly TextEntry[]> };

/** Two batches are in memory, one being read and one being written. */
const BATCH_MESSAGES = 256;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Waits until examination has been quiet for so long. */
const QUIET_MS = 400;
/** If judgements still wait but none was made for so long, the index goes on without them. */
const STALLED_MS = 5_000;
const TELL_MS = 2_000;
/** What stopped it, a full disk say, may be mended: it tries again by itself. */
const AGAIN_MS = 30_000;
/** After so many new texts the pieces of the index are worth merging. */
const MERGE_AFTER = 2_000;

export function createIndexQueue(services: IndexServices): IndexQueue {
  const { store, log } = services;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reader: TextReader | null = null;
  let lastWake = 0;
  let closed = false;
  let asked = 0;
  let failed: unknown = null;
  let onBatch: () => void = () => undefined;
  const untold = new Set<AccountId>();
  let lastTold = 0;

  function wake(): void {
    lastWake = performance.now();
    schedule(QUIET_MS);
  }

  function schedule(afterMs: number): void {
    if (closed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(start, afterMs);
    timer.unref();
  }

  function start(): void {
    if (closed || running !== null) return;
    failed = null;
    running = work()
      .catch((error: unknown) => {
        failed = error;
        log.error(error instanceof AppError ? 'index.stopped' : 'index.fault');
        if (error instanceof AppError) schedule(AGAIN_MS);
      })
      .finally(() => {
        running = null;
        reader?.close();
        reader = null;
        tell(true);
      });
  }

  async function work(): Promise<void> {
    let written = 0;
    let ahead: Batch | null = null;
    while (!closed) {
      if (ahead === null && mustWait()) return schedule(STALLED_MS);
      const batch: Batch = ahead ?? begin([]);
      if (batch.works.length === 0) break;
      const entries = await batch.entries;
      if (closed) return;
      // The next one is being read while this one is written.
      ahead = mustWait() ? null : begin(batch.works);
      if (ahead?.works.length === 0) ahead = null;
      store.write((tx) => saveTexts(tx, entries));
      written += entries.length;
      for (const { account } of batch.works) untold.add(account);
      tell(false);
      onBatch();
      await turnOfOthers();
    }
    if (written < MERGE_AFTER) return;
    while (!closed && store.write((tx) => mergeTexts(tx))) await turnOfOthers();
  }

  function mustWait(): boolean {
    return asked === 0 && performance.now() - lastWake < STALLED_MS && store.read((tx) => pendingMessages(tx, 1)).length > 0;
  }

  function begin(done: readonly TextWork[]): Batch {
    const works = nextBatch(done);
    const entries = Promise.all(works.map(entryFor));
    // Whoever awaits it learns of it; a batch that nobody awaits any more failed with the one before.
    entries.catch(() => undefined);
    return { works, entries };
  }

  function nextBatch(done: readonly TextWork[]): readonly TextWork[] {
    const read = new Set(done.map(({ message }) => message));
    const waiting = store.read((tx) => textWork(tx, BATCH_MESSAGES + read.size)).filter(({ message }) => !read.has(message));
    const names = waiting.slice(0, BATCH_MESSAGES);
    let bytes = 0;
    const fitting = names.findIndex(({ sizeBytes }) => (bytes += sizeBytes) > BATCH_BYTES);
    return fitting < 0 ? names : names.slice(0, Math.max(1, fitting));
  }

  async function entryFor(work: TextWork): Promise<TextEntry> {
    const { message, kind, hash } = work;
    if (kind === 'unreadable') return { message, text: derivedText(work), outcome: { state: 'failed', reason: 'message.unreadable' } };
    let bytes: Uint8Array;
    try {
      bytes = store.read((tx) => readMessage(tx, hash));
    } catch (error) {
      if (error instanceof AppError && error.code === 'storage.damaged')
        return { message, text: derivedText(work), outcome: { state: 'failed', reason: 'archive.damaged' } };
      throw error;
    }
    reader ??= services.reader();
    const whole = await reader.text({ bytes, attachments: 'content', withInner: work.withInner });
    if (whole.state === 'done') return { message, text: indexed(whole.value), outcome: outcomeOf(whole.value) };
    if (closed) return { message, text: derivedText(work), outcome: { state: 'failed', reason: whole.defect.id } };
    const named = await reader.text({ bytes, attachments: 'names', withInner: false });
    if (named.state === 'done') return { message, text: indexed(named.value), outcome: { state: 'partial', reason: whole.defect.id } };
    return { message, text: derivedText(work), outcome: { state: 'failed', reason: named.defect.id } };
  }

  /** What the list knows of a message nobody could read. */
  function derivedText({ account, hash }: TextWork): IndexedText {
    const summary = store.read((tx) => summaryOf(tx, account, hash));
    const sender = summary === null ? '' : `${summary.from.name} ${summary.from.address}`;
    return { subject: summary?.subject ?? '', sender, recipients: summary?.toFirst.join(' ') ?? '', body: '', files: '', content: '' };
  }

  function tell(now: boolean): void {
    if (untold.size === 0 || (!now && performance.now() - lastTold < TELL_MS)) return;
    lastTold = performance.now();
    for (const account of untold) services.changed(account);
    untold.clear();
  }

  function status(): IndexStatus {
    return store.read(textProgress);
  }

  return {
    wake,
    status,
    async idle(onProgress) {
      asked += 1;
      const before = onBatch;
      if (onProgress !== undefined) onBatch = () => onProgress(status());
      try {
        // A run that began before the last work came may end without it.
        do {
          start();
          await running;
        } while (!closed && failed === null && nextBatch([]).length > 0);
        if (!closed && failed instanceof AppError) throw failed;
      } finally {
        asked -= 1;
        onBatch = before;
      }
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      reader?.close();
      await running;
    },
  };
}

function indexed(text: MessageText): IndexedText {
  const { subject, sender, recipients, body, attachments } = text;
  return {
    subject,
    sender,
    recipients,
    body,
    files: attachments.map(({ name }) => name).join('\n'),
    content: attachments.map((one) => one.text).join('\n'),
  };
}

function outcomeOf({ reason }: MessageText): TextState {
  return reason === null ? { state: 'whole' } : { state: 'partial', reason };
}

function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
