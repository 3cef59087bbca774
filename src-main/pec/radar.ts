// From the folded state of a dispatch to what somebody should look at (PRODUCT §4.2). Clocks run from
// the acceptance (PEC-REFERENCE §1.9): first notice at 12 h, final at 24 h, and an hour of grace
// before silence is called silence. Pure; what a problem means in law is not decided here.
import type { DispatchRecipient, DispatchState, ReceiptRecord } from '#shared/model/dispatch';
import { asInstant, type Instant } from '#shared/model/ids';
import type { FailureCause, Problem, ProblemKind, StepId } from '#shared/model/radar';
import { failureCause, type Failure } from './failure-cause.ts';
import { logsProblem } from './log-alarm.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No acceptance: something to look at after 15 minutes, pressing after an hour. */
const ACCEPTANCE_PRESSING_MS = HOUR_MS;

export type RadarInput = {
  readonly state: DispatchState;
  /** Of the sent copy, else of the earliest receipt. */
  readonly date: Instant;
  readonly hasSentCopy: boolean;
  readonly now: Instant;
};

/** Most urgent first. Empty when nothing is wrong and no clock is worth watching. */
export function problemsOf(input: RadarInput): readonly Problem[] {
  const found = [...aboutMessage(input), ...aboutRecipients(input), ...contradictions(input)];
  const logs = logsProblem(input);
  return [...found, ...(logs === null ? [] : [logs])].sort(byUrgency);
}

const RANK: Readonly<Record<Problem['urgency'], number>> = { now: 0, soon: 1, watch: 2 };

/** Pressing first; then the clock that ends first; then the newest. */
export function byUrgency(left: Pick<Problem, 'urgency' | 'clock' | 'since'>, right: Pick<Problem, 'urgency' | 'clock' | 'since'>): number {
  const end = ({ clock }: Pick<Problem, 'clock'>): number => clock?.at ?? Number.MAX_SAFE_INTEGER;
  return RANK[left.urgency] - RANK[right.urgency] || end(left) - end(right) || right.since - left.since;
}

const NOTHING = {
  recipients: [],
  clock: null,
  cause: null,
  statusCode: null,
  providerText: null,
  attributable: 'unknown',
  receipts: [],
  findings: [],
} as const satisfies Partial<Problem>;

// ---------------------------------------------------------------- the message as a whole

function aboutMessage({ state, date, now }: RadarInput): readonly Problem[] {
  const has = (code: string): boolean => state.findings.some((finding) => finding.code === code);
  const refusal = state.general.find(({ type }) => type === 'nonAcceptance');
  if (state.summary.state === 'refused') return [refusedProblem(refusal, date)];
  const found: Problem[] = [];
  const viruses = proven(state).filter(({ type }) => type === 'virusDetected');
  const [virus] = viruses;
  if (virus !== undefined)
    found.push({
      ...NOTHING,
      kind: 'virus',
      urgency: 'now',
      since: virus.time,
      cause: 'virus',
      providerText: virus.extendedError,
      receipts: viruses.map(({ hash }) => hash),
      steps: STEPS_BY_CAUSE.virus,
    });
  if (has('submission.unknown'))
    found.push({ ...NOTHING, kind: 'handOverUnknown', urgency: 'soon', since: date, steps: ['waitReceipt', 'checkSent'] });
  if (has('submission.waiting'))
    found.push({ ...NOTHING, kind: 'postponed', urgency: 'soon', since: date, steps: ['checkSent', 'askProvider'] });
  if (has('acceptance.late'))
    found.push({
      ...NOTHING,
      kind: 'acceptanceLate',
      urgency: now - date > ACCEPTANCE_PRESSING_MS ? 'now' : 'soon',
      since: date,
      clock: { what: 'acceptance', at: asInstant(date + ACCEPTANCE_PRESSING_MS) },
      steps: ['checkSent', 'searchReceipts', 'askProvider'],
    });
  return found;
}

