// Everything about evidence in one place for the core: exports, the log, its anchors, the check of the
// archive, and the timer that wakes the monthly check and the weekly anchor.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EvidenceSelection } from '#main/evidence/selection';
import { shippedFiles } from '#main/evidence/shipped-files';
import type { ImapConnector, SecretStore } from '#main/ports';
import { asDispatchId, type Instant } from '#shared/model/ids';
import { isMailForm, type ExportChoice, type ExportProfile } from '#shared/model/evidence';
import type { ListRow } from '#shared/model/list';
import type { RetentionChoice } from '#shared/model/retention';
import { createAnchorService, type AnchorService } from './anchor-service.ts';
import { createArchiveCheck, type ArchiveCheck } from './archive-check.ts';
import { createAuditService, type AuditService } from './audit-service.ts';
import type { EvidenceRequest, EvidenceResult, OutsideOutcome } from './core-types.ts';
import { exportEvidence, exportSelection } from './evidence-service.ts';
import { createExportJobs, type ExportJobs } from './export-jobs.ts';
import type { Sending } from './sending.ts';
import { createRetentionService, type RetentionService } from './retention-service.ts';
import { compareServers } from './server-comparison.ts';
import type { CoreServices } from './services.ts';
import { createStampSchedule, type StampSchedule } from './stamp-schedule.ts';
import { createStampService, type StampService } from './stamp-service.ts';

export type EvidenceDesk = {
  readonly audit: AuditService;
  readonly anchors: AnchorService;
  readonly stamps: StampService;
  readonly stamping: StampSchedule;
  readonly check: ArchiveCheck;
  readonly jobs: ExportJobs;
  readonly retention: RetentionService;
  /** Where exports asked for on screen go. */
  readonly folder: string;
  export(ids: readonly string[] | 'all', request: EvidenceRequest): Promise<EvidenceResult>;
  /** What a choice names now. */
  chosen(choice: RetentionChoice): Promise<EvidenceSelection>;
  idsOf(query: string): Promise<readonly string[]>;
  /** A name below `folder` that is not taken. */
  freshPlace(name: string, at: Instant): string;
  reveal(): boolean;
  /** Called once, after the owner confirmed the log. */
  onConfirmed(then: () => void): void;
  /** From now on the monthly check, the weekly anchor and the weekly time-stamp come by themselves. */
  run(): void;
  close(): Promise<void>;
};

export type DeskOptions = {
  readonly profile: string;
  readonly assets: string;
  readonly version: string;
  readonly secrets: SecretStore;
  readonly imap: ImapConnector;
};

/** Rows of one search that may become one bundle. */
const MOST_EXPORTED = 100_000;
const EVERY_MS = 30 * 60_000;
const FIRST_MS = 5 * 60_000;
/** Between slices of a check that nobody waits for. */
const PAUSE_MS = 2_000;

