// The summary of a filing as blocks: what was sent, to whom, with which outcome, and which files show it
// (PRODUCT §6.2 A). Nothing in it that the signed receipts do not say.
import type { Instant } from '#shared/model/ids';
import { textFor, type Language, type Text } from '#shared/text/catalogue';
import { datesFor } from '#shared/text/dates';
import { gapSentence } from '#shared/text/gap-words';
import type { Chosen, FilingGap } from './export-deposito.ts';
import { whenOf, type Block } from './report-blocks.ts';
import type { SelectedDispatch } from './selection.ts';

export function* filingBlocks(
  { dispatch, state }: SelectedDispatch,
  chosen: readonly Chosen[],
  missing: readonly FilingGap[],
  options: { readonly language: Language; readonly asOf: Instant },
): Generator<Block> {
  const text = textFor(options.language);
  const { filing, report } = text.evidence;
  const dates = datesFor(options.language, 'Europe/Rome');
  yield { kind: 'title', text: filing.summaryTitle };
  yield { kind: 'heading', text: filing.parties };
  const facts: readonly (readonly [string, string])[] = [
    [filing.sender, dispatch.from],
    [filing.subject, dispatch.subject],
    ['Message-ID', dispatch.msgid],
    ...dispatch.identificativi.map((identificativo): readonly [string, string] => ['Identificativo', identificativo]),
    [filing.asOf, dates.exact(options.asOf)],
  ];
  yield { kind: 'terms', terms: facts };
  yield { kind: 'heading', text: report.answer };
  yield {
    kind: 'table',
    head: [report.recipient, report.outcome, report.when],
    widths: [5, 4, 3],
    rows: state.recipients.map((recipient) => [recipient.address, text.mail.statuses[recipient.status], whenOf(dates, recipient)]),
  };
  yield { kind: 'heading', text: filing.files };
  yield {
    kind: 'table',
    head: [filing.file, filing.what, report.time, 'SHA-256'],
    widths: [4, 4, 3, 5],
    rows: chosen.map((file) => [file.name, whatOf(text, file), dates.exact(file.time), file.hash]),
  };
  yield { kind: 'heading', text: filing.checks };
  yield { kind: 'list', items: missing.length === 0 ? [filing.complete] : missing.map((gap) => gapSentence(text, gap)) };
  yield { kind: 'text', text: filing.notSigned };
  yield { kind: 'text', text: filing.notStatement };
}

function whatOf(text: Text, { name, recipient }: Chosen): string {
  const { filing } = text.evidence;
  if (recipient !== null) return `${filing.delivery}: ${recipient}`;
  return name.includes('-rda-') ? filing.acceptance : filing.act;
}