function refusedProblem(refusal: ReceiptRecord | undefined, date: Instant): Problem {
  const failure = refusal === undefined ? null : failureCause(refusal.errore, refusal.extendedError);
  return {
    ...NOTHING,
    kind: 'refused',
    urgency: 'now',
    since: refusal?.time ?? date,
    cause: failure?.cause ?? null,
    statusCode: failure?.statusCode ?? null,
    providerText: refusal?.extendedError ?? null,
    receipts: refusal === undefined ? [] : [refusal.hash],
    steps: failure?.cause === 'virus' ? STEPS_BY_CAUSE.virus : ['readReason', 'fixAndSendAgain'],
  };
}

function proven(state: DispatchState): readonly ReceiptRecord[] {
  return [...state.general, ...state.recipients.flatMap(({ receipts }) => receipts)];
}

// ---------------------------------------------------------------- recipients

function aboutRecipients(input: RadarInput): readonly Problem[] {
  const acceptedAt = acceptanceTime(input.state);
  const single = input.state.recipients.flatMap((recipient) => aboutRecipient(recipient, acceptedAt, input));
  return merged(single);
}

/** Null while there is no acceptance. */
export function acceptanceTime(state: DispatchState): Instant | null {
  return state.general.find(({ type }) => type === 'acceptance')?.time ?? null;
}

function aboutRecipient(recipient: DispatchRecipient, acceptedAt: Instant | null, { state, date }: RadarInput): readonly Problem[] {
  const { address, status, receipts } = recipient;
  const about = { ...NOTHING, recipients: [address] };
  const notices = receipts.filter(({ type }) => type === 'deliveryTimeoutWarning');
  switch (status) {
    case 'failed':
      return [
        failedProblem(
          recipient,
          receipts.findLast(({ type }) => type === 'deliveryError'),
          date,
        ),
      ];
    case 'conflict':
      return [
        {
          ...about,
          kind: 'conflict',
          urgency: 'now',
          since: receipts.at(-1)?.time ?? date,
          receipts: receipts.map(({ hash }) => hash),
          steps: ['readReceipts', 'askProvider', 'requestLogs'],
        },
      ];
    case 'expired':
      return [
        {
          ...about,
          kind: 'expired',
          urgency: 'now',
          since: notices.at(-1)?.time ?? date,
          providerText: notices.at(-1)?.extendedError ?? null,
          attributable: 'notRecipient',
          receipts: notices.map(({ hash }) => hash),
          steps: ['retryLater', 'askProvider', 'ordinaryForms'],
        },
      ];
    case 'delayed':
    case 'accepted':
    case 'takenInCharge':
      return aboutPending(recipient, acceptedAt, state, date);
    default:
      return [];
  }
}

/** No outcome yet: within its time, late by the provider's own word, or silent for longer than the rules allow. */
function aboutPending(recipient: DispatchRecipient, acceptedAt: Instant | null, state: DispatchState, date: Instant): readonly Problem[] {
  const { address, status, receipts } = recipient;
  const about = { ...NOTHING, recipients: [address] };
  const notices = receipts.filter(({ type }) => type === 'deliveryTimeoutWarning');
  if (state.findings.some(({ code, recipient: who }) => code === 'outcome.overdue' && who === address)) {
    const since = asInstant((acceptedAt ?? date) + DAY_MS);
    return [{ ...about, kind: 'noOutcome', urgency: 'now', since, steps: ['searchReceipts', 'askProvider', 'requestLogs'] }];
  }
  if (status !== 'delayed') return [];
  return [
    {
      ...about,
      kind: 'delayed',
      urgency: 'soon',
      since: notices[0]?.time ?? date,
      clock: acceptedAt === null ? null : { what: 'outcome', at: asInstant(acceptedAt + DAY_MS) },
      providerText: notices.at(-1)?.extendedError ?? null,
      receipts: notices.map(({ hash }) => hash),
      steps: ['waitOutcome', 'checkRegistry'],
    },
  ];
}

