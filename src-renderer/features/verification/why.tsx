// Perché: beside the message, never over it. One sentence, four groups of checks with their source,
// and what all of it does not prove (SCREENS §Perché).
import { useQuery } from '@tanstack/react-query';
import { Copy, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { AccountId, BlobHash } from '#shared/model/ids';
import type { ReportView } from '#shared/model/views';
import { errorText } from '#shared/text/wording';
import { codedError } from '#ui/client/core-error.ts';
import { useCore } from '#ui/client/queries.ts';
import { Verdict } from '#ui/marks/verdict.tsx';
import { Button, IconButton } from '#ui/ui/button.tsx';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords } from '#ui/ui/words.ts';
import { CertificateView } from './certificate-view.tsx';
import { checksOf, notable } from './check-groups.ts';
import { CheckLine } from './check-line.tsx';
import { DaticertView } from './daticert-view.tsx';
import { Differences } from './differences.tsx';
import { Facts, Hash } from './facts.tsx';
import { proofText } from './proof-text.ts';
import { VerifyYourself } from './verify-yourself.tsx';
import { whyAnswer, whyLimits } from './why-answer.ts';
import styles from './why.module.css';

export type WhyProps = {
  readonly account: AccountId;
  readonly hash: BlobHash;
  readonly onClose: () => void;
  readonly onCopied: () => void;
};

export function Why({ account, hash, onClose, onCopied }: WhyProps): ReactNode {
  const { queries } = useCore();
  const { text } = useWords();
  const report = useQuery(queries.verification.report.queryOptions({ input: { account, hash } }));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [hash]);
  return (
    <aside className={styles['panel']} aria-labelledby="why-title" data-scope="why" data-pane="why" data-print="no">
      <header className={styles['head']}>
        <h2 id="why-title" className={styles['title']} tabIndex={-1} ref={heading}>
          {text.screen.why.title}
        </h2>
        <IconButton name={text.screen.why.close} icon={<X size={16} aria-hidden />} onPress={onClose} keyShortcuts="Escape" />
      </header>
      <div className={styles['scroll']} tabIndex={0} role="region" aria-labelledby="why-title">
        {report.data === undefined ? (
          <p className={styles['note']}>{report.isError ? whyMissing(report.error) : text.screen.why.loading}</p>
        ) : (
          <WhyBody view={report.data} account={account} onCopied={onCopied} />
        )}
      </div>
    </aside>
  );

  function whyMissing(error: unknown): string {
    const coded = codedError(error);
    return coded.code === 'notFound' ? text.screen.why.none : errorText(text, coded);
  }
}

function WhyBody({
  view,
  account,
  onCopied,
}: {
  readonly view: ReportView;
  readonly account: AccountId;
  readonly onCopied: () => void;
}): ReactNode {
  const words = useWords();
  const { text, dates } = words;
  const { current } = view;
  const { why } = text.screen;
  const [signer] = current.facts.signers;
  const first = notable(current);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(proofText(view, words));
    onCopied();
  };
  return (
    <>
      <div className={styles['answer']}>
        <Verdict look={view.look} size={18} />
        <p className={styles['sentence']}>{whyAnswer(view, words)}</p>
        <div className={styles['buttons']}>
          <Button tone="outlined" icon={<Copy size={14} aria-hidden />} onPress={() => void copy()}>
            {why.copy}
          </Button>
        </div>
      </div>
      {first.length === 0 ? null : (
        <Group title={current.conclusion.indication === 'passed' ? why.notes : why.decided}>
          <ul className={styles['checks']}>
            {first.map((check) => (
              <CheckLine key={check.id} check={check} report={current} />
            ))}
          </ul>
        </Group>
      )}
      <Group title={text.checks.groups.file}>
        <Checks view={view} group="file" />
        <p className={styles['said']}>{current.facts.canonicalised ? why.canonicalised : why.unchanged}</p>
        <Facts
          facts={[
            [why.sha256, <Hash key="sha" value={view.sha256} />],
            [why.archivedAt, dates.long(view.archivedAt)],
            [why.judgedAt, dates.long(current.judgedAt)],
            [why.policy, current.policy],
            [why.trust, current.facts.trust.setDate],
          ]}
        />
      </Group>
      <Group title={text.checks.groups.signature}>
        <Checks view={view} group="signature" empty={why.noSignature} />
        {signer === undefined ? null : (
          <Disclosure title={why.certificate}>
            <CertificateView signer={signer} />
          </Disclosure>
        )}
      </Group>
      <Group title={text.checks.groups.certified}>
        <Checks view={view} group="certified" empty={why.noCertified} />
        {current.facts.certification === null ? null : <DaticertView data={current.facts.certification} />}
        <Differences differences={[...current.facts.outerDifferences, ...current.facts.innerDifferences]} />
      </Group>
      <Group title={text.checks.groups.comparison}>
        <Checks view={view} group="comparison" empty={why.noComparison} />
      </Group>
      <Group title={text.checks.groups.limits}>
        <ul className={styles['limits']}>
          {whyLimits(view, words).map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </Group>
      <div className={styles['more']}>
        {signer === undefined ? null : (
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
    </>
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

function Checks({
  view,
  group,
  empty,
}: {
  readonly view: ReportView;
  readonly group: 'file' | 'signature' | 'certified' | 'comparison';
  readonly empty?: string;
}): ReactNode {
  const checks = checksOf(view.current, group);
  if (checks.length === 0) return empty === undefined ? null : <p className={styles['said']}>{empty}</p>;
  return (
    <ul className={styles['checks']}>
      {checks.map((check) => (
        <CheckLine key={check.id} check={check} report={view.current} />
      ))}
    </ul>
  );
}
