// `plico send --bulk`: one message per row of a table. The dry run sends nothing; a run can be stopped and
// taken up again; rows come out as the proof table says them. Columns are {{fields}} of subject and text.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Core } from '#main/core/core-types';
import { numberOption, textOption, type Values } from '#main/hosts/node/arguments';
import type { CommandContext } from '#main/hosts/node/cli';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { safe, table } from '#main/hosts/node/terminal';
import { UsageError } from '#main/hosts/node/usage-error';
import { AppError } from '#shared/model/app-error';
import { asBulkId, type BulkCheck, type BulkId, type BulkPace, type BulkProof, type BulkRun } from '#shared/model/bulk';
import type { DraftContent, Finding } from '#shared/model/compose';
import { instantToText, type AccountId, type Instant } from '#shared/model/ids';
import { textFor, type Text } from '#shared/text/catalogue';
import { composeFindingText } from '#shared/text/compose-wording';
import { sentenceFor } from '#shared/text/sentence';
import { errorText } from '#shared/text/wording';

const NOT_DONE = 3;
const MOST_LINES = 20;
const LOOK_MS = 200;
const SYNC_MS = 2_000;

export const bulkOptions = {
  bulk: { type: 'string' },
  'bulk-run': { type: 'string' },
  'address-column': { type: 'string' },
  'name-column': { type: 'string' },
  'per-minute': { type: 'string' },
  'per-day': { type: 'string' },
  proof: { type: 'string' },
} as const;

export const bulkUsage = `plico send --bulk TABLE.csv|TABLE.xlsx --subject TEXT --text TEXT|--text-file FILE [--attach FILE]… [--account ADDRESS]
           [--address-column NAME] [--name-column NAME] [--receipt completa|breve|sintetica] [--per-minute N] [--per-day N]
           [--check] [--wait [--timeout SECONDS]] [--proof FILE.csv|FILE.xlsx] [--json]
plico send --bulk-run ID [--wait [--timeout SECONDS]] [--proof FILE.csv|FILE.xlsx] [--json]
--bulk sends one message per row, with {{column}} in subject and text; --check is a dry run. Ctrl-C pauses; --bulk-run goes on
with a run, or tells how a finished one stands. What already waits in the outbox leaves too.`;

/** `content`: the message as the options say it, without recipients. `account`: null with --bulk-run. */
export type BulkMessage = { readonly account: AccountId; readonly file: Uint8Array; readonly content: DraftContent };

export async function sendBulk(core: Core, context: CommandContext, message: BulkMessage | null): Promise<number> {
  const { values, terminal } = context;
  const proof = proofFile(textOption(values, 'proof'));
  if (message === null) {
    const run = knownRun(core, textOption(values, 'bulk-run') ?? '');
    if (run.state === 'paused') core.bulk.resume(run.id);
    return follow(core, context, run.id, proof);
  }
  const made = await prepare(core, context, message);
  if (made === null) return NOT_DONE;
  const check = await core.bulk.check(made.id);
  sayCheck(context, check);
  if (values['check'] === true) {
    const rows = await core.bulk.proof(made.id);
    for (const row of rows) terminal.object({ ...rowObject(row), findings: findingsOf(core, made.id, row) });
    terminal.object({
      summary: { state: 'checked', rows: check.rows, blocked: check.blocked, warned: check.warned, minutes: check.minutes },
    });
    core.bulk.remove(made.id);
    return check.blocked > 0 || check.findings.some(isBlocking) ? 1 : 0;
  }
  const started = await core.bulk.start(made.id, made.revision);
  if (started.state !== 'started') {
    core.bulk.remove(made.id);
    terminal.object({ summary: { run: null, state: 'blocked', rows: check.rows, blocked: check.blocked } });
    return NOT_DONE;
  }
  return follow(core, context, made.id, proof);
}

async function prepare(core: Core, context: CommandContext, { account, file, content }: BulkMessage): Promise<BulkRun | null> {
  const { values, terminal, language } = context;
  const text = textFor(language);
  const created = await core.bulk.create(account, path.basename(textOption(values, 'bulk') ?? ''), file, language);
  if (created.state === 'refused') {
    terminal.note(`✕ ${sentenceFor(text.bulk.tableProblems, created.problem, { line: created.line ?? 0 }) ?? text.bulk.tableUnknown}`);
    terminal.object({ summary: { run: null, state: 'refused', problem: created.problem } });
    return null;
  }
  const { run } = created;
  const { subject, text: body, receipt, attachments } = content;
  const addressColumn = textOption(values, 'address-column') ?? run.template.addressColumn;
  const nameColumn = textOption(values, 'name-column') ?? run.template.nameColumn;
  const template = { ...run.template, addressColumn, nameColumn, subject, text: body, receipt, attachments };
  return core.bulk.change(run.id, run.revision, template, paceOf(values, run.pace)).run;
}

