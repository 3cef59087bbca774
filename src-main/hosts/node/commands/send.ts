// `plico send`: a message through the outbox, from a file or from options. What pre-flight would stop is
// not sent; with --wait it stays until every recipient has an outcome.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { emptyDraft, type DraftAttachment, type DraftContent, type Finding } from '#shared/model/compose';
import type { RecipientStatus } from '#shared/model/dispatch';
import type { AccountId, DispatchId } from '#shared/model/ids';
import type { ReceiptExtent } from '#shared/model/pec-message';
import { splitRecipients } from '#shared/model/sendable-address';
import type { DispatchView } from '#shared/model/views';
import { textFor } from '#shared/text/catalogue';
import { composeFindingText } from '#shared/text/compose-wording';
import { numberOption, textOption, textOptions, type Values } from '#main/hosts/node/arguments';
import type { Command, CommandContext } from '#main/hosts/node/cli';
import { createNodeCore, findAccount } from '#main/hosts/node/node-core';
import { abortOnSignal } from '#main/hosts/node/process-life';
import { UsageError } from '#main/hosts/node/usage-error';
import { receiptObject } from './list.ts';
import { bulkOptions, bulkUsage, sendBulk, type BulkMessage } from './send-bulk.ts';

const NOT_DONE = 3;
const RECEIPTS: Readonly<Record<string, ReceiptExtent>> = { completa: 'complete', breve: 'brief', sintetica: 'concise' };
const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.p7m': 'application/pkcs7-mime',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
  '.txt': 'text/plain',
  '.eml': 'message/rfc822',
};

export const command: Command = {
  usage: `plico send FILE.eml [--account ADDRESS] [--wait] [--json]
plico send --to ADDRESSES [--cc ADDRESSES] [--subject TEXT] [--text TEXT | --text-file FILE] [--attach FILE]…
           [--receipt completa|breve|sintetica] [--account ADDRESS] [--check] [--wait [--timeout SECONDS]] [--json]
--check says what pre-flight finds and sends nothing. --to, --cc and --attach may be repeated.
${bulkUsage}`,
  options: {
    account: { type: 'string' },
    to: { type: 'string', multiple: true },
    cc: { type: 'string', multiple: true },
    bcc: { type: 'string', multiple: true },
    subject: { type: 'string' },
    text: { type: 'string' },
    'text-file': { type: 'string' },
    attach: { type: 'string', multiple: true },
    receipt: { type: 'string' },
    check: { type: 'boolean' },
    wait: { type: 'boolean' },
    timeout: { type: 'string' },
    ...bulkOptions,
  },
  async run(context) {
    const { values, positionals, folder, terminal } = context;
    const ways = [textOptions(values, 'to').length > 0, textOption(values, 'bulk') !== null, textOption(values, 'bulk-run') !== null];
    if (positionals.length + ways.filter(Boolean).length !== 1) throw new UsageError('give one of FILE.eml, --to, --bulk or --bulk-run');
    if (ways[1] === true && [...textOptions(values, 'cc'), ...textOptions(values, 'bcc')].length > 0)
      throw new UsageError('--bulk writes to one recipient per row: --cc and --bcc do not go with it');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      if (ways[2] === true) return await sendBulk(core, context, null);
      if (ways[1] === true) return await sendBulk(core, context, await bulkMessage(core, values));
      return await send(core, context);
    } finally {
      await core.close();
    }
  },
};

async function send(core: Core, context: CommandContext): Promise<number> {
  const { values, positionals, terminal } = context;
  const account = accountOf(core, textOption(values, 'account'));
  const file = positionals[0];
  const result = file === undefined ? await sendOptions(core, context, account) : core.compose.sendFile(account, await read(file), 0);
  sayFindings(context, result.findings);
  if (result.state === 'checked') {
    terminal.document({ findings: result.findings });
    return result.findings.some(({ level }) => level === 'blocking') ? 1 : 0;
  }
  if (result.state !== 'queued') {
    terminal.document({ dispatch: null, state: 'blocked', recipients: [], findings: result.findings });
    return NOT_DONE;
  }
  const { dispatch } = result;
  await core.outbox.sendNow(dispatch);
  await core.idle();
  if (values['wait'] === true) await untilOutcome(core, account, dispatch, numberOption(values, 'timeout', 90_000, 1, 10_000_000));
  return report(core, context, dispatch);
}

type Sent =
  | { readonly state: 'queued'; readonly dispatch: DispatchId; readonly findings: readonly Finding[] }
  | { readonly state: 'blocked' | 'checked'; readonly findings: readonly Finding[] };

