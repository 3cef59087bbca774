// "Verifica archivio" in slices, so that it can run behind everything else and go on where it was after
// a restart (EVIDENCE §16, THREATS STO-15). It finds and names; it repairs nothing. A verdict that comes
// out otherwise than before is judged anew by the ordinary road, so that the new report is kept.
import { hashOfBytes, messageHashes, readMessage } from '#main/archive/message';
import { archiveTotals } from '#main/archive/message';
import { checkLinks, checkMessages, checkParts } from '#main/archive/check';
import { appendAudit } from '#main/audit/append';
import type { ExaminationQueue } from '#main/ingest/examination-queue';
import type { ParserPool } from '#main/ingest/parser-pool';
import type { Clock, Log } from '#main/ports';
import type { Store } from '#main/store/database';
import { accountsWith, judgeAgain } from '#main/store/message';
import { newestReport } from '#main/store/report';
import { saveSetting, setting } from '#main/store/setting';
import type {
  ArchiveCheckCounts,
  ArchiveCheckReport,
  ArchiveCheckState,
  CheckFinding,
  CheckPhase,
  VerdictChange,
} from '#shared/model/archive-check';
import type { WriteTx } from '#main/store/transactions';
import { asBlobHash, asInstant, type BlobHash, type Instant } from '#shared/model/ids';
import type { ServerComparison } from './server-comparison.ts';

export type ArchiveCheck = {
  state(): ArchiveCheckState;
  /** Begins one that a person asked for, if none is under way. */
  start(): void;
  stop(): void;
  /** The monthly one when its time has come, or what a restart left; called by a timer. */
  wake(): void;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

type Job = {
  readonly startedAt: Instant;
  readonly by: 'person' | 'schedule';
  phase: CheckPhase;
  /** Where the next slice of the phase begins. */
  after: number;
  counts: ArchiveCheckCounts;
  findings: CheckFinding[];
  unasked: CheckFinding[];
  verdicts: VerdictChange[];
};

export type ArchiveCheckPorts = {
  readonly store: Store;
  readonly pool: ParserPool;
  readonly queue: ExaminationQueue;
  readonly clock: Clock;
  readonly log: Log;
  /** Findings of the log, with how many entries it has; writes its own entry. */
  readonly verifyLog: () => Promise<{ readonly findings: readonly CheckFinding[]; readonly checked: { readonly entries: number } }>;
  readonly compareServers: (signal: AbortSignal) => Promise<readonly ServerComparison[]>;
  /** Between two slices of one that nobody waits for. */
  readonly pauseMs: number;
};

const JOB = 'archive.check.job';
const REPORT = 'archive.check.report';
const SLICE = 100;
const SIGNATURES = 32;
const MOST_FINDINGS = 1_000;
const MONTH_MS = 30 * 86_400_000;
const NEXT: Readonly<Record<CheckPhase, CheckPhase | null>> = {
  messages: 'parts',
  parts: 'links',
  links: 'signatures',
  signatures: 'log',
  log: 'server',
  server: null,
};

export function createArchiveCheck(ports: ArchiveCheckPorts): ArchiveCheck {
  const { store, clock, log } = ports;
  let job: Job | null = null;
  let running: Promise<void> | null = null;
  let abort = new AbortController();

  const last = (): ArchiveCheckReport | null => store.read((tx) => setting(tx, REPORT)) as ArchiveCheckReport | null;

  function begin(by: Job['by'], kept: Job | null): void {
    if (running !== null) return;
    abort = new AbortController();
    job = kept ?? freshJob(clock.now(), by);
    running = run(job, abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) log.error(error instanceof Error ? 'archive.checkStopped' : 'archive.checkFault');
      })
      .finally(() => {
        running = null;
        job = null;
      });
  }

  async function run(current: Job, signal: AbortSignal): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, current.by === 'schedule' ? ports.pauseMs : 0));
      signal.throwIfAborted();
      const next = await slice(ports, current, signal);
      if (next !== null) current.after = next;
      else {
        const phase = NEXT[current.phase];
        if (phase === null) break;
        current.phase = phase;
        current.after = 0;
      }
      store.write((tx) => saveSetting(tx, JOB, current));
    }
    const report = reportOf(current, last(), clock.now());
    store.write(
      (tx) => {
        saveSetting(tx, REPORT, report);
        saveSetting(tx, JOB, null);
        noteDamaged(tx, clock.now(), report.findings);
        appendAudit(tx, clock.now(), { event: 'archive.checked', findings: report.findings.length });
      },
      { durable: true },
    );
    // What came out otherwise is judged again by the ordinary road.
    if (report.verdicts.length > 0) {
      store.write((tx) => {
        for (const { hash } of report.verdicts) for (const account of accountsWith(tx, hash)) judgeAgain(tx, account, hash);
      });
      ports.queue.wake();
    }
  }

  return {
    state() {
      const report = last();
      const total = job === null ? 0 : totalOf(store, job.phase);
      return {
        running:
          job === null ? null : { phase: job.phase, done: doneOf(job), total: Math.max(total, doneOf(job)), startedAt: job.startedAt },
        last: report,
        nextAt: report === null ? null : asInstant(report.finishedAt + MONTH_MS),
      };
    },
    start: () => begin('person', null),
    stop() {
      abort.abort();
      store.write((tx) => saveSetting(tx, JOB, null));
    },
    wake() {
      if (running !== null) return;
      const left = store.read((tx) => setting(tx, JOB)) as Job | null;
      const report = last();
      if (left !== null) return begin('schedule', left);
      if (report !== null && clock.now() - report.finishedAt < MONTH_MS) return;
      if (store.read((tx) => archiveTotals(tx).messages) > 0) begin('schedule', null);
    },
    async idle() {
      await running;
    },
    async close() {
      abort.abort();
      await running;
    },
  };
}

