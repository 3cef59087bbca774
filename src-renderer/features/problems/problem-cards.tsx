// Under an open dispatch: what is wrong with it, what that usually means, and what can be done. The cards
// inform; nothing here decides a case (PRODUCT §4.2).
import type { ReactNode } from 'react';
import type { DispatchFinding } from '#shared/model/dispatch';
import type { MailAddress } from '#shared/model/ids';
import type { Problem, StepId } from '#shared/model/radar';
import type { DispatchView } from '#shared/model/views';
import { datesFor } from '#shared/text/dates';
import { logRequestText } from '#shared/text/log-request';
import { findingText } from '#shared/text/wording';
import { visibleText } from '#ui/marks/plain-text.ts';
import { ProblemMark } from '#ui/marks/problem-mark.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useNow } from '#ui/ui/now.ts';
import { useWords } from '#ui/ui/words.ts';
import { aboutText, clockText, identifiersText } from './problem-words.ts';
import styles from './problem-cards.module.css';

/** Of an Italian provider, whatever the language of the screen. */
const PROVIDER_DATES = datesFor('it', 'Europe/Rome');

export type ProblemCardsProps = {
  readonly dispatch: DispatchView;
  /** Come from Problemi: what can be done stands open. */
  readonly stepsOpen: boolean;
  readonly onCopy: (text: string) => void;
  /** A new draft of the same message, to these alone; null: nothing here can be sent again. */
  readonly onAgain: ((to: readonly MailAddress[]) => void) | null;
};

/** What one can do here with one press. */
const SENDS_AGAIN: ReadonlySet<StepId> = new Set(['retryLater', 'splitAttachments', 'cleanFile', 'fixAndSendAgain']);

export function ProblemCards(props: ProblemCardsProps): ReactNode {
  const { dispatch } = props;
  const { text } = useWords();
  if (dispatch.problems.length === 0) return null;
  return (
    <section className={styles['section']} aria-label={text.radar.title}>
      {dispatch.problems.map((problem) => (
        <Card key={`${problem.kind} ${problem.cause ?? ''} ${problem.recipients.join()}`} problem={problem} {...props} />
      ))}
      <p className={styles['informs']}>{text.radar.informs}</p>
    </section>
  );
}

function Card({ problem, dispatch, stepsOpen, onCopy, onAgain }: ProblemCardsProps & { readonly problem: Problem }): ReactNode {
  const { text, dates } = useWords();
  const now = useNow();
  const words = text.radar;
  const { clock, providerText, attributable } = problem;
  return (
    <article className={styles['card']}>
      <header className={styles['head']}>
        <h2 className={styles['title']}>
          <ProblemMark problem={problem} />
        </h2>
        {clock === null ? null : (
          <span className={styles['clock']}>
            {clockText(text, clock, now)} · <time dateTime={new Date(clock.at).toISOString()}>{dates.long(clock.at)}</time>
          </span>
        )}
      </header>
      <p>
        <bdi className={styles['who']}>{aboutText(text, problem, visibleText)}</bdi>. {words.means[problem.kind]}
      </p>
      {words.attributable[attributable] === null ? null : <p>{words.attributable[attributable]}</p>}
      {providerText === null ? null : (
        <p className={styles['quote']}>
          {words.provider}: «<bdi>{visibleText(providerText)}</bdi>»
        </p>
      )}
      {problem.findings.length === 0 ? null : <Findings dispatch={dispatch} codes={problem.findings} />}
      <Disclosure title={words.nextSteps} startsOpen={stepsOpen}>
        <ul className={styles['steps']}>
          {problem.steps.map((step) => (
            <li key={step} className={styles['step']}>
              <strong>{words.steps[step].title}</strong>
              <span>{words.steps[step].text}</span>
              {SENDS_AGAIN.has(step) && onAgain !== null ? (
                <Button tone="outlined" onPress={() => onAgain(problem.recipients)}>
                  {words.sendAgain}
                </Button>
              ) : null}
              {step === 'askProvider' ? (
                <Button tone="outlined" onPress={() => onCopy(identifiersText(text, dispatch))}>
                  {words.copyIdentifiers}
                </Button>
              ) : null}
              {step === 'requestLogs' ? <LogRequest problem={problem} dispatch={dispatch} onCopy={onCopy} /> : null}
            </li>
          ))}
        </ul>
      </Disclosure>
    </article>
  );
}

/** Contradictions in words, each with whom it is about. */
function Findings({ dispatch, codes }: { readonly dispatch: DispatchView; readonly codes: readonly string[] }): ReactNode {
  const { text } = useWords();
  const told: readonly DispatchFinding[] = dispatch.state.findings.filter(({ code }) => codes.includes(code));
  return (
    <ul className={styles['findings']}>
      {told.map((finding, index) => (
        <li key={`${finding.code} ${index}`}>
          {finding.recipient === null ? null : <bdi className={styles['who']}>{visibleText(finding.recipient)}: </bdi>}
          {findingText(text, finding)}
        </li>
      ))}
    </ul>
  );
}

function LogRequest({
  problem,
  dispatch,
  onCopy,
}: {
  readonly problem: Problem;
  readonly dispatch: DispatchView;
  readonly onCopy: (text: string) => void;
}): ReactNode {
  const { text } = useWords();
  const { subject, date, from, msgid, identificativi, state } = dispatch;
  const request = logRequestText(
    {
      subject: visibleText(subject),
      date,
      from: visibleText(from),
      msgid: visibleText(msgid),
      identificativi: identificativi.map((each) => visibleText(each)),
      to: state.recipients.filter(({ role }) => role !== 'notAddressed').map(({ address }) => visibleText(address)),
      recipients: problem.recipients.map((each) => visibleText(each)),
      acceptedAt: state.general.find(({ type }) => type === 'acceptance')?.time ?? null,
    },
    PROVIDER_DATES,
  );
  return (
    <div className={styles['request']}>
      <Button tone="outlined" onPress={() => onCopy(request)}>
        {text.radar.copyRequest}
      </Button>
      <Disclosure title={text.radar.requestTitle}>
        <pre className={styles['letter']} lang="it">
          {request}
        </pre>
      </Disclosure>
    </div>
  );
}
