// What the report says, as a list of plain blocks that a page and a PDF show alike (EVIDENCE §4). No
// sentence about a verdict that is not a field of verification.json. Given piece by piece, because a
// bundle may have thousands of messages.
import type { BlobHash, Instant } from '#shared/model/ids';
import type { DispatchState } from '#shared/model/dispatch';
import type { VerificationReport } from '#shared/model/verification-report';
import { citationOf } from '#shared/text/sources';
import { textFor, type Language, type Text } from '#shared/text/catalogue';
import { datesFor, type Dates } from '#shared/text/dates';
import { gapSentence } from '#shared/text/gap-words';
import { checkText } from '#shared/text/wording';
import type { Gap } from './gaps.ts';
import type { Collection, SelectedDispatch, SelectedMessage } from './selection.ts';

export type Block =
  | { readonly kind: 'title' | 'heading' | 'subheading' | 'text' | 'lead' | 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      /** Shares of the width, in the order of the cells. */
      readonly widths: readonly number[];
      readonly rows: Iterable<readonly string[]>;
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [string, string])[] };

export type Report = {
  readonly bundleId: string;
  readonly asOf: Instant;
  /** Date of the trust data, "2026-11-22"; null when it is not known. */
  readonly trustDate: string | null;
  readonly collection: Collection;
  readonly gaps: readonly Gap[];
  reportOf(message: SelectedMessage): VerificationReport | null;
};

/** How many are told one by one; the rest stays in the data. Null: all. */
export type Extent = { readonly timeline: number | null; readonly facts: number | null; readonly contrary: number | null };

export const WHOLE: Extent = { timeline: null, facts: null, contrary: null };

export function* reportBlocks(language: Language, report: Report, extent: Extent = WHOLE): Generator<Block> {
  const text = textFor(language);
  const { report: words, limits, readme } = text.evidence;
  const dates = datesFor(language, 'Europe/Rome');
  const { messages, dispatches } = report.collection;
  yield { kind: 'title', text: words.title };
  yield { kind: 'code', text: words.bundle(report.bundleId, dates.exact(report.asOf)) };
  const numbers = new Map(dispatches.length === 0 ? [] : messages.map(({ hash, n }) => [hash, n]));
  if (dispatches.length > 0) yield { kind: 'heading', text: words.answer };
  for (const dispatch of dispatches) yield* answer(text, dates, dispatch, numbers);
  yield { kind: 'text', text: words.basis(report.trustDate) };
  yield { kind: 'text', text: words.against(report.gaps.length) };
  yield { kind: 'heading', text: words.timeline };
  const shown = extent.timeline ?? messages.length;
  yield {
    kind: 'table',
    head: [words.number, words.time, words.what, words.verdict],
    widths: [1, 3, 5, 5],
    rows: rowsOf(messages.slice(0, shown), (message) => [
      String(message.n),
      dates.exact(message.time),
      roleText(text, message),
      verdictText(text, message),
    ]),
  };
  if (shown < messages.length) yield { kind: 'text', text: words.rest(messages.length - shown, 'data/timeline.csv') };
  yield { kind: 'heading', text: words.facts };
  const told = extent.facts ?? messages.length;
  for (const message of messages.slice(0, told)) yield* facts(text, dates, message, report.reportOf(message));
  if (told < messages.length) yield { kind: 'text', text: words.rest(messages.length - told, 'data/report/report.html') };
  yield { kind: 'heading', text: words.contrary };
  const listed = report.gaps.slice(0, extent.contrary ?? report.gaps.length);
  yield { kind: 'list', items: listed.length === 0 ? [readme.noGaps] : listed.map((gap) => gapSentence(text, gap)) };
  if (listed.length < report.gaps.length)
    yield { kind: 'text', text: words.restOfGaps(report.gaps.length - listed.length, 'data/manifest.json') };
  yield { kind: 'heading', text: words.limits };
  yield { kind: 'list', items: limits };
  yield { kind: 'heading', text: words.method };
  yield { kind: 'text', text: words.methodText };
  yield { kind: 'heading', text: words.glossary };
  yield { kind: 'terms', terms: words.terms };
}

function* rowsOf<T>(items: readonly T[], row: (item: T) => readonly string[]): Generator<readonly string[]> {
  for (const item of items) yield row(item);
}

const DELIVERIES: ReadonlySet<string> = new Set(['delivery']);
const REFUSALS: ReadonlySet<string> = new Set(['deliveryError', 'virusDetected', 'nonAcceptance']);
const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'deliveredLate']);

