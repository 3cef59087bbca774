// Hostile input is parsed in processes that can be killed on time or memory (THREATS §4). Jobs go
// over in batches; when a process dies, the jobs it had not answered go to a fresh one, one at a
// time, so that exactly the message that killed it is marked.
import type { Table, TableRequest } from '#main/table/table';
import type { ParserChannel, ParserHost, TrustMaterial } from '#main/ports';
import type { MessageText, TextRequest } from '#main/search/text/message-text';
import type { JudgedDocument } from '#main/verification/describe';
import type { SignedPieces } from '#main/verification/signed-pieces';
import type { InvoiceReading } from '#shared/model/invoice';
import type { Defect } from '#shared/model/pec-message';
import type { VerificationReport } from '#shared/model/verification-report';
import type {
  Examination,
  ExamineRequest,
  Examined,
  InvoiceRequest,
  JudgeRequest,
  MessageContent,
  PartContent,
  PartRequest,
  PiecesRequest,
  ReadRequest,
} from './examination.ts';
import type { MsgReading, MsgRequest } from './msg-file.ts';
import type { FromParser, Job, JobResult, PostedExamination, ToParser } from './parser-protocol.ts';

const BATCH_BYTES = 1024 * 1024;
const BATCH_JOBS = 64;
const BATCHES_AHEAD = 2;
const MEMORY_LIMIT_BYTES = 1024 * 1024 * 1024;

/** THREATS §4: 10 s and 1 s per 5 MB, at most 60 s. */
export function deadlineMs(sizeBytes: number): number {
  return Math.min(60_000, 10_000 + Math.ceil(sizeBytes / 5_000_000) * 1_000);
}

type Request =
  | ExamineRequest
  | ReadRequest
  | PartRequest
  | PiecesRequest
  | InvoiceRequest
  | JudgeRequest
  | TextRequest
  | TableRequest
  | MsgRequest;

type Waiting = {
  readonly job: Job;
  readonly sizeBytes: number;
  /** True after a process died with this job unanswered: it now runs alone. */
  suspect: boolean;
  readonly resolve: (result: Examined<JobResult>) => void;
};

type Worker = {
  readonly channel: ParserChannel;
  readonly running: Map<number, Waiting>;
  /** Unanswered jobs of each batch sent: the next lies ready when the process is done with one. */
  readonly batches: Set<number>[];
  epoch: string | null;
  timer: NodeJS.Timeout | null;
  timedOut: boolean;
};

export type ParserPool = {
  examine(request: ExamineRequest): Promise<Examined<Examination>>;
  read(request: ReadRequest): Promise<Examined<MessageContent>>;
  part(request: PartRequest): Promise<Examined<PartContent | null>>;
  pieces(request: PiecesRequest): Promise<Examined<SignedPieces>>;
  invoice(request: InvoiceRequest): Promise<Examined<InvoiceReading | null>>;
  judge(request: JudgeRequest): Promise<Examined<readonly JudgedDocument[]>>;
  text(request: TextRequest): Promise<Examined<MessageText>>;
  table(request: TableRequest): Promise<Examined<Table>>;
  msg(request: MsgRequest): Promise<Examined<MsgReading>>;
  close(): void;
};

export type PoolOptions = {
  /** Processes at most. */
  readonly size: number;
  readonly material: () => TrustMaterial;
  /** Standard: `deadlineMs` and 1 GiB. */
  readonly deadlineMs?: (sizeBytes: number) => number;
  readonly memoryLimitBytes?: number;
  /** Processes of lowest priority, for work that nobody waits for. */
  readonly background?: boolean;
};

