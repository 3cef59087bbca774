// One message per row for the screen and the command line: the table, the template, the dry run, the start,
// and the proof table. Sending itself is done by the runs (src-main/bulk) through the outbox.
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  createRowChecker,
  firstLinesOf,
  isBlocked,
  setAsideFinding,
  summariseChecks,
  type RowCheck,
  type RowChecker,
  type TableLine,
} from '#main/bulk/check-rows';
import { guessColumns } from '#main/bulk/guess-columns';
import { createMerge } from '#main/bulk/merge';
import { createRuns, waitOf, type Runs } from '#main/bulk/runs';
import { dispatchIdOf } from '#main/ingest/dispatches';
import { estimatedSize } from '#main/outbox/estimate-size';
import { finishDraft, newMessageId } from '#main/outbox/finish-draft';
import { warning } from '#main/outbox/finding';
import type { Outbox, OutgoingMessage } from '#main/outbox/outbox';
import {
  addBulkRun,
  bulkCounts,
  bulkRow,
  bulkRowOutcome,
  bulkRows,
  bulkRowsAfter,
  bulkRun,
  bulkRuns,
  changeBulkRun,
  planBulkRow,
  removeBulkRun,
  setBulkState,
  startedWithSameRows,
  type BulkRecord,
  type BulkRowRecord,
} from '#main/store/bulk';
import type { ReadTx } from '#main/store/transactions';
import type { BulkChangeResult, BulkCreateResult, BulkStartResult } from '#shared/contract/bulk';
import { AppError } from '#shared/model/app-error';
import {
  asBulkId,
  type BulkCheck,
  type BulkId,
  type BulkPace,
  type BulkPreview,
  type BulkProof,
  type BulkRow,
  type BulkRun,
  type BulkTemplate,
} from '#shared/model/bulk';
import type { Finding } from '#shared/model/compose';
import type { AccountId, Instant } from '#shared/model/ids';
import { bulkProof, bulkRowView } from './bulk-rows.ts';
import { draftFacts, limitsOf } from './compose-facts.ts';
import { senderName } from './compose-service.ts';
import { screenSettings } from './screen-settings.ts';
import type { CoreServices } from './services.ts';

export type BulkService = {
  list(): readonly BulkRun[];
  open(id: BulkId): BulkRun;
  create(account: AccountId, name: string, bytes: Uint8Array, language?: 'it' | 'en'): Promise<BulkCreateResult>;
  change(id: BulkId, revision: number, template: BulkTemplate, pace: BulkPace): BulkChangeResult;
  remove(id: BulkId): boolean;
  check(id: BulkId): Promise<BulkCheck>;
  rows(id: BulkId, skip: number, take: number): readonly BulkRow[];
  preview(id: BulkId, line: number): BulkPreview;
  start(id: BulkId, revision: number): Promise<BulkStartResult>;
  pause(id: BulkId): BulkRun;
  resume(id: BulkId): BulkRun;
  /** Every row with its receipts, in the order of the table. */
  proof(id: BulkId): Promise<readonly BulkProof[]>;
  /** For the outbox: something of this box moved. */
  moved(account: AccountId): void;
  /** From now on what is running goes on. */
  run(): void;
  close(): void;
};

/** Ours, until the person says otherwise: a pace that no provider is known to mind. */
const PRUDENT: BulkPace = { perMinute: 30, perDay: 500 };
const MOST_RUNS = 200;
/** Rows between two breaths, so that the screen and the receipts are served while a table is judged. */
const ROWS_AT_ONCE = 200;