async function sendOptions(core: Core, { values }: CommandContext, account: AccountId): Promise<Sent> {
  const bcc = textOptions(values, 'bcc');
  if (bcc.length > 0)
    return { state: 'blocked', findings: [{ code: 'bcc.forbidden', level: 'blocking', field: 'message', values: {}, fix: null }] };
  const content = await contentOf(core, values, account);
  const { findings } = core.compose.check(content, null);
  if (values['check'] === true) return { state: 'checked', findings };
  if (findings.some(({ level }) => level === 'blocking')) return { state: 'blocked', findings };
  const draft = core.compose.create(content);
  const sent = core.compose.send(draft.id, draft.revision, { delayMs: 0, scheduledFor: null });
  if (sent.state === 'queued') return { state: 'queued', dispatch: sent.dispatch, findings };
  return { state: 'blocked', findings: sent.state === 'blocked' ? sent.check.findings : findings };
}

async function bulkMessage(core: Core, values: Values): Promise<BulkMessage> {
  const account = accountOf(core, textOption(values, 'account'));
  return { account, file: await read(textOption(values, 'bulk') ?? ''), content: await contentOf(core, values, account) };
}

async function contentOf(core: Core, values: Values, account: AccountId): Promise<DraftContent> {
  const receipt = RECEIPTS[textOption(values, 'receipt') ?? 'completa'];
  if (receipt === undefined) throw new UsageError('--receipt takes completa, breve or sintetica');
  const textFile = textOption(values, 'text-file');
  const attachments: DraftAttachment[] = [];
  for (const file of textOptions(values, 'attach')) {
    const name = path.basename(file);
    const type = TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream';
    attachments.push({ ...core.compose.addFile(await read(file)), name, type });
  }
  return {
    ...emptyDraft(account),
    to: textOptions(values, 'to').flatMap((list) => splitRecipients(list)),
    cc: textOptions(values, 'cc').flatMap((list) => splitRecipients(list)),
    subject: textOption(values, 'subject') ?? '',
    text: textFile === null ? (textOption(values, 'text') ?? '') : (await read(textFile)).toString('utf8'),
    receipt,
    attachments,
  };
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError('input.file', { retry: 'afterUser', values: { file }, cause });
  }
}

function accountOf(core: Core, wanted: string | null): AccountId {
  if (wanted !== null) return findAccount(core, wanted);
  const [only, second] = core.accounts().filter(({ offline }) => !offline);
  if (only === undefined || second !== undefined) throw new UsageError('say from which box with --account');
  return only.id;
}

function sayFindings({ terminal, language }: CommandContext, findings: readonly Finding[]): void {
  for (const finding of findings)
    terminal.note(`${finding.level === 'blocking' ? '✕' : '!'} ${composeFindingText(textFor(language), finding)}`);
}

const FINAL: ReadonlySet<RecipientStatus> = new Set(['delivered', 'deliveredLate', 'failed', 'expired', 'refused', 'ordinary', 'conflict']);
const PAUSE_MS = 1_000;

/** Syncs again and again until every recipient has an outcome, the time is over, or a person stops it. */
async function untilOutcome(core: Core, account: AccountId, dispatch: DispatchId, seconds: number): Promise<void> {
  const signal = abortOnSignal();
  const until = performance.now() + seconds * 1_000;
  for (;;) {
    const state = core.outbox.stateOf(dispatch);
    if (state === null || state.state === 'queued' || state.state === 'refused' || signal.aborted) return;
    await core.syncOnce({ account, signal, onStep: () => undefined, onProgress: () => undefined });
    await core.idle();
    const view = await core.dispatch(dispatch);
    const recipients = view?.state.recipients ?? [];
    if (recipients.length > 0 && recipients.every(({ status }) => FINAL.has(status))) return;
    if (performance.now() > until) return;
    await pause(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function report(core: Core, { terminal, language }: CommandContext, dispatch: DispatchId): Promise<number> {
  const text = textFor(language);
  const view = await core.dispatch(dispatch);
  const state = core.outbox.stateOf(dispatch)?.state ?? 'unknown';
  terminal.document({ dispatch, state, recipients: recipientsOf(view) });
  terminal.line(`${dispatch}  ${text.compose.outbox[state]}`);
  for (const { address, status } of view?.state.recipients ?? []) terminal.line(`  ${address}  ${text.mail.statuses[status]}`);
  return state === 'submitted' ? 0 : NOT_DONE;
}

function recipientsOf(view: DispatchView | null): readonly unknown[] {
  return (view?.state.recipients ?? []).map(({ address, status, receipts }) => ({
    address,
    status,
    receipts: receipts.map(receiptObject),
  }));
}
