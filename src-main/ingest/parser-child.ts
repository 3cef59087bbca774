// Entry of a parsing process. It has no store, no network and no secrets: bytes come in, derived
// data goes out. A watching thread ends the process when it grows past its limit, because a heap
// limit does not count Buffers (DECISIONS §Parsing in jail).
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { readTable } from '#main/table/read-table';
import type { Table } from '#main/table/table';
import type { TrustMaterial } from '#main/ports';
import { readMessageText, type MessageText } from '#main/search/text/message-text';
import type { MessageContent } from './examination.ts';
import { examine, extractPart, invoicePart, judge, readContent } from './examine.ts';
import { signedPieces } from '#main/verification/signed-pieces';
import { readMsg, type MsgReading } from './msg-file.ts';
import type { Examination } from './examination.ts';
import type { FromParser, Job, JobResult, PostedExamination, ToParser } from './parser-protocol.ts';

const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => { if (process.memoryUsage.rss() > workerData.limit) process.kill(process.pid, 'SIGKILL'); }, 50);
`;

export type ParserPort = {
  post(message: FromParser): void;
  /** `done`: nothing of the message is read any more, and its memory may be written over. */
  onMessage(listener: (message: ToParser, done?: () => void) => void): void;
};

/** Runs until the port closes. Answers each job by its id; a fault of ours answers `ok: false`. */
export function serveParser(port: ParserPort): void {
  let material: TrustMaterial | null = null;
  let watching = false;
  let work: Promise<void> = Promise.resolve();

  port.onMessage((message, done) => {
    if (message.kind === 'material') {
      material = message.material;
      if (!watching) {
        watching = true;
        new Worker(WATCH, { eval: true, workerData: { limit: message.memoryLimitBytes } }).unref();
        if (message.background) yieldToOthers();
      }
      return;
    }
    const { jobs } = message;
    work = work.then(() => serve(jobs, done));
  });

  async function serve(jobs: readonly Job[], release: () => void = () => undefined): Promise<void> {
    let results: JobResult[] = [];
    let sentAt = performance.now();
    for (const job of jobs) {
      results.push(isSlow(job) ? await readSlowly(job) : run(job, material));
      // Answers go back in groups, but never later than a tenth of a second after the work.
      if (performance.now() - sentAt > 100) {
        port.post({ kind: 'results', results });
        results = [];
        sentAt = performance.now();
      }
    }
    if (results.length > 0) port.post({ kind: 'results', results });
    // Slow readers may go on after their answer. Trust material is never given back: it is kept.
    if (!jobs.some(isSlow)) release();
  }
}

/** Lowest priority for what nobody waits for; not every system lets a process say so. */
function yieldToOthers(): void {
  try {
    os.setPriority(os.constants.priority.PRIORITY_LOW);
  } catch {
    // It then competes like the rest: slower for others, but right.
  }
}

type SlowJob = Extract<Job, { readonly kind: 'read' | 'text' | 'table' | 'msg' }>;

function isSlow(job: Job): job is SlowJob {
  return job.kind === 'read' || job.kind === 'text' || job.kind === 'table' || job.kind === 'msg';
}

async function readSlowly(job: SlowJob): Promise<JobResult> {
  try {
    return { id: job.id, ok: true, value: await readLater(job) };
  } catch (error) {
    return { id: job.id, ok: false, reason: reasonOf(error) };
  }
}

function readLater(job: SlowJob): Promise<MessageContent | MessageText | Table | MsgReading> {
  switch (job.kind) {
    case 'read':
      return readContent(job.request);
    case 'text':
      return readMessageText(job.request);
    case 'table':
      return readTable(job.request);
    case 'msg':
      return readMsg(job.request);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}

function posted({ report, ...rest }: Examination): PostedExamination {
  return { ...rest, reportText: JSON.stringify(report) };
}

function run(job: Exclude<Job, SlowJob>, material: TrustMaterial | null): JobResult {
  try {
    switch (job.kind) {
      case 'examine':
        if (material === null) return { id: job.id, ok: false, reason: 'no trust material' };
        return { id: job.id, ok: true, value: posted(examine(job.request, material)) };
      case 'part':
        return { id: job.id, ok: true, value: extractPart(job.request) };
      case 'pieces':
        return { id: job.id, ok: true, value: signedPieces(job.request.bytes, job.request.fingerprints === true) };
      case 'invoice':
        return { id: job.id, ok: true, value: invoicePart(job.request) };
      case 'judge':
        if (material === null) return { id: job.id, ok: false, reason: 'no trust material' };
        return { id: job.id, ok: true, value: judge(job.request, material) };
    }
  } catch (error) {
    return { id: job.id, ok: false, reason: reasonOf(error) };
  }
}