function paceOf(values: Values, standard: BulkPace): BulkPace {
  const given = (name: string, most: number): number | null =>
    textOption(values, name) === null ? null : numberOption(values, name, 1, 1, most);
  return { perMinute: given('per-minute', 10_000) ?? standard.perMinute, perDay: given('per-day', 1_000_000) ?? standard.perDay };
}

function knownRun(core: Core, id: string): BulkRun {
  const found = core.bulk.list().find((run) => run.id === id);
  if (found === undefined) throw new AppError('notFound', { values: { what: id } });
  if (found.state === 'prepared') throw new UsageError('this run was never started: start it in the app, or with --bulk');
  return core.bulk.open(asBulkId(id));
}

/** Looks until the run is handed over, waits for what only time or a person can change, or is stopped. */
async function follow(core: Core, context: CommandContext, id: BulkId, proof: ProofTarget | null): Promise<number> {
  const { values, terminal, language } = context;
  const words = textFor(language).bulk.command;
  const signal = abortOnSignal();
  const until = performance.now() + numberOption(values, 'timeout', 90_000, 1, 10_000_000) * 1_000;
  const sends = core.bulk.open(id).state !== 'done';
  if (sends) {
    core.outbox.run();
    core.bulk.run();
  }
  let run = core.bulk.open(id);
  while (run.state === 'running' && !stands(run) && !signal.aborted && performance.now() < until) {
    const { total, excluded, planned, waiting } = run.counts;
    terminal.progress(words.sending, total - excluded - planned - waiting, total - excluded);
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    run = core.bulk.open(id);
  }
  terminal.progressEnd();
  if (run.state === 'running') run = core.bulk.pause(id);
  await core.idle();
  if (values['wait'] === true && run.state === 'done') await receipts(core, context, run, until, signal);
  return report(core, context, id, proof);
}

/** Nothing of it leaves for longer than a person would look at a progress bar. */
function stands({ wait }: BulkRun): boolean {
  return wait !== null && (wait.until === null || wait.until > Date.now() + 10 * 60_000);
}

async function receipts(
  core: Core,
  { terminal, language }: CommandContext,
  run: BulkRun,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  const label = textFor(language).bulk.command.receipts;
  while (!signal.aborted && performance.now() < until) {
    await core.syncOnce({ account: run.template.account, signal, onStep: () => undefined, onProgress: () => undefined });
    await core.idle();
    const { counts } = core.bulk.open(run.id);
    const outcomes = counts.delivered + counts.failed + counts.refused;
    terminal.progress(label, outcomes, counts.total - counts.excluded);
    if (outcomes === counts.total - counts.excluded) break;
    await pause(SYNC_MS, undefined, { signal }).catch(() => undefined);
  }
  terminal.progressEnd();
}

