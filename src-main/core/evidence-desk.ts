// Everything about evidence in one place for the core: exports, the log, its anchors, the check of the
// archive, and the timer that wakes the monthly check and the weekly anchor.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EvidenceSelection } from '#main/evidence/selection';
import { shippedFiles } from '#main/evidence/shipped-files';
import type { ImapConnector, SecretStore } from '#main/ports';
import { asDispatchId, type Instant } from '#shared/model/ids';
import type { ExportChoice } from '#shared/model/evidence';
import type { ListRow } from '#shared/model/list';
import type { RetentionChoice } from '#shared/model/retention';
import { createAnchorService, type AnchorService } from './anchor-service.ts';
import { createArchiveCheck, type ArchiveCheck } from './archive-check.ts';
import { createAuditService, type AuditService } from './audit-service.ts';
import type { EvidenceRequest, EvidenceResult } from './core-types.ts';
import { exportEvidence, exportSelection } from './evidence-service.ts';
import { createExportJobs, type ExportJobs } from './export-jobs.ts';
import type { Sending } from './sending.ts';
import { createRetentionService, type RetentionService } from './retention-service.ts';
import { compareServers } from './server-comparison.ts';
import type { CoreServices } from './services.ts';
import { createStampService, type StampService } from './stamp-service.ts';

export type EvidenceDesk = {
  readonly audit: AuditService;
  readonly anchors: AnchorService;
  readonly stamps: StampService;
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
  /** From now on the monthly check and the weekly anchor come by themselves. */
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
  const anchors = createAnchorService({ store, secrets, clock, pool, accounts, outbox: sending.outbox });
  const stamps = createStampService({ store, secrets, clock });
  const audit = createAuditService({ store, secrets, clock }, anchors.evidence, stamps);
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
  const jobs = createExportJobs({ store, clock, folder, select, run: (selection, request) => exportSelection(parts, selection, request) });
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
    anchors.sendIfDue().catch(() => log.warn('audit.anchorFailed'));
  };

  return {
    audit,
    anchors,
    stamps,
    check,
    jobs,
    retention,
    folder,
    export: (ids, request) => exportEvidence(parts, ids, request),
    async chosen(choice) {
      if (choice.kind === 'due') return retention.due();
      return choice.kind === 'items' ? choice.items : select(choice);
    },
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
      await check.close();
      await jobs.close();
      await retention.close();
    },
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
