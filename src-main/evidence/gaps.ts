// What a reader could miss in a bundle, said before he asks (EVIDENCE §3, `missing`): only gaps that
// follow from the messages present. A bundle that hides a gap is worse than none.
import type { VerificationReport } from '#shared/model/verification-report';
import type { RecipientStatus } from '#shared/model/dispatch';
import type { Collection, SelectedDispatch, SelectedMessage } from './selection.ts';

export type Gap = {
  readonly what:
    | 'inviato'
    | 'accettazione'
    | 'consegna'
    | 'consegna-completa'
    | 'revoca'
    | 'algoritmo'
    | 'giudizio'
    | 'contraddizione'
    | 'fiducia'
    | 'registro';
  /** Number of the message it is about, else null. */
  readonly n: number | null;
  readonly recipient: string | null;
  /** Stable code: a status of the recipient, a code of the finding or of the revocation. */
  readonly state: string;
};

const SETTLED: ReadonlySet<RecipientStatus> = new Set(['delivered', 'deliveredLate', 'refused', 'failed', 'expired', 'ordinary']);

export function gapsOf({ messages, dispatches }: Collection): readonly Gap[] {
  return [...dispatches.flatMap(dispatchGaps), ...messages.flatMap(judgementGaps)];
}

function dispatchGaps({ dispatch, state }: SelectedDispatch): readonly Gap[] {
  const gaps: Gap[] = [];
  const gap = (what: Gap['what'], recipient: string | null, code: string): number => gaps.push({ what, n: null, recipient, state: code });
  if (dispatch.sent === null) gap('inviato', null, 'notArchived');
  if (!state.general.some(({ type }) => type === 'acceptance' || type === 'nonAcceptance')) gap('accettazione', null, state.summary.state);
  for (const { address, status, receipts } of state.recipients) {
    if (!SETTLED.has(status)) gap('consegna', address, status);
    const deliveries = receipts.filter(({ type }) => type === 'delivery');
    if (deliveries.length > 0 && !deliveries.some(({ extent }) => extent === 'complete'))
      gap('consegna-completa', address, deliveries[0]?.extent ?? 'unknown');
  }
  for (const { code, recipient } of state.findings) gap('contraddizione', recipient, code);
  return gaps;
}

function judgementGaps({ n, conclusion, judgedLater }: SelectedMessage): readonly Gap[] {
  if (conclusion === null) return [{ what: 'giudizio', n, recipient: null, state: 'notJudged' }];
  const later: readonly Gap[] = judgedLater ? [{ what: 'giudizio', n, recipient: null, state: 'laterThanAsOf' }] : [];
  if (conclusion.indication === 'passed' || conclusion.indication === 'notApplicable') return later;
  return [...later, { what: 'giudizio', n, recipient: null, state: `${conclusion.indication}:${conclusion.sub}` }];
}

/** Revocation that could not be checked is a stated note, never silence (EVIDENCE §5). */
export function revocationGaps(n: number, report: VerificationReport): readonly Gap[] {
  return report.facts.signers
    .filter(({ integrity, revocation }) => integrity === 'valid' && revocation.state !== 'good')
    .map(({ revocation }): Gap => ({ what: 'revoca', n, recipient: null, state: revocation.code }));
}

/** A digest or key that was usual then and is weak now: a reader must not have to find it in the report (PEC-REFERENCE §3.1). */
export function weakGaps(n: number, report: VerificationReport): readonly Gap[] {
  return report.facts.signers
    .filter(({ integrity, algorithm }) => integrity === 'valid' && algorithm !== 'ok')
    .map(({ algorithm, digestAlgorithm }): Gap => ({
      what: 'algoritmo',
      n,
      recipient: null,
      state: `${algorithm}:${digestAlgorithm ?? 'unknown'}`,
    }));
}
