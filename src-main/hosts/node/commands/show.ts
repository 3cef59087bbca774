// `plico show`: one dispatch or message with its recipients, receipts and verdicts.
import type { Core } from '#main/core/core-types';
import { AppError } from '#shared/model/app-error';
import { instantToText } from '#shared/model/ids';
import { datesFor } from '#shared/text/dates';
import type { DispatchView, MessageView, ReportView } from '#shared/model/views';
import { textFor, type Text } from '#shared/text/catalogue';
import { claimText, cliText, type ClaimNames } from '#shared/text/cli';
import { sizeText } from '#shared/text/sizes';
import { checkText, receiptText } from '#shared/text/wording';
import { citationOf } from '#shared/text/sources';
import { UsageError } from '#main/hosts/node/usage-error';
import { createNodeCore } from '#main/hosts/node/node-core';
import { safe, table, type Terminal } from '#main/hosts/node/terminal';
import type { Command } from '#main/hosts/node/cli';
import { receiptObject } from './list.ts';

export const command: Command = {
  usage: 'plico show ID [--json]\nID: as `plico list` prints it; its first 8 digits are enough.',
  options: {},
  async run({ terminal, folder, positionals, language }) {
    const id = positionals[0];
    if (id === undefined) throw new UsageError('say which one');
    const core = await createNodeCore({ folder, extraAnchors: [], note: terminal.note });
    try {
      const found = core.find(id);
      if (found === null) throw new AppError('notFound', { values: { what: id } });
      if (found.type === 'dispatch') return await showDispatch(core, found.id, terminal, textFor(language));
      const view = await core.message(found.account, found.hash);
      if (view === null) throw new AppError('notFound', { values: { what: id } });
      const report = core.report(found.account, found.hash);
      terminal.document(messageObject(view, report));
      printMessage(terminal, view, report, textFor(language));
      return 0;
    } finally {
      await core.close();
    }
  },
};

async function showDispatch(core: Core, id: Parameters<Core['dispatch']>[0], terminal: Terminal, text: Text): Promise<number> {
  const dispatch = await core.dispatch(id);
  if (dispatch === null) throw new AppError('notFound', { values: { what: id } });
  terminal.document(dispatchObject(dispatch));
  terminal.line(terminal.paint(safe(dispatch.subject, 100), 'strong'));
  terminal.line(`${safe(dispatch.from, 80)}  ${datesFor(text.language, 'Europe/Rome').exact(dispatch.date)}  ${safe(dispatch.msgid, 120)}`);
  const rows = dispatch.state.recipients.map((recipient) => [
    recipient.address,
    recipient.role,
    text.mail.statuses[recipient.status],
    recipient.receipts
      .map((receipt) => `${receiptText(text, receipt.type, receipt.extent)} ${cliText(text.language).mark(receipt.verdict)}`)
      .join(', '),
  ]);
  for (const line of table(rows)) terminal.line(`  ${line}`);
  return 0;
}

function dispatchObject(dispatch: DispatchView): unknown {
  return {
    id: dispatch.id,
    type: 'dispatch',
    account: dispatch.account,
    msgid: dispatch.msgid,
    identificativi: dispatch.identificativi,
    subject: dispatch.subject,
    from: dispatch.from,
    date: instantToText(dispatch.date),
    summary: dispatch.state.summary,
    recipients: dispatch.state.recipients.map((recipient) => ({
      address: recipient.address,
      role: recipient.role,
      certified: recipient.certified,
      status: recipient.status,
      receipts: recipient.receipts.map(receiptObject),
      claimed: recipient.claimed.map(receiptObject),
    })),
    receipts: dispatch.state.general.map(receiptObject),
    claimed: dispatch.state.generalClaimed.map(receiptObject),
    findings: dispatch.state.findings,
    sha256: dispatch.message?.hash ?? null,
  };
}

function messageObject(view: MessageView, report: ReportView | null): unknown {
  return {
    id: view.hash,
    type: 'received',
    account: view.account,
    kind: view.kind,
    subject: view.subject,
    from: view.from?.address ?? null,
    to: view.to.map((person) => person.address),
    cc: view.cc.map((person) => person.address),
    date: view.date === null ? null : instantToText(view.date),
    claim: view.claim,
    conclusion: view.conclusion,
    attachments: view.attachments.map(({ name, type, sizeBytes, sha256, part, role }) => ({ name, type, sizeBytes, sha256, part, role })),
    defects: view.defects.map((defect) => defect.id),
    checks: report?.current.checks.map(({ id, status, spec }) => ({ id, status, spec })) ?? [],
    ...(report?.newSigner === undefined ? {} : { newSigner: report.newSigner }),
    sha256: view.hash,
  };
}

function printMessage(terminal: Terminal, view: MessageView, report: ReportView | null, text: Text): void {
  terminal.line(terminal.paint(safe(view.subject, 100), 'strong'));
  const words = cliText(text.language);
  const dates = datesFor(text.language, 'Europe/Rome');
  terminal.line(`${safe(view.from?.address ?? '–', 80)}  ${view.date === null ? '' : dates.exact(view.date)}`);
  // The look, not the bare verdict: a proven anomaly envelope proves nothing of what it wraps.
  const look = view.look === 'pending' ? text.mail.pendingLook : text.mail.looks[view.look];
  const kind = claimText(text, claimNames(view.claim));
  terminal.line(`${words.mark(markOf(view.look))} ${look}${look === kind || view.look === 'anomaly' ? '' : `  ${kind}`}`);
  // What does not apply says nothing to a person; --json has every check.
  const checks = (report?.current.checks ?? []).filter(({ status }) => status !== 'notApplicable');
  for (const check of checks)
    terminal.line(
      `  ${words.mark(check.status)} ${text.checks.words[check.id].title}: ${safe(checkText(text, check), 300)} (${citationOf(check.spec)})`,
    );
  const newSigner = report?.newSigner;
  if (newSigner !== undefined)
    terminal.line(
      `  ${text.trust.newSigner(safe(newSigner.provider, 80), datesFor(text.language, 'Europe/Rome').day(newSigner.noticedAt))}`,
    );
  for (const attachment of view.attachments)
    terminal.line(`  ${safe(attachment.name, 60)}  ${sizeText(text.language, attachment.sizeBytes)}  ${attachment.sha256 ?? ''}`.trimEnd());
}

function claimNames(claim: MessageView['claim']): ClaimNames {
  if (claim.kind !== 'receipt') return { kind: claim.kind, receipt: null, extent: null };
  const { type } = claim.receipt;
  return { kind: claim.kind, receipt: type, extent: type === 'delivery' ? claim.receipt.extent : null };
}

function markOf(look: MessageView['look']): string {
  return { proven: 'passed', provenWithNotes: 'passed', refused: 'failed', undecided: 'indeterminate' }[look as string] ?? '';
}