export function createParserPool(host: ParserHost, options: PoolOptions): ParserPool {
  const deadline = options.deadlineMs ?? deadlineMs;
  const queue: Waiting[] = [];
  const urgent: Waiting[] = [];
  const workers = new Set<Worker>();
  let nextId = 1;
  let closed = false;

  function submit(kind: Job['kind'], request: Request): Promise<Examined<JobResult>> {
    // Nobody would ever answer.
    if (closed) return Promise.resolve({ state: 'killed', defect: { id: 'parser.closed' } });
    return new Promise((resolve) => {
      const job = { id: nextId++, kind, request } as Job;
      const waiting: Waiting = { job, sizeBytes: request.bytes.byteLength, suspect: false, resolve };
      (kind === 'examine' || kind === 'judge' ? queue : urgent).push(waiting);
      queueMicrotask(pump);
    });
  }

  function pump(): void {
    if (closed) return;
    for (const worker of workers) if (worker.running.size === 0 && hasWork()) feed(worker);
    while (hasWork() && workers.size < options.size) feed(startWorker());
    for (const worker of workers) if (worker.batches.length < BATCHES_AHEAD && mayFollow(worker)) feed(worker);
  }

  /** A job under suspicion runs alone, so that nobody else is blamed or killed with it. */
  function mayFollow(worker: Worker): boolean {
    const next = urgent[0] ?? queue[0];
    return next !== undefined && !next.suspect && ![...worker.running.values()].some(({ suspect }) => suspect);
  }

  function hasWork(): boolean {
    return queue.length > 0 || urgent.length > 0;
  }

  function startWorker(): Worker {
    const worker: Worker = { channel: host.spawn(), running: new Map(), batches: [], epoch: null, timer: null, timedOut: false };
    workers.add(worker);
    worker.channel.onMessage((message) => receive(worker, message as FromParser));
    worker.channel.onExit(() => lost(worker));
    return worker;
  }

  function feed(worker: Worker): void {
    const batch = takeBatch(urgent.length > 0 ? urgent : queue);
    if (batch.length === 0) return;
    const material = options.material();
    if (worker.epoch !== material.epoch) {
      worker.epoch = material.epoch;
      post(worker, {
        kind: 'material',
        material,
        memoryLimitBytes: options.memoryLimitBytes ?? MEMORY_LIMIT_BYTES,
        background: options.background ?? false,
      });
    }
    for (const waiting of batch) worker.running.set(waiting.job.id, waiting);
    worker.batches.push(new Set(batch.map(({ job }) => job.id)));
    post(worker, { kind: 'jobs', jobs: batch.map((waiting) => waiting.job) });
    restartTimer(worker);
  }

  function post(worker: Worker, message: ToParser): void {
    worker.channel.post(message);
  }

  // A job sent behind others in its batch may wait for all of them, so the clock starts again with
  // each answer and allows the largest of those left.
  function restartTimer(worker: Worker): void {
    if (worker.timer !== null) clearTimeout(worker.timer);
    worker.timer = null;
    if (worker.running.size === 0) return;
    const largest = Math.max(...[...worker.running.values()].map((waiting) => waiting.sizeBytes));
    worker.timer = setTimeout(() => {
      worker.timedOut = true;
      worker.channel.kill();
    }, deadline(largest));
  }

  function receive(worker: Worker, message: FromParser): void {
    for (const result of message.results) {
      const waiting = worker.running.get(result.id);
      if (waiting === undefined) continue;
      worker.running.delete(result.id);
      for (const batch of worker.batches) batch.delete(result.id);
      waiting.resolve({ state: 'done', value: result });
    }
    restartTimer(worker);
    const left = worker.batches.filter(({ size }) => size > 0);
    if (left.length === worker.batches.length) return;
    worker.batches.splice(0, worker.batches.length, ...left);
    pump();
  }

  function lost(worker: Worker): void {
    if (worker.timer !== null) clearTimeout(worker.timer);
    workers.delete(worker);
    const left = [...worker.running.values()];
    worker.running.clear();
    if (closed) {
      for (const waiting of left) waiting.resolve({ state: 'killed', defect: { id: 'parser.closed' } });
    } else if (left.length === 1 && left[0] !== undefined) {
      left[0].resolve({ state: 'killed', defect: deathDefect(worker) });
    } else {
      for (const waiting of left.toReversed()) {
        waiting.suspect = true;
        queue.unshift(waiting);
      }
    }
    pump();
  }

  async function ask<T>(kind: Job['kind'], request: Request): Promise<Examined<T>> {
    const answer = await submit(kind, request);
    if (answer.state === 'killed') return answer;
    if (answer.value.ok) return { state: 'done', value: answer.value.value as T };
    return { state: 'killed', defect: { id: 'parser.internal', detail: answer.value.reason.slice(0, 200) } };
  }

  return {
    examine: async (request) => opened(request, await ask<PostedExamination>('examine', request)),
    read: (request) => ask<MessageContent>('read', request),
    part: (request) => ask<PartContent | null>('part', request),
    pieces: (request) => ask<SignedPieces>('pieces', request),
    invoice: (request) => ask<InvoiceReading | null>('invoice', request),
    judge: (request) => ask<readonly JudgedDocument[]>('judge', request),
    text: (request) => ask<MessageText>('text', request),
    table: (request) => ask<Table>('table', request),
    msg: (request) => ask<MsgReading>('msg', request),
    close() {
      closed = true;
      for (const worker of workers) {
        if (worker.timer !== null) clearTimeout(worker.timer);
        worker.channel.kill();
      }
      for (const waiting of [...queue, ...urgent]) waiting.resolve({ state: 'killed', defect: { id: 'parser.closed' } });
    },
  };
}

/** An answer must be about the message that was asked about: a parser that was taken over speaks of no other. */
function opened(request: ExamineRequest, answer: Examined<PostedExamination>): Examined<Examination> {
  if (answer.state === 'killed') return answer;
  try {
    const report = JSON.parse(answer.value.reportText) as VerificationReport;
    if (answer.value.hash === request.hash && report.subject === request.hash) return { state: 'done', value: { ...answer.value, report } };
  } catch {
    // No report: said below.
  }
  return { state: 'killed', defect: { id: 'parser.internal', detail: 'answer about something else' } };
}

function takeBatch(from: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  let bytes = 0;
  for (;;) {
    const next = from[0];
    if (next === undefined) break;
    if (batch.length > 0 && (next.suspect || bytes + next.sizeBytes > BATCH_BYTES || batch.length >= BATCH_JOBS)) break;
    batch.push(next);
    from.shift();
    bytes += next.sizeBytes;
    if (next.suspect) break;
  }
  return batch;
}

function deathDefect(worker: { readonly timedOut: boolean }): Defect {
  return { id: worker.timedOut ? 'parser.timeout' : 'parser.memory' };
}