export function createEvidenceDesk(services: CoreServices, sending: Sending, options: DeskOptions): EvidenceDesk {
  const { store, pool, queue, clock, log, events, accounts, search, batch } = services;
  const { secrets, imap } = options;
  const told = (): void => events.accounts();
  const anchors = createAnchorService({ store, secrets, clock, pool, accounts, outbox: sending.outbox, told });
  const stamps = createStampService({ store, secrets, clock });
  const stamping = createStampSchedule({ store, secrets, clock, stamps, told });
  const { audit, onConfirmed } = confirmable(createAuditService({ store, secrets, clock }, anchors.evidence, stamps));
  const parts = { ...services, audit, version: options.version, shipped: shippedFiles(options.assets) };
  const folder = path.join(options.profile, 'exports');
  const rowsOf = async (query: string): Promise<readonly ListRow[]> => {
    await search.index.idle();
    return search.rows({ view: 'search', account: null, query }, MOST_EXPORTED);
  };
  const select = async (choice: Exclude<ExportChoice, { kind: 'items' }>): Promise<EvidenceSelection> => {
    if (choice.kind === 'query') return (await rowsOf(choice.query)).flatMap(itemOf);
    const rows = await batch.rowsOf(choice.selection, MOST_EXPORTED);
    return rows.map(({ account, hash, subject }) =>
      hash === null ? { type: 'dispatch', id: asDispatchId(subject) } : { type: 'message', account, hash },
    );
  };
  const closing = new AbortController();
  const after = new Set<Promise<unknown>>();
  /** What goes outside once evidence was exported, if that was chosen: the stamp first, so that the PEC covers it as well. */
  const outside = async (profile: ExportProfile): Promise<OutsideOutcome> => {
    if (isMailForm(profile)) return { stamp: null, pec: null };
    const stamp = await stamping.afterExport(closing.signal);
    return { stamp, pec: closing.signal.aborted ? null : await anchors.afterExport() };
  };
  const jobs = createExportJobs({
    store,
    clock,
    folder,
    select,
    async run(selection, request) {
      const result = await exportSelection(parts, selection, request);
      // Nobody waits for an authority to see that the export is done.
      const work = outside(request.profile).finally(() => after.delete(work));
      after.add(work);
      return result;
    },
  });
  const retention = createRetentionService({ store, clock, log, events, exports: folder });
  const check = createArchiveCheck({
    store,
    pool,
    queue,
    clock,
    log,
    verifyLog: () => audit.verify(null),
    compareServers: (signal) => compareServers({ store, accounts, imap }, signal),
    pauseMs: PAUSE_MS,
  });
  let timer: NodeJS.Timeout | null = null;
  const tick = (): void => {
    check.wake();
    anchors
      .sendIfDue()
      .catch(() => log.warn('audit.anchorFailed'))
      .then(() => stamping.stampIfDue(closing.signal))
      .catch(() => log.warn('audit.stampFailed'));
  };

  return {
    audit,
    anchors,
    stamps,
    stamping,
    check,
    jobs,
    retention,
    folder,
    async export(ids, request) {
      const result = await exportEvidence(parts, ids, request);
      return { ...result, outside: await outside(request.profile) };
    },
    async chosen(choice) {
      if (choice.kind === 'due') return retention.due();
      return choice.kind === 'items' ? choice.items : select(choice);
    },
    onConfirmed,
    idsOf: async (query) => (await rowsOf(query)).map(({ id }) => id),
    freshPlace(name, at) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return path.join(folder, `${name}-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`);
    },
    reveal() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return openFolder(folder);
    },
    run() {
      if (timer !== null) return;
      timer = setTimeout(function again() {
        tick();
        timer = setTimeout(again, EVERY_MS);
        timer.unref();
      }, FIRST_MS);
      timer.unref();
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      closing.abort();
      await check.close();
      await jobs.close();
      await Promise.all(after);
      await retention.close();
    },
  };
}

/** Tells once, after the owner's word was kept. */
function confirmable(service: AuditService): { readonly audit: AuditService; readonly onConfirmed: EvidenceDesk['onConfirmed'] } {
  let confirmed: (() => void) | null = null;
  return {
    audit: {
      ...service,
      async confirm() {
        const state = await service.confirm();
        confirmed?.();
        confirmed = null;
        return state;
      },
    },
    onConfirmed: (then) => (confirmed = then),
  };
}

function itemOf(row: ListRow): EvidenceSelection {
  if (row.type === 'dispatch') return [{ type: 'dispatch', id: asDispatchId(row.id) }];
  return row.hash === null ? [] : [{ type: 'message', account: row.account, hash: row.hash }];
}

/** Always the same folder of ours: nothing a screen says reaches the command. False without a desktop. */
function openFolder(folder: string): boolean {
  const { platform, env } = process;
  const desktop = platform === 'darwin' || platform === 'win32' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
  if (!desktop) return false;
  const opener = platform === 'darwin' ? 'open' : platform === 'win32' ? 'explorer' : 'xdg-open';
  const child = spawn(opener, [folder], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}