/** An entry for each message whose bytes are not what they were. */
export function noteDamaged(tx: WriteTx, at: Instant, findings: readonly CheckFinding[]): void {
  for (const { id, what } of findings)
    if (id === 'archive.damaged') appendAudit(tx, at, { event: 'archive.damaged', blob: asBlobHash(what) });
}

function freshJob(startedAt: Instant, by: Job['by']): Job {
  const counts = { messages: 0, parts: 0, signatures: 0, entries: 0, onServer: 0 };
  return { startedAt, by, phase: 'messages', after: 0, counts, findings: [], unasked: [], verdicts: [] };
}

/** One slice; where the next begins, or null when the phase is over. */
async function slice(ports: ArchiveCheckPorts, job: Job, signal: AbortSignal): Promise<number | null> {
  const { store } = ports;
  const note = (found: readonly CheckFinding[]): void => void job.findings.push(...found.slice(0, MOST_FINDINGS - job.findings.length));
  switch (job.phase) {
    case 'messages':
    case 'parts': {
      const check = job.phase === 'messages' ? checkMessages : checkParts;
      const { findings, checked, next } = store.read((tx) => check(tx, job.after, SLICE));
      note(findings);
      job.counts = { ...job.counts, [job.phase]: job.counts[job.phase] + checked };
      return next;
    }
    case 'links':
      note(store.read((tx) => checkLinks(tx)));
      return null;
    case 'signatures':
      return judgeSlice(ports, job);
    case 'log': {
      const { findings, checked } = await ports.verifyLog();
      note(findings);
      job.counts = { ...job.counts, entries: checked.entries };
      return null;
    }
    case 'server': {
      for (const { account, found, onServer, error } of await ports.compareServers(signal)) {
        if (error !== null) job.unasked.push({ id: error, what: account });
        note(found);
        job.counts = { ...job.counts, onServer: job.counts.onServer + onServer };
      }
      return null;
    }
  }
}

/** Every message judged under the policy and trust data of now, against the report that is kept. */
async function judgeSlice({ store, pool, clock }: ArchiveCheckPorts, job: Job): Promise<number | null> {
  const page = store.read((tx) => messageHashes(tx, job.after, SIGNATURES));
  const last = page.at(-1);
  if (last === undefined) return null;
  const judged = await Promise.all(
    page.map(async ({ hash }): Promise<VerdictChange | null> => {
      const kept = store.read((tx) => newestReport(tx, hash, 'pec/1'));
      const bytes = bytesOrNull(store, hash);
      if (kept === null || bytes === null) return null;
      const answer = await pool.examine({ bytes, hash: hashOfBytes(bytes), judgedAt: clock.now(), expected: null });
      if (answer.state === 'killed') return null;
      const { indication } = answer.value.report.conclusion;
      // Without the message that was sent a comparison cannot fail: only better or other reasons count.
      const changed = indication !== kept.conclusion.indication && !comparedThen(kept.conclusion);
      return changed ? { hash, before: kept.conclusion.indication, now: indication } : null;
    }),
  );
  job.verdicts.push(...judged.filter((change) => change !== null).slice(0, MOST_FINDINGS - job.verdicts.length));
  job.counts = { ...job.counts, signatures: job.counts.signatures + page.length };
  return last.number;
}

function comparedThen(conclusion: { readonly indication: string; readonly because?: string }): boolean {
  return conclusion.indication !== 'passed' && (conclusion.because ?? '').startsWith('content.');
}

/** Damaged bytes were named by the phase before. */
function bytesOrNull(store: Store, hash: BlobHash): Uint8Array | null {
  try {
    return store.read((tx) => readMessage(tx, hash));
  } catch {
    return null;
  }
}

function reportOf(job: Job, before: ArchiveCheckReport | null, finishedAt: Instant): ArchiveCheckReport {
  const { startedAt, by, counts, findings, unasked, verdicts } = job;
  const name = ({ id, what }: CheckFinding): string => `${id} ${what}`;
  const then = new Set(before?.findings.map(name));
  const now = new Set(findings.map(name));
  const since =
    before === null
      ? null
      : {
          finishedAt: before.finishedAt,
          messages: counts.messages - before.counts.messages,
          found: findings.filter((finding) => !then.has(name(finding))),
          gone: before.findings.filter((finding) => !now.has(name(finding))),
        };
  return { startedAt, finishedAt, by, counts, findings, unasked, verdicts, since };
}

function totalOf(store: Store, phase: CheckPhase): number {
  return phase === 'messages' || phase === 'signatures' ? store.read((tx) => archiveTotals(tx).messages) : 0;
}

function doneOf({ phase, counts }: Job): number {
  return phase === 'messages' || phase === 'parts' || phase === 'signatures' ? counts[phase] : 0;
}