async function report(core: Core, { terminal, language }: CommandContext, id: BulkId, proof: ProofTarget | null): Promise<number> {
  const text = textFor(language);
  const rows = await core.bulk.proof(id);
  const run = core.bulk.open(id);
  for (const row of rows) terminal.object(rowObject(row));
  terminal.object({ summary: { run: id, state: run.state, wait: run.wait?.kind ?? null, ...run.counts } });
  const odd = rows.filter(
    ({ sending, status }) => sending.state !== 'submitted' || ['failed', 'expired', 'refused', 'conflict'].includes(status ?? ''),
  );
  for (const line of table(odd.slice(0, MOST_LINES).map((row) => rowCells(row, text)))) terminal.line(line);
  const number = (value: number): string => value.toLocaleString(language);
  if (odd.length > MOST_LINES) terminal.line(text.bulk.command.more(number(odd.length - MOST_LINES)));
  const { total, excluded, planned, waiting, refused, unknown, delivered, failed } = run.counts;
  const labels = text.bulk.counts;
  terminal.line(
    [
      text.bulk.progress(number(total - excluded - planned - waiting - refused - unknown), number(total - excluded)),
      ...(
        [
          ['delivered', delivered],
          ['failed', failed],
          ['refused', refused],
          ['unknown', unknown],
          ['excluded', excluded],
        ] as const
      )
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${labels[name]}: ${number(count)}`),
    ].join(' · '),
  );
  const open = total - excluded - planned - waiting - refused - delivered - failed;
  if (run.state === 'done' && open > 0) terminal.line(text.bulk.command.open(number(open)));
  if (run.state !== 'done') {
    if (run.wait !== null) terminal.note(waitText(run, text, language));
    terminal.note(text.bulk.command.goOn(id));
  }
  if (proof !== null) await writeProof(core, id, proof, language, (said) => terminal.note(said));
  return run.state === 'done' && unknown === 0 && refused === 0 ? 0 : NOT_DONE;
}

function waitText({ wait }: BulkRun, text: Text, language: string): string {
  if (wait === null) return '';
  const at = wait.until === null ? '' : new Date(wait.until).toLocaleString(language, { timeZone: 'Europe/Rome' });
  switch (wait.kind) {
    case 'provider':
      return text.bulk.waits.provider(safe(wait.says, 200), at);
    case 'daily':
      return text.bulk.waits.daily(wait.limit.toLocaleString(language), at);
    case 'failure':
      return text.bulk.waits.failure(errorText(text, { code: wait.code, values: wait.values }), at);
  }
}

function sayCheck({ terminal, language, values }: CommandContext, check: BulkCheck): void {
  const text = textFor(language);
  const number = (value: number): string => value.toLocaleString(language);
  const mark = ({ level }: Pick<Finding, 'level'>): string => (level === 'blocking' ? '✕' : '!');
  for (const finding of check.findings) terminal.note(`${mark(finding)} ${composeFindingText(text, finding)}`);
  for (const found of check.codes)
    terminal.note(`${mark(found)} ${composeFindingText(text, found.first)} (${text.bulk.inRows(found.rows, number(found.rows))})`);
  // What is wrong with the template stops every row.
  const blocked = check.findings.some(isBlocking) ? check.rows : check.blocked;
  if (values['check'] === true) terminal.note(text.bulk.command.dryRun(number(check.rows - blocked), number(blocked)));
  else if (blocked > 0) terminal.note(text.bulk.checkedSome(number(check.rows - blocked), number(blocked)));
}

/** Of a row that was not started: what the dry run says of it. */
function findingsOf(core: Core, id: BulkId, { line }: BulkProof): readonly Finding[] {
  return core.bulk.preview(id, line).findings;
}

function isBlocking({ level }: Finding): boolean {
  return level === 'blocking';
}

const at = (time: Instant | null): string | null => (time === null ? null : instantToText(time));

function rowObject(row: BulkProof): Record<string, unknown> {
  return {
    line: row.line,
    to: row.to,
    subject: row.subject,
    state: row.sending.state,
    status: row.status,
    findings: row.findings,
    messageId: row.messageId,
    identificativo: row.identificativo,
    sentSha256: row.sentSha256,
    acceptedAt: at(row.acceptedAt),
    acceptanceSha256: row.acceptanceSha256,
    outcomeAt: at(row.outcomeAt),
    outcomeSha256: row.outcomeSha256,
    cause: row.cause,
  };
}

function rowCells(row: BulkProof, text: Text): readonly string[] {
  const why = row.findings.length > 0 ? row.findings.map((one) => composeFindingText(text, one)).join(' ') : (row.cause ?? '');
  const said = row.sending.state === 'refused' ? row.sending.reply : why;
  const state =
    row.sending.state === 'submitted' && row.status !== null ? text.mail.statuses[row.status] : text.bulk.rowStates[row.sending.state];
  return [String(row.line), safe(row.to, 50), state, safe(said, 160)];
}

type ProofTarget = { readonly file: string; readonly format: 'csv' | 'xlsx' };

function proofFile(file: string | null): ProofTarget | null {
  if (file === null) return null;
  const extension = path.extname(file).toLowerCase();
  if (extension !== '.csv' && extension !== '.xlsx') throw new UsageError('--proof takes a file that ends in .csv or .xlsx');
  return { file, format: extension === '.csv' ? 'csv' : 'xlsx' };
}

async function writeProof(
  core: Core,
  id: BulkId,
  { file, format }: ProofTarget,
  language: 'it' | 'en',
  say: (text: string) => void,
): Promise<void> {
  const made = await core.bulkProof(id, format, language);
  if (made === null) return;
  try {
    await writeFile(file, made.bytes);
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file }, cause });
  }
  say(textFor(language).bulk.command.proof(file));
}
