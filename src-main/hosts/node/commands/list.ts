// `plico list`: dispatches and received messages, newest first.
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { asDispatchId, instantToText } from '#shared/model/ids';
import type { ListRow, ListView } from '#shared/model/list';
import type { ReceiptRecord } from '#shared/model/dispatch';
import { textFor } from '#shared/text/catalogue';
import { cliText } from '#shared/text/cli';
import { datesFor } from '#shared/text/dates';
import { queryProblem } from '#shared/text/search';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { numberOption, textOption } from '#main/hosts/node/arguments';
import { safe, table, type Terminal } from '#main/hosts/node/terminal';
import type { Command, CommandContext } from '#main/hosts/node/cli';

export const command: Command = {
  usage: 'plico list [--query Q] [--account ADDRESS] [--limit N] [--json]',
  options: { query: { type: 'string' }, account: { type: 'string' }, limit: { type: 'string' } },
  async run(context) {
    return listRows(context, textOption(context.values, 'query'));
  },
};

export async function listRows(context: CommandContext, query: string | null): Promise<number> {
  const { terminal, folder, values, language } = context;
  const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
  try {
    const wanted = textOption(values, 'account');
    const account = wanted === null ? null : findAccount(core, wanted);
    const view: ListView = query === null ? { view: 'all', account } : { view: 'search', account, query };
    if (view.view === 'search') {
      await core.idle();
      await core.indexed(({ done, waiting }) => terminal.progress('index', done, done + waiting));
      terminal.progressEnd();
    }
    const rows = core.rows(view, numberOption(values, 'limit', terminal.json ? 1_000_000 : 100, 1, 1_000_000));
    if (terminal.json) for (const row of rows) terminal.object(await rowObject(core, row));
    else printRows(terminal, rows, language);
    return 0;
  } catch (error) {
    const problem = error instanceof AppError ? queryProblem(language, error.values) : null;
    if (problem === null) throw error;
    process.stderr.write(`plico: ${problem}\n`);
    return 3;
  } finally {
    await core.close();
  }
}

/** The object of CLI.md §list. */
export async function rowObject(core: Core, row: ListRow): Promise<unknown> {
  const dispatch = row.type === 'dispatch' ? await core.dispatch(asDispatchId(row.id)) : null;
  return {
    id: row.id,
    type: row.type,
    account: row.account,
    date: instantToText(row.date),
    subject: row.subject,
    from: row.from.address,
    to: dispatch === null ? row.to : dispatch.state.recipients.map((recipient) => recipient.address),
    kind: row.kind === 'receipt' ? 'certified' : row.kind,
    verdict: row.verdict ?? 'pending',
    recipients: (dispatch?.state.recipients ?? []).map((recipient) => ({
      address: recipient.address,
      status: recipient.status,
      receipts: [...recipient.receipts, ...recipient.claimed].map(receiptObject),
    })),
    sha256: row.hash,
  };
}

export function receiptObject(receipt: ReceiptRecord): unknown {
  return {
    receipt: receipt.type,
    extent: receipt.extent,
    verdict: receipt.verdict,
    time: instantToText(receipt.time),
    sha256: receipt.hash,
  };
}

function printRows(terminal: Terminal, rows: readonly ListRow[], language: 'it' | 'en'): void {
  const text = textFor(language);
  const words = cliText(language);
  const dates = datesFor(language, 'Europe/Rome');
  if (rows.length === 0) {
    terminal.line(words.emptyList);
    return;
  }
  const lines = rows.map((row) => [
    terminal.paint(dates.long(row.date), 'quiet'),
    row.type === 'dispatch' ? '→' : '←',
    safe(
      row.type === 'dispatch' ? `${row.to[0] ?? ''}${row.toCount > 1 ? ` +${row.toCount - 1}` : ''}` : row.from.name || row.from.address,
      32,
    ),
    safe(row.subject, 48),
    row.dispatch === null
      ? terminal.paint(row.look === 'pending' ? text.mail.pendingLook : text.mail.looks[row.look], toneOf(row.look))
      : text.mail.summary(row.dispatch),
    terminal.paint(row.id.slice(0, 12), 'quiet'),
  ]);
  for (const line of table(lines)) terminal.line(line);
  terminal.line(terminal.paint(words.rowCount(rows.length), 'quiet'));
}

export function toneOf(look: ListRow['look']): 'good' | 'unsure' | 'bad' | 'quiet' {
  switch (look) {
    case 'proven':
    case 'provenWithNotes':
      return 'good';
    case 'undecided':
    case 'anomaly':
      return 'unsure';
    case 'refused':
      return 'bad';
    case 'ordinary':
    case 'pending':
      return 'quiet';
  }
}
