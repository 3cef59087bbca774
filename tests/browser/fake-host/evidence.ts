// Invented exports, a log and a check of the archive, for the screens.
import type { ArchiveCheckReport, ArchiveCheckState } from '#shared/model/archive-check';
import type { AuditRow, AuditStatus, ExportJob, ExportPlan } from '#shared/model/evidence';
import { asBlobHash, asInstant } from '#shared/model/ids';
import { mailbox } from './mailbox.ts';
import { NOW, threeBoxes } from './people.ts';

export type EvidenceFake = ReturnType<typeof evidenceFake>;

const DAY = 86_400_000;
const HASH = asBlobHash('ab'.repeat(32));
const COUNTS = { messages: 12_480, parts: 20_101, signatures: 12_480, entries: 31_022, onServer: 9_870 };

export const soundReport: ArchiveCheckReport = {
  startedAt: asInstant(NOW - 3 * DAY),
  finishedAt: asInstant(NOW - 3 * DAY + 240_000),
  by: 'schedule',
  counts: COUNTS,
  findings: [],
  unasked: [],
  verdicts: [],
  since: { finishedAt: asInstant(NOW - 33 * DAY), messages: 412, found: [], gone: [] },
};

const damage = { id: 'archive.damaged', what: HASH };
export const damagedReport: ArchiveCheckReport = {
  ...soundReport,
  by: 'person',
  findings: [damage, { id: 'server.notArchived', what: 'a f3 2' }],
  unasked: [{ id: 'imap.auth', what: 'cliente-a' }],
  verdicts: [{ hash: HASH, before: 'passed', now: 'failed' }],
  since: { finishedAt: asInstant(NOW - 33 * DAY), messages: 412, found: [damage], gone: [{ id: 'archive.orphanPart', what: 'part 12' }] },
};

const EVENTS: readonly (readonly [string, string])[] = [
  ['message.opened', ''],
  ['message.judged', 'policy pec/1, indication passed'],
  ['message.stored', 'source imap'],
  ['export.made', 'bundle pec-prova-3f9a0c1d2e4b, messages 8'],
  ['log.checkpoint', 'size 31000'],
  ['log.anchored', 'by pec, size 31000'],
  ['archive.checked', 'findings 0'],
  ['account.added', ''],
];

function rows(): readonly AuditRow[] {
  const row = mailbox.rows[0];
  return Array.from({ length: 400 }, (_, index): AuditRow => {
    const [event, detail] = EVENTS[index % EVENTS.length] ?? ['log.checkpoint', ''];
    const about = event.startsWith('message.') && row !== undefined;
    return {
      seq: 31_021 - index,
      at: asInstant(NOW - index * 61_000),
      event,
      session: 's1f',
      box: event.startsWith('message.') || event.startsWith('account.') ? (threeBoxes[index % 3]?.label ?? null) : null,
      message: about ? { account: row.account, hash: row.hash ?? HASH, subject: row.subject } : null,
      detail,
    };
  });
}

export function evidenceFake(
  options: { readonly check?: ArchiveCheckState; readonly failing?: boolean; readonly standing?: AuditStatus['standing'] } = {},
) {
  let standing = options.standing ?? null;
  let job: ExportJob = { state: 'running', done: 0, total: 8 };
  let check: ArchiveCheckState = options.check ?? { running: null, last: soundReport, nextAt: asInstant(NOW + 27 * DAY) };
  let stamp: AuditStatus['stamp'] = null;
  let stampUrl = '';
  let choice: AuditStatus['anchorChoice'] = { account: null, second: null, afterExport: false };
  let stampPlan: AuditStatus['stampPlan'] = null;
  const all = rows();
  const plan: ExportPlan = {
    messages: 8,
    dispatches: 1,
    receipts: 7,
    sizeBytes: 1_300_000,
    missing: [{ what: 'consegna', n: null, recipient: 'piena@pec-due.example', state: 'failed' }],
    canFile: true,
  };
  const path = '/home/anna/.local/share/plico/exports/pec-prova-3f9a0c1d2e4b.zip';
  return {
    plan: (): ExportPlan => plan,
    start(): { job: string } {
      job = { state: 'running', done: 0, total: 8 };
      return { job: '0'.repeat(32) };
    },
    job(): ExportJob {
      if (job.state === 'running') {
        const done = job.done + 3;
        const result = { path, bundleId: 'pec-prova-3f9a0c1d2e4b', rootSha256: 'cd'.repeat(32), messages: 8, missing: plan.missing };
        const failed: ExportJob = { state: 'failed', code: 'storage.full', values: { file: path } };
        job = done < 8 ? { ...job, done } : options.failing === true ? failed : { state: 'done', result };
      }
      return job;
    },
    cancel: (): void => void (job = { state: 'cancelled' }),
    status: (): AuditStatus => ({
      entries: 31_022,
      checkpoint: { size: 31_000, at: '2026-11-22T09:00:00Z' },
      anchor: choice.account === null ? null : { at: asInstant(NOW - 2 * DAY), size: 30_100, summary: 'allDelivered' },
      verified: { at: asInstant(NOW - 3 * DAY), findings: 0 },
      stamp,
      stampUrl,
      logsOpened: false,
      anchorChoice: choice,
      anchorHeld: null,
      standing,
      stampPlan,
      stampFailure: null,
    }),
    stamp(url: string): void {
      stampUrl = url;
      stamp = { at: asInstant(NOW), authority: new URL(url).hostname, size: 31_022, state: 'holds' };
    },
    confirm: (): void => void (standing = null),
    chooseStamp: (plan: AuditStatus['stampPlan']): void => void (stampPlan = plan),
    choose: (next: AuditStatus['anchorChoice']): void => void (choice = next),
    page(before: number | null, take: number, group: string): { rows: readonly AuditRow[]; next: number | null } {
      const wanted = {
        all: '',
        messages: 'message',
        exports: 'export',
        log: 'log',
        boxes: 'account',
        archive: 'archive',
        people: 'message.opened',
      };
      const found = all.filter(
        ({ seq, event }) => (before === null || seq < before) && event.startsWith(wanted[group as keyof typeof wanted]),
      );
      const page = found.slice(0, take);
      return { rows: page, next: found.length > take ? (page.at(-1)?.seq ?? null) : null };
    },
    check: (): ArchiveCheckState => check,
    startCheck(): void {
      check = { ...check, running: { phase: 'messages', done: 3_200, total: 12_480, startedAt: asInstant(NOW) } };
    },
    stopCheck: (): void => void (check = { ...check, running: null }),
  };
}