function* answer(text: Text, dates: Dates, selected: SelectedDispatch, numbers: ReadonlyMap<BlobHash, number>): Generator<Block> {
  const { dispatch, state } = selected;
  const { report: words } = text.evidence;
  yield { kind: 'subheading', text: words.question(dispatch.subject) };
  const delivered = state.recipients.filter(({ status }) => DELIVERED.has(status)).length;
  yield { kind: 'lead', text: words.delivered(delivered, state.recipients.length) };
  yield { kind: 'text', text: words.sent(dispatch.from, dates.exact(dispatch.date)) };
  yield { kind: 'text', text: acceptanceText(words, dates, state, numbers) };
  yield { kind: 'code', text: dispatch.msgid };
  yield {
    kind: 'table',
    head: [words.recipient, words.outcome, words.when, words.rests],
    widths: [5, 3, 3, 3],
    rows: state.recipients.map((recipient) => [
      recipient.address,
      text.mail.statuses[recipient.status],
      whenOf(dates, recipient),
      recipient.receipts
        .map(({ hash }) => numbers.get(hash))
        .filter((n) => n !== undefined)
        .join(', '),
    ]),
  };
}

/** The moment from which the sending counts for the sender: of several the earliest. */
function acceptanceText(
  words: Text['evidence']['report'],
  dates: Dates,
  { general }: DispatchState,
  numbers: ReadonlyMap<BlobHash, number>,
): string {
  const [first] = general.filter(({ type }) => type === 'acceptance').toSorted((left, right) => left.time - right.time);
  return first === undefined ? words.notAccepted : words.accepted(dates.exact(first.time), numbers.get(first.hash) ?? null);
}

/** When the provider says it happened: the earliest receipt of the kind that decides; a dash where none does. */
export function whenOf(dates: Dates, { status, receipts }: DispatchState['recipients'][number]): string {
  const wanted = DELIVERED.has(status) ? DELIVERIES : REFUSALS;
  const times = receipts.filter(({ type }) => wanted.has(type)).map(({ time }) => time);
  const [first] = times.toSorted((left, right) => left - right);
  return first === undefined ? '–' : dates.exact(first);
}

function* facts(text: Text, dates: Dates, message: SelectedMessage, report: VerificationReport | null): Generator<Block> {
  const { report: words } = text.evidence;
  yield { kind: 'subheading', text: `${message.n}. ${roleText(text, message)}` };
  yield { kind: 'code', text: `SHA-256 ${message.hash}` };
  if (report === null) {
    yield { kind: 'text', text: words.noReport };
    return;
  }
  const judged = words.judged(report.policy, dates.exact(report.judgedAt));
  // Nothing of the sender's copy was judged that a reader could look for.
  const said = message.role === 'inviato' ? `${words.verdict}: ${words.ownCopy}.` : `${verdictText(text, message)}. ${judged}`;
  yield { kind: 'text', text: said };
  for (const { certificate } of report.facts.signers) {
    if (certificate === null) continue;
    yield { kind: 'text', text: `${words.signedBy} ${certificate.subject}` };
    yield { kind: 'text', text: `${words.issuedBy} ${certificate.issuer}` };
    yield { kind: 'text', text: words.valid(dates.exact(certificate.notBefore), dates.exact(certificate.notAfter), certificate.serial) };
  }
  const rows = report.checks
    .filter(({ status }) => status !== 'notApplicable' && status !== 'notRun')
    .map((check) => [
      text.checks.words[check.id].title,
      text.checks.statuses[check.status],
      checkText(text, check),
      citationOf(check.spec),
    ]);
  if (rows.length > 0) yield { kind: 'table', head: [words.check, words.state, words.found, words.rule], widths: [4, 2, 6, 3], rows };
}

function verdictText(text: Text, { role, conclusion }: SelectedMessage): string {
  if (role === 'inviato') return text.evidence.report.ownCopy;
  if (conclusion === null) return text.evidence.report.noReport;
  if (conclusion.indication === 'passed') return text.evidence.report.verified;
  return conclusion.indication === 'notApplicable'
    ? text.mail.looks.ordinary
    : `${text.mail.indications[conclusion.indication]}: ${subText(text, conclusion)}`;
}

function subText(text: Text, conclusion: NonNullable<SelectedMessage['conclusion']>): string {
  if (conclusion.indication === 'failed') return text.checks.failedSubs[conclusion.sub];
  return conclusion.indication === 'indeterminate' ? text.checks.indeterminateSubs[conclusion.sub] : '';
}

function roleText(text: Text, { role, recipient, conclusion }: SelectedMessage): string {
  if (role === 'altro' && conclusion?.indication === 'failed') return text.evidence.report.notCounted;
  const name = text.evidence.roles[role] ?? role;
  return recipient === null ? name : `${name}: ${recipient}`;
}
