// The proof as plain text to paste, and the commands to check it without this program. Pure.
import type { ReportView } from '#shared/model/views';
import { checkText } from '#shared/text/wording';
import { citationOf } from '#shared/text/sources';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';
import { newSignerNote, whyAnswer, whyLimits } from './why-answer.ts';

export function proofText(view: ReportView, words: Words): string {
  const { text, dates } = words;
  const { why } = text.screen;
  const { current } = view;
  const marks = { passed: '✓', failed: '✕', indeterminate: '?', notApplicable: '–', notRun: '–' } as const;
  const certification = current.facts.certification;
  return [
    `${text.mail.looks[view.look]}. ${whyAnswer(view, words)}`,
    '',
    `${why.sha256}: ${view.sha256}`,
    `${why.archivedAt}: ${dates.exact(view.archivedAt)}`,
    `${why.judgedAt}: ${dates.exact(current.judgedAt)} (${current.policy}, ${why.trust} ${current.facts.trust.setDate})`,
    ...(certification === null
      ? []
      : [
          `${why.certified.identificativo}: ${visibleText(certification.identificativo)}`,
          `${why.certified.time}: ${dates.exact(certification.time)} (${certification.zone})`,
        ]),
    ...(certification?.msgid == null ? [] : [`${why.certified.msgid}: ${visibleText(certification.msgid)}`]),
    '',
    ...current.checks
      .filter((check) => check.status !== 'notApplicable')
      .map(
        (check) =>
          `${marks[check.status]} ${text.checks.words[check.id].title}: ${visibleText(checkText(text, check))} [${citationOf(check.spec)}]`,
      ),
    ...(view.newSigner === undefined ? [] : [newSignerNote(view.newSigner, words)]),
    '',
    `${text.checks.groups.limits}:`,
    ...whyLimits(view, words).map((limit) => `- ${limit}`),
  ].join('\n');
}

export function opensslCommands(view: ReportView): readonly string[] {
  const file = `${view.sha256.slice(0, 16)}.eml`;
  const seconds = Math.floor(view.current.signatureTime / 1000);
  return [
    `sha256sum ${file}`,
    `openssl cms -verify -in ${file} -CAfile ancore.pem -partial_chain -purpose any -attime ${seconds} -out /dev/null`,
  ];
}