export function createBulkService(services: CoreServices, outbox: Outbox): BulkService {
  const { store, clock, accounts, events, pool, log } = services;

  function record(tx: ReadTx, id: BulkId): BulkRecord {
    const found = bulkRun(tx, id);
    if (found === null) throw new AppError('notFound', { values: { what: 'bulk' } });
    return found;
  }

  function view(tx: ReadTx, run: BulkRecord): BulkRun {
    return { ...run, counts: bulkCounts(tx, run.id), wait: run.state === 'running' ? waitOf(tx, run, clock.now()) : null };
  }

  const known = (id: BulkId): BulkRecord => store.read((tx) => record(tx, id));
  const open = (id: BulkId): BulkRun => store.read((tx) => view(tx, record(tx, id)));

  /** For these rows: what is known of their addresses is looked up once. */
  function checkerOf(run: BulkRecord, rows: readonly TableLine[], firstLines: ReadonlyMap<string, number>): RowChecker {
    const { merge } = createMerge(run.template, run.columns);
    const to = rows.flatMap(({ cells }) => merge(cells).content.to);
    const boxes = accounts.all();
    const facts = store.read((tx) => draftFacts(tx, { ...merge([]).content, to }, boxes, { now: clock.now(), scheduledFor: null }));
    return createRowChecker(run.template, run.columns, facts, firstLines);
  }

  /** The same table, of which a run has left already: a second start would send it all again. */
  function startedBefore(run: BulkRecord): readonly Finding[] {
    const earlier = store.read((tx) => startedWithSameRows(tx, run.id));
    return earlier === null ? [] : [warning('bulk.startedBefore', 'to', { name: earlier })];
  }

  /** Every row in the order of the table, a few at a time. */
  async function* allRows(id: BulkId): AsyncGenerator<BulkRowRecord> {
    let line = -1;
    for (;;) {
      const rows = store.read((tx) => bulkRowsAfter(tx, id, line, ROWS_AT_ONCE));
      if (rows.length === 0) return;
      yield* rows;
      line = rows.at(-1)?.line ?? line;
      await turn();
    }
  }

  async function checkAll(run: BulkRecord): Promise<{ readonly checks: readonly RowCheck[]; readonly summary: BulkCheck }> {
    const rows: BulkRowRecord[] = [];
    for await (const row of allRows(run.id)) rows.push(row);
    const checker = checkerOf(run, rows, firstLinesOf(rows, run.template, run.columns));
    const checks: RowCheck[] = [];
    for (const [index, row] of rows.entries()) {
      checks.push(checker.check(row));
      if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await turn();
    }
    const account = accounts.all().find(({ id }) => id === run.template.account);
    const sizes = checks.map(({ content }) => estimatedSize(content));
    return { checks, summary: summariseChecks([...startedBefore(run), ...checker.findings], checks, sizes, run.pace, limitsOf(account)) };
  }

  function messageOf(run: BulkRecord, row: BulkRowRecord, at: Instant): OutgoingMessage {
    const account = accounts.byId(run.template.account);
    const { content } = createMerge(run.template, run.columns).merge(row.cells);
    const sender = { address: account.address, name: senderName(account.label, account.address) };
    const messageId = row.messageId ?? newMessageId(account.address);
    const finished = store.read((tx) => finishDraft(tx, content, sender, at, messageId));
    return { account: account.id, from: account.address, ...finished, subject: content.subject, draft: null, dueAt: at, scheduledAt: null };
  }

  const runs: Runs = createRuns({
    store,
    clock,
    log,
    outbox,
    message: messageOf,
    setAside(run, row, error) {
      const excluded: readonly Finding[] = [setAsideFinding(String(error.values['field'] ?? ''))];
      store.write((tx) => planBulkRow(tx, run.id, row.line, { excluded }), { durable: true });
    },
    changed: () => events.bulk(),
  });

  async function create(
    account: AccountId,
    name: string,
    bytes: Uint8Array,
    language = screenSettings(store).language,
  ): Promise<BulkCreateResult> {
    const box = accounts.byId(account);
    const answer = await pool.table({ bytes, language });
    if (answer.state === 'killed') {
      const problem = answer.defect.id === 'parser.memory' || answer.defect.id === 'parser.timeout' ? 'table.tooLarge' : 'table.damaged';
      return { state: 'refused', problem, line: null };
    }
    const table = answer.value;
    if (table.state === 'refused') return table;
    const limits = limitsOf(box);
    const id = asBulkId(randomUUID());
    const template: BulkTemplate = {
      account,
      ...guessColumns(table.columns, table.rows),
      subject: '',
      text: '',
      receipt: 'complete',
      attachments: [],
    };
    const pace = { perMinute: limits.messagesPerMinute ?? PRUDENT.perMinute, perDay: limits.messagesPerDay ?? PRUDENT.perDay };
    const { sheet, columns, rows } = table;
    const created: BulkRecord = {
      id,
      name:
        name
          .replaceAll(/[\u0000-\u001f\u007f/\\]/g, ' ')
          .trim()
          .slice(0, 200) || 'tabella',
      sheet,
      columns,
      revision: 1,
      template,
      pace,
      state: 'prepared',
      createdAt: clock.now(),
      startedAt: null,
      endedAt: null,
    };
    store.write((tx) => addBulkRun(tx, created, rows), { durable: true });
    events.bulk();
    return { state: 'created', run: open(id) };
  }

  async function start(id: BulkId, revision: number): Promise<BulkStartResult> {
    const run = known(id);
    if (run.revision !== revision || run.state !== 'prepared') return { state: 'conflict', run: open(id) };
    const { checks, summary } = await checkAll(run);
    if (isBlocked(summary.findings) || summary.blocked === summary.rows) return { state: 'blocked', check: summary };
    const { address } = accounts.byId(run.template.account);
    const started = store.write(
      (tx) => {
        const now = bulkRun(tx, id);
        if (now?.revision !== revision || now.state !== 'prepared') return false;
        for (const { line, findings } of checks) {
          const messageId = newMessageId(address);
          const stops = findings.filter(({ level }) => level === 'blocking');
          planBulkRow(
            tx,
            id,
            line,
            stops.length > 0 ? { excluded: stops } : { messageId, dispatch: dispatchIdOf(run.template.account, messageId) },
          );
        }
        setBulkState(tx, id, 'running', clock.now());
        return true;
      },
      { durable: true },
    );
    if (!started) return { state: 'conflict', run: open(id) };
    events.bulk();
    runs.moved(run.template.account);
    return { state: 'started', run: open(id) };
  }

  return {
    list: () => store.read((tx) => bulkRuns(tx, MOST_RUNS).map((run) => view(tx, run))),
    open,
    create,
    change(id, revision, template, pace) {
      accounts.byId(template.account);
      const saved = store.write((tx) => changeBulkRun(tx, id, revision, template, pace), { durable: true });
      if (saved) events.bulk();
      return { state: saved ? 'saved' : 'conflict', run: open(id) };
    },
    remove(id) {
      const removed = store.write((tx) => removeBulkRun(tx, id), { durable: true });
      events.bulk();
      return removed;
    },
    check: async (id) => (await checkAll(known(id))).summary,
    rows(id, skip, take) {
      const run = known(id);
      // Findings of a run that left are those it left with.
      const { merge } = createMerge(run.template, run.columns);
      const shown = store.read((tx) => bulkRows(tx, id, skip, take));
      const checker = run.state === 'prepared' ? checkerOf(run, shown, new Map()) : null;
      return store.read((tx) =>
        shown.map((row) => bulkRowView(row, merge(row.cells).content, checker?.check(row).findings ?? [], bulkRowOutcome(tx, row))),
      );
    },
    preview(id, line) {
      const row = store.read((tx) => bulkRow(tx, id, line));
      if (row === null) throw new AppError('notFound', { values: { what: 'row' } });
      const { content, findings } = checkerOf(known(id), [row], new Map()).check(row);
      return { line, to: content.to[0] ?? '', subject: content.subject, text: content.text, findings: row.excluded ?? findings };
    },
    start,
    pause(id) {
      runs.pause(id);
      return open(id);
    },
    resume(id) {
      runs.resume(id);
      return open(id);
    },
    async proof(id) {
      const run = known(id);
      const { merge } = createMerge(run.template, run.columns);
      const lines: BulkProof[] = [];
      for await (const row of allRows(id))
        lines.push(store.read((tx) => bulkProof(row, merge(row.cells).content, bulkRowOutcome(tx, row))));
      return lines;
    },
    moved(account) {
      runs.moved(account);
      events.bulk();
    },
    run: runs.run,
    close: runs.close,
  };
}
