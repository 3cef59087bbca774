// The first sentence of Perché: it answers before anything is listed. Pure.
import { assertNever } from '#shared/model/ids';
import type { PecMessage } from '#shared/model/pec-message';
import type { NewSigner } from '#shared/model/trust';
import type { ReportView } from '#shared/model/views';
import { visibleText } from '#ui/marks/plain-text.ts';
import type { Words } from '#ui/ui/words.ts';

export function whyAnswer(view: ReportView, words: Words): string {
  const { text, dates } = words;
  const { why } = text.screen;
  const { conclusion, facts, signatureTime } = view.current;
  switch (conclusion.indication) {
    case 'failed':
      return why.answerRefused(text.checks.failedSubs[conclusion.sub]);
    case 'indeterminate':
      return why.answerUndecided(text.checks.indeterminateSubs[conclusion.sub]);
    case 'notApplicable':
      return view.look === 'anomaly' ? why.answerAnomalyUnsigned : why.answerOrdinary;
    case 'passed': {
      const issuer = issuerOf(view, words);
      if (view.look === 'anomaly') return why.answerAnomaly(issuer);
      const time = dates.exact(facts.certification?.time ?? signatureTime);
      const what = whatItIs(view.claim, words);
      return conclusion.notes.length > 0 ? why.answerNotes(what, issuer, time) : why.answerProven(what, issuer, time);
    }
    default:
      return assertNever(conclusion);
  }
}

function issuerOf(view: ReportView, words: Words): string {
  const { certification, signers } = view.current.facts;
  if (certification !== null && certification.issuer !== '') return visibleText(certification.issuer);
  const name = /(?:^|, )O=([^,]+)/.exec(signers[0]?.certificate?.subject ?? '')?.[1];
  return name === undefined ? words.text.screen.why.someProvider : visibleText(name);
}

function whatItIs(claim: PecMessage, words: Words): string {
  const { why } = words.text.screen;
  switch (claim.kind) {
    case 'transportEnvelope':
      return why.whatEnvelope;
    case 'receipt':
      return words.text.mail.receiptNoun(claim.receipt.type, claim.receipt.type === 'delivery' ? claim.receipt.extent : null);
    case 'anomalyEnvelope':
      return why.whatAnomaly;
    case 'rem':
      return why.whatRem;
    case 'ordinary':
    case 'malformed':
      return why.whatOther;
  }
}

export function newSignerNote({ provider, noticedAt }: NewSigner, { text, dates }: Words): string {
  return text.trust.newSigner(visibleText(provider), dates.day(noticedAt));
}

/** What a reader must not conclude from this message, most specific first. */
export function whyLimits(view: ReportView, words: Words): readonly string[] {
  const { limits } = words.text.checks;
  switch (view.current.conclusion.indication) {
    case 'failed':
      return [limits.ordinary];
    case 'indeterminate':
      return [limits.undecided, limits.outside];
    case 'notApplicable':
      return [limits.ordinary];
    case 'passed': {
      const { claim } = view;
      const receipt = claim.kind === 'receipt' ? claim.receipt.type : null;
      return [
        ...(receipt === 'delivery' ? [limits.reading] : []),
        ...(receipt === 'acceptance' ? [limits.acceptance] : []),
        limits.truth,
        limits.person,
        limits.time,
        limits.outside,
      ];
    }
  }
}
