// What Perché says: the answer, what decided it, four groups, the limits, and how to check it all
// without this program.
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AccountId } from '#shared/model/ids';
import type { ReportView } from '#shared/model/views';
import { dayText } from '#shared/text/invoice-values';
import { Verdict } from '#ui/marks/verdict.tsx';
import { Button } from '#ui/ui/button.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords } from '#ui/ui/words.ts';
import { CertificateView } from './certificate-view.tsx';
import { checksOf, notable, type WhyGroup } from './check-groups.ts';
import { CheckLine } from './check-line.tsx';
import { DaticertView } from './daticert-view.tsx';
import { Differences } from './differences.tsx';
import { Facts, Hash } from './facts.tsx';
import { proofText } from './proof-text.ts';
import { VerifyYourself } from './verify-yourself.tsx';
import { newSignerNote, whyAnswer, whyLimits } from './why-answer.ts';
import styles from './why.module.css';

export type WhyBodyProps = { readonly view: ReportView; readonly account: AccountId; readonly onCopied: () => void };

export function WhyBody({ view, account, onCopied }: WhyBodyProps): ReactNode {
  const words = useWords();
  const { groups } = words.text.checks;
  const { facts } = view.current;
  const { why } = words.text.screen;
  return (
    <>
      <Answer view={view} onCopied={onCopied} />
      <Deciding view={view} />
      <Group title={groups.file}>
        <Checks view={view} group="file" />
        <FileFacts view={view} />
      </Group>
      <Group title={groups.signature}>
        <Checks view={view} group="signature" empty={why.noSignature} />
        {view.newSigner === undefined ? null : <p className={styles['said']}>{newSignerNote(view.newSigner, words)}</p>}
        {facts.signers[0] === undefined ? null : (
          <Disclosure title={why.certificate}>
            <CertificateView signer={facts.signers[0]} />
          </Disclosure>
        )}
      </Group>
      <Group title={groups.certified}>
        <Checks view={view} group="certified" empty={why.noCertified} />
        {facts.certification === null ? null : <DaticertView data={facts.certification} />}
        <Differences differences={[...facts.outerDifferences, ...facts.innerDifferences]} />
      </Group>
      <Group title={groups.comparison}>
        <Checks view={view} group="comparison" empty={why.noComparison} />
        <Differences differences={facts.comparison?.differences ?? []} />
      </Group>
      <Group title={groups.limits}>
        <ul className={styles['limits']}>
          {whyLimits(view, words).map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </Group>
      <More view={view} account={account} />
    </>
  );
}

function Answer({ view, onCopied }: Pick<WhyBodyProps, 'view' | 'onCopied'>): ReactNode {
  const words = useWords();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(proofText(view, words));
    onCopied();
  };
  return (
    <div className={styles['answer']}>
      <Verdict look={view.look} size={18} />
      <p className={styles['sentence']}>{whyAnswer(view, words)}</p>
      <div className={styles['buttons']}>
        <Button tone="outlined" icon={<Copy size={14} aria-hidden />} onPress={() => void copy()}>
          {words.text.screen.why.copy}
        </Button>
      </div>
    </div>
  );
}

/** What a reader must see without scrolling: why it was refused or left open, or what the notes are. */
function Deciding({ view }: Pick<WhyBodyProps, 'view'>): ReactNode {
  const { text } = useWords();
  const checks = notable(view.current);
  if (checks.length === 0) return null;
  return (
    <Group title={view.current.conclusion.indication === 'passed' ? text.screen.why.notes : text.screen.why.decided}>
      <ul className={styles['checks']}>
        {checks.map((check) => (
          <CheckLine key={check.id} check={check} report={view.current} />
        ))}
      </ul>
    </Group>
  );
}

function FileFacts({ view }: Pick<WhyBodyProps, 'view'>): ReactNode {
  const { text, dates } = useWords();
  const { why } = text.screen;
  const { current } = view;
  return (
    <>
      <p className={styles['said']}>{current.facts.canonicalised ? why.canonicalised : why.unchanged}</p>
      <Facts
        facts={[
          [why.sha256, <Hash key="sha" value={view.sha256} />],
          [why.archivedAt, dates.long(view.archivedAt)],
          [why.judgedAt, dates.long(current.judgedAt)],
          [why.policy, current.policy],
          [why.trust, dayText(current.facts.trust.setDate)],
        ]}
      />
    </>
  );
}

function More({ view, account }: Pick<WhyBodyProps, 'view' | 'account'>): ReactNode {
  const { text, dates } = useWords();
  const { why } = text.screen;
  return (
    <div className={styles['more']}>
      {view.current.facts.signers.length === 0 ? null : (
        <Disclosure title={why.verifyYourself}>
          <VerifyYourself view={view} account={account} />
        </Disclosure>
      )}
      {view.history.length === 0 ? null : (
        <Disclosure title={why.history(view.history.length)}>
          <ul>
            {view.history.map((old) => (
              <li key={old.judgedAt}>
                {dates.long(old.judgedAt)} · {old.policy} · {text.mail.indications[old.conclusion.indication]}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles['group']}>
      <h3 className={styles['groupTitle']}>{title}</h3>
      {children}
    </section>
  );
}

function Checks({ view, group, empty }: { readonly view: ReportView; readonly group: WhyGroup; readonly empty?: string }): ReactNode {
  const { text } = useWords();
  const all = checksOf(view.current, group);
  const run = all.filter((check) => check.status !== 'notRun');
  const skipped = all.filter((check) => check.status === 'notRun').map((check) => text.checks.words[check.id].title);
  if (all.length === 0) return empty === undefined ? null : <p className={styles['said']}>{empty}</p>;
  return (
    <>
      <ul className={styles['checks']}>
        {run.map((check) => (
          <CheckLine key={check.id} check={check} report={view.current} />
        ))}
      </ul>
      {skipped.length === 0 ? null : <p className={styles['said']}>{text.screen.why.notRun(skipped.join(', '))}</p>}
    </>
  );
}
