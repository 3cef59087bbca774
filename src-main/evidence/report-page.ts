// The report as a page (EVIDENCE §2, §4): static, no script, nothing from elsewhere, and no sentence
// about a verdict that is not a field of verification.json. Given piece by piece, because a bundle may
// have thousands of messages.
import { instantToText, type BlobHash, type Instant } from '#shared/model/ids';
import type { VerificationReport } from '#shared/model/verification-report';
import { textFor, type Language, type Text } from '#shared/text/catalogue';
import { datesFor, type Dates } from '#shared/text/dates';
import { checkText } from '#shared/text/wording';
import type { Gap } from './gaps.ts';
import type { Collection, SelectedDispatch, SelectedMessage } from './selection.ts';

export type ReportPage = {
  readonly bundleId: string;
  readonly asOf: Instant;
  readonly collection: Collection;
  readonly gaps: readonly Gap[];
  reportOf(message: SelectedMessage): VerificationReport | null;
};

const CSS = `body{font:15px/1.45 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}
code{font:12px monospace;overflow-wrap:anywhere}h2{margin-top:2rem}section{break-inside:avoid}`;

export function* reportPage(language: Language, page: ReportPage): Generator<string> {
  const text = textFor(language);
  const { report: words, limits } = text.evidence;
  const dates = datesFor(language, 'Europe/Rome');
  const { messages, dispatches } = page.collection;
  yield `<!DOCTYPE html>\n<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(words.title)}</title><style>${CSS}</style></head><body>
<h1>${escape(words.title)}</h1><p><code>${escape(page.bundleId)}</code> ${escape(instantToText(page.asOf))}</p>\n`;
  const numbers = new Map(messages.map(({ hash, n }) => [hash, n]));
  if (dispatches.length > 0) yield `<h2>${escape(words.answer)}</h2>\n`;
  for (const dispatch of dispatches) yield answer(text, dates, dispatch, numbers);
  yield `<h2>${escape(words.timeline)}</h2>\n${row('th', [words.number, words.time, words.what, words.verdict], '<table><thead>')}</thead><tbody>\n`;
  for (const message of messages)
    yield row('td', [String(message.n), dates.exact(message.time), roleText(text, message), verdictText(text, message)]);
  yield `</tbody></table>\n<h2>${escape(words.facts)}</h2>\n`;
  for (const message of messages) yield facts(text, dates, message, page.reportOf(message));
  yield `<h2>${escape(words.contrary)}</h2>\n<ul>${page.gaps.length === 0 ? item(text.evidence.readme.noGaps) : page.gaps.map((gap) => item(gapText(text, gap))).join('')}</ul>
<h2>${escape(words.limits)}</h2>\n<ul>${limits.map(item).join('')}</ul>
<h2>${escape(words.method)}</h2>\n<p>${escape(words.methodText)}</p>
<h2>${escape(words.glossary)}</h2>\n<dl>${words.terms.map(([term, means]) => `<dt>${escape(term)}</dt><dd>${escape(means)}</dd>`).join('')}</dl>
</body></html>\n`;
}

function answer(text: Text, dates: Dates, { dispatch, state }: SelectedDispatch, numbers: ReadonlyMap<BlobHash, number>): string {
  const { report: words } = text.evidence;
  const rows = state.recipients.map(({ address, status, receipts }) => {
    const rests = receipts.map(({ hash }) => numbers.get(hash)).filter((n) => n !== undefined);
    return row('td', [address, text.mail.statuses[status], rests.join(', ')]);
  });
  return `<section><h3>${escape(dispatch.subject)}</h3><p>${escape(words.sent(dispatch.from, dates.exact(dispatch.date)))}<br><code>${escape(dispatch.msgid)}</code></p>
${row('th', [words.recipient, words.outcome, words.rests], '<table><thead>')}</thead><tbody>${rows.join('')}</tbody></table></section>\n`;
}

function facts(text: Text, dates: Dates, message: SelectedMessage, report: VerificationReport | null): string {
  const { report: words } = text.evidence;
  const head = `<section><h3>${message.n}. ${escape(roleText(text, message))}</h3><p><code>SHA-256 ${message.hash}</code></p>`;
  if (report === null) return `${head}<p>${escape(words.noReport)}</p></section>\n`;
  const signers = report.facts.signers.flatMap(({ certificate }) =>
    certificate === null
      ? []
      : [`<p>${escape(words.signedBy)} ${escape(certificate.subject)}<br>${escape(words.issuedBy)} ${escape(certificate.issuer)}</p>`],
  );
  const checks = report.checks
    .filter(({ status }) => status !== 'notApplicable' && status !== 'notRun')
    .map((check) => row('td', [text.checks.words[check.id].title, text.checks.statuses[check.status], checkText(text, check), check.spec]));
  const judged = words.judged(report.policy, dates.exact(report.judgedAt));
  return `${head}<p>${escape(verdictText(text, message))}. ${escape(judged)}</p>${signers.join('')}<table><tbody>${checks.join('')}</tbody></table></section>\n`;
}

function verdictText(text: Text, { role, conclusion }: SelectedMessage): string {
  if (role === 'inviato') return text.evidence.report.ownCopy;
  if (conclusion === null) return text.evidence.report.noReport;
  if (conclusion.indication === 'passed') return text.evidence.report.verified;
  return conclusion.indication === 'notApplicable'
    ? text.mail.looks.ordinary
    : `${text.mail.indications[conclusion.indication]} (${conclusion.sub})`;
}

function roleText(text: Text, { role, recipient }: SelectedMessage): string {
  const name = text.evidence.roles[role] ?? role;
  return recipient === null ? name : `${name}: ${recipient}`;
}

function gapText(text: Text, { what, n, recipient, state }: Gap): string {
  const about = [n === null ? null : `n. ${n}`, recipient, state].filter((part) => part !== null);
  return `${text.evidence.gaps[what] ?? what} (${about.join(', ')})`;
}

function row(cell: 'td' | 'th', cells: readonly string[], before = ''): string {
  return `${before}<tr>${cells.map((content) => `<${cell}>${escape(content)}</${cell}>`).join('')}</tr>\n`;
}

function item(content: string): string {
  return `<li>${escape(content)}</li>`;
}

/** Words of a sender are text and nothing else: no mark-up, no control or direction characters. */
function escape(content: string): string {
  return content
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