function failedProblem(recipient: DispatchRecipient, error: ReceiptRecord | undefined, date: Instant): Problem {
  const failure: Failure = error === undefined ? { cause: 'other', statusCode: null } : failureCause(error.errore, error.extendedError);
  return {
    ...NOTHING,
    kind: 'failed',
    urgency: 'now',
    recipients: [recipient.address],
    since: error?.time ?? date,
    cause: failure.cause,
    statusCode: failure.statusCode,
    providerText: error?.extendedError ?? null,
    attributable: ATTRIBUTABLE[failure.cause],
    receipts: error === undefined ? [] : [error.hash],
    steps: STEPS_BY_CAUSE[failure.cause],
  };
}

/** Whose doing it usually is: a full, closed or unknown box is the owner's to keep (art. 3-ter L. 53/1994 speaks of such causes). */
const ATTRIBUTABLE: Readonly<Record<FailureCause, Problem['attributable']>> = {
  unknownRecipient: 'recipient',
  unknownDomain: 'recipient',
  mailboxDisabled: 'recipient',
  mailboxFull: 'recipient',
  tooLarge: 'notRecipient',
  network: 'notRecipient',
  policy: 'unknown',
  virus: 'notRecipient',
  other: 'unknown',
};

const STEPS_BY_CAUSE: Readonly<Record<FailureCause, readonly StepId[]>> = {
  unknownRecipient: ['checkAddress', 'checkRegistry', 'article3ter', 'ordinaryForms'],
  unknownDomain: ['checkAddress', 'checkRegistry', 'article3ter', 'ordinaryForms'],
  mailboxDisabled: ['checkRegistry', 'article3ter', 'ordinaryForms'],
  mailboxFull: ['retryLater', 'checkRegistry', 'article3ter', 'ordinaryForms'],
  tooLarge: ['splitAttachments'],
  network: ['retryLater', 'askProvider'],
  policy: ['readReason', 'askProvider'],
  virus: ['cleanFile', 'fixAndSendAgain'],
  other: ['readReason', 'askProvider'],
};

/** One entry for all recipients that met the same thing: a bulk message is one card, not a hundred. */
function merged(problems: readonly Problem[]): readonly Problem[] {
  const groups = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.kind} ${problem.cause ?? ''} ${problem.statusCode ?? ''} ${problem.clock?.at ?? ''}`;
    const known = groups.get(key);
    groups.set(key, known === undefined ? problem : joined(known, problem));
  }
  return [...groups.values()];
}

function joined(left: Problem, right: Problem): Problem {
  return {
    ...left,
    recipients: [...left.recipients, ...right.recipients],
    since: asInstant(Math.min(left.since, right.since)),
    providerText: left.providerText ?? right.providerText,
    receipts: [...left.receipts, ...right.receipts],
  };
}

// ---------------------------------------------------------------- what does not fit together

/** Findings that an entry of their own already tells. */
const TOLD: ReadonlySet<string> = new Set([
  'acceptance.late',
  'submission.unknown',
  'submission.refused',
  'submission.waiting',
  'outcome.overdue',
  'outcome.conflict',
  'virus.detected',
]);

function contradictions({ state, date }: RadarInput): readonly Problem[] {
  const rest = state.findings.filter(({ code }) => !TOLD.has(code));
  const puzzling = state.summary.state === 'needsAttention' && state.findings.length === 0;
  if (rest.length === 0 && !puzzling) return [];
  const recipients = new Set(rest.flatMap(({ recipient }) => (recipient === null ? [] : [recipient])));
  const hashes = new Set(rest.flatMap(({ receipts }) => receipts));
  const times = [...proven(state), ...state.generalClaimed, ...state.recipients.flatMap(({ claimed }) => claimed)]
    .filter(({ hash }) => hashes.has(hash))
    .map(({ time }) => time);
  const kind: ProblemKind = 'contradiction';
  return [
    {
      ...NOTHING,
      kind,
      urgency: 'watch',
      recipients: [...recipients],
      since: times.length === 0 ? date : asInstant(Math.max(...times)),
      receipts: [...hashes],
      findings: [...new Set(rest.map(({ code }) => code))],
      steps: rest.some(({ code }) => code === 'acceptance.missing') ? ['searchReceipts', 'requestLogs'] : ['readReceipts'],
    },
  ];
}
